"""Models at build time: the exported graphs, run by onnxruntime on the CPU."""

from __future__ import annotations

from typing import Any

import numpy as np
from livedemo.model import BaseModel, ModelError
from livedemo.tensor import Tensor
from livedemo_export.manifest import Manifest
from livedemo_export.session import open_session
from livedemo_export.store import Store
from onnxruntime import InferenceSession, OrtValue

from livedemo_site.models.spec import spec_of

_DTYPES = {
    "float32": np.float32,
    "int32": np.int32,
    "int64": np.int64,
    "bool": np.bool_,
    "uint8": np.uint8,
    "int8": np.int8,
}


class OrtModel(BaseModel):
    """A model out of the store, in the variant that readers get; sessions open on first use.

    Attributes:
        ran: the graphs that ran since this was last cleared, in the order of their first runs.
    """

    def __init__(self, store: Store, manifest: Manifest) -> None:
        assets = {name: store.blob(asset.sha256) for name, asset in manifest.assets.items()}
        super().__init__(spec_of(manifest), assets)
        self.store, self.manifest = store, manifest
        self.ran: dict[str, None] = {}
        self._sessions: dict[str, InferenceSession] = {}

    async def run_graph(
        self,
        graph: str,
        feeds: dict[str, Tensor],
        outputs: list[str],
        keep: list[str],
    ) -> dict[str, Tensor]:
        """Run ``graph``; kept outputs stay in onnxruntime."""
        self.ran[graph] = None
        if graph not in self._sessions:
            self._sessions[graph] = open_session(self.store, self.manifest, graph)
        values = {name: _value(tensor) for name, tensor in feeds.items()}
        wanted = list(dict.fromkeys([*outputs, *keep]))
        try:
            found = self._sessions[graph].run_with_ort_values(wanted, values)
        except Exception as error:  # onnxruntime's own errors share no base class
            raise ModelError(f"model {self.name}, graph {graph}: {error}") from error
        dtypes = {
            name: info["dtype"] for name, info in self.spec["graphs"][graph]["outputs"].items()
        }
        return {
            name: _tensor(dtypes[name], value, read=name in outputs)
            for name, value in zip(wanted, found, strict=True)
        }

    async def read(self, tensor: Tensor) -> Tensor:
        """See `BaseModel`."""
        if not isinstance(tensor.handle, OrtValue):
            return tensor
        return Tensor(tensor.dtype, tensor.shape, np.ascontiguousarray(tensor.handle.numpy()))


def _value(tensor: Tensor) -> OrtValue:
    if isinstance(tensor.handle, OrtValue):
        return tensor.handle
    flat: np.ndarray[Any, Any] = np.frombuffer(tensor.data, dtype=_DTYPES[tensor.dtype])
    return OrtValue.ortvalue_from_numpy(flat.reshape(tensor.shape))


def _tensor(dtype: str, value: OrtValue, read: bool) -> Tensor:
    shape = value.shape()
    if not read:
        return Tensor(dtype, shape, handle=value)
    return Tensor(dtype, shape, np.ascontiguousarray(value.numpy()), handle=value)
