"""One file of weights for all graphs of a variant, each tensor in it once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import onnx
from onnx import TensorProto, numpy_helper

from livedemo_export.strip import serialised

#: What every graph calls the file of its weights.
LOCATION = "weights.bin"
#: Tensors begin at multiples of this: a cache line, and more than any dtype asks for.
ALIGNMENT = 64
#: Smaller tensors stay in the graph: shape inference wants to see them.
SMALLEST = 256
#: A model of one graph below this many bytes is one file: a second request costs more.
INLINE = 256 * 1024


@dataclass
class Weights:
    """Bytes of tensors laid one after another; equal bytes are kept once."""

    data: bytearray = field(default_factory=bytearray)
    offsets: dict[bytes, int] = field(default_factory=dict)

    def add(self, raw: bytes) -> int:
        """The offset at which ``raw`` lies."""
        digest = hashlib.sha256(raw).digest()
        if digest not in self.offsets:
            self.data.extend(bytes(-len(self.data) % ALIGNMENT))
            self.offsets[digest] = len(self.data)
            self.data.extend(raw)
        return self.offsets[digest]


@dataclass(frozen=True)
class Files:
    """What a variant ships: the graphs' bytes, and the weights they share (None: inline)."""

    graphs: dict[str, bytes]
    weights: bytes | None


def share(models: Mapping[str, Any]) -> Files:
    """ModelProtos (changed in place) as files, their larger tensors moved to one file."""
    inline = {name: serialised(model) for name, model in models.items()}
    if len(inline) == 1 and all(len(data) < INLINE for data in inline.values()):
        return Files(inline, None)
    weights = Weights()
    for model in models.values():
        for tensor in model.graph.initializer:
            raw = raw_bytes(tensor)
            if len(raw) >= SMALLEST:
                _point(tensor, weights.add(raw), len(raw))
    graphs = {name: serialised(model) for name, model in models.items()}
    return Files(graphs, bytes(weights.data) or None)


def untranspose(models: Mapping[str, Any]) -> None:
    """Undo the folding of transposed weights, in place.

    The exporter keeps a tied output layer as a second, transposed copy of the embedding.
    A ``Transpose`` node in its place costs nothing, as onnxruntime folds it when it loads the
    graph, and spares the download a quarter of a small language model.
    """
    first: dict[bytes, tuple[int, ...]] = {}
    for model in models.values():
        for tensor in list(model.graph.initializer):
            if len(tensor.dims) != 2 or 1 in tensor.dims or len(raw_bytes(tensor)) < SMALLEST:
                continue
            array = numpy_helper.to_array(tensor)
            if _digest(array) in first:
                continue
            turned = array.T.copy()
            if _digest(turned) not in first:
                first[_digest(array)] = array.shape
                continue
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(turned, f"{name}.T"))
            node = onnx.helper.make_node("Transpose", [tensor.name], [name], perm=[1, 0])
            model.graph.node.insert(0, node)


def merge(model: Any) -> None:
    """Let equal tensors of one graph be one initializer, in place."""
    first: dict[tuple[bytes, tuple[int, ...], int], str] = {}
    same: dict[str, str] = {}
    kept = []
    for tensor in model.graph.initializer:
        raw = raw_bytes(tensor)
        shape = tuple(tensor.dims)
        name = first.setdefault((raw, shape, tensor.data_type), tensor.name)
        if name == tensor.name or len(raw) < SMALLEST:
            kept.append(type(tensor).FromString(tensor.SerializeToString()))
        else:
            same[tensor.name] = name
    outputs = {value.name for value in model.graph.output}
    if not same or outputs & set(same) or any(_has_body(node) for node in model.graph.node):
        return
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    for node in model.graph.node:
        node.input[:] = [same.get(name, name) for name in node.input]


def raw_bytes(tensor: Any) -> bytes:
    """A TensorProto's values as little-endian bytes, however it holds them."""
    if tensor.HasField("raw_data"):
        data: bytes = tensor.raw_data
        return data
    return numpy_helper.from_array(numpy_helper.to_array(tensor)).raw_data


def _digest(array: Any) -> bytes:
    return hashlib.sha256(repr((array.dtype, array.shape)).encode() + array.tobytes()).digest()


def _has_body(node: Any) -> bool:
    return any(a.HasField("g") or len(a.graphs) for a in node.attribute)


def _point(tensor: Any, offset: int, length: int) -> None:
    """Make ``tensor`` a reference to bytes of the shared file."""
    kept = TensorProto(name=tensor.name, data_type=tensor.data_type, dims=tensor.dims)
    kept.data_location = TensorProto.EXTERNAL
    for key, value in (("location", LOCATION), ("offset", offset), ("length", length)):
        kept.external_data.add(key=key, value=str(value))
    tensor.CopyFrom(kept)
