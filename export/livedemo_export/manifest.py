"""The manifest: one model's files, their digests, and what is known about its graphs.

JSON, versioned, the seam between export and site. Free of torch and onnx.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from livedemo_export.axes import Shape
from livedemo_export.digest import digest

VERSION = 1


class ManifestError(ValueError):
    """Text that is no manifest of this version."""


@dataclass(frozen=True)
class Blob:
    """A file in the store: its sha256 in hexadecimal and its length in bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Asset:
    """A file that goes to the reader with the model; ``name`` is what it was called."""

    sha256: str
    bytes: int
    name: str


@dataclass(frozen=True)
class TensorInfo:
    """dtype and shape of an input or output; ``default`` fills an input that is left out."""

    dtype: str
    shape: Shape
    default: float | int | bool | None = None

    def _json(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"dtype": self.dtype, "shape": list(self.shape)}
        if self.default is not None:
            plain["default"] = self.default
        return plain


@dataclass(frozen=True)
class GraphInfo:
    """Inputs and outputs by name, in the order of the ONNX file."""

    inputs: dict[str, TensorInfo]
    outputs: dict[str, TensorInfo]


@dataclass(frozen=True)
class Variant:
    """One precision of a model: a file for each graph and at most one file of weights.

    ``weights`` is what the graphs call ``weights.bin``, None when they hold their own.
    ``max_difference``: ``graph.output`` (float32 ones) -> largest absolute difference from torch
    over the examples. ``shares``: ``graph.output`` -> of what is allowed there, the most that was
    used; ``inexact``: graph -> why torch could not give it in float64. On held-out inputs int8 is
    compared with float32: ``top1`` (share) and ``kl`` (nats, mean) of logits, or ``cosine`` (the
    lowest) of vectors; ``scales`` says how finely int8 weights are scaled.
    """

    graphs: dict[str, Blob]
    weights: Blob | None
    max_difference: dict[str, float]
    top1: float | None = None
    kl: float | None = None
    cosine: float | None = None
    scales: str | None = None
    shares: dict[str, float] = field(default_factory=dict)
    inexact: dict[str, str] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Bytes to download for all graphs and weights."""
        return sum(b.bytes for b in self.graphs.values()) + (
            self.weights.bytes if self.weights else 0
        )

    def _json(self) -> dict[str, Any]:
        optional = {name: getattr(self, name) for name in ("top1", "kl", "cosine", "scales")}
        return {
            "graphs": {name: asdict(blob) for name, blob in self.graphs.items()},
            "weights": asdict(self.weights) if self.weights else None,
            "max_difference": self.max_difference,
            **{name: value for name, value in optional.items() if value is not None},
            **{name: getattr(self, name) for name in ("shares", "inexact") if getattr(self, name)},
        }


@dataclass(frozen=True)
class Manifest:
    """Everything a site needs to know about one exported model.

    ``reads``: what its build() opened that ``key`` does not cover, as a path from the model's
    folder -> sha256. The manifest holds while these files are so.
    """

    model: str
    key: str
    opset: int
    axes: dict[str, tuple[int, int]]
    graphs: dict[str, GraphInfo]
    variants: dict[str, Variant]
    default: str | None
    assets: dict[str, Asset] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    reads: dict[str, str] = field(default_factory=dict)
    version: int = VERSION

    @classmethod
    def read(cls, text: str | bytes | Mapping[str, Any]) -> Manifest:
        """A manifest from JSON, as text or parsed; `ManifestError` when it is no such thing."""
        try:
            plain = text if isinstance(text, Mapping) else json.loads(text)
            if plain["version"] != VERSION:
                raise ManifestError(f"manifest version {plain['version']}, expected {VERSION}")
            return cls(
                model=plain["model"],
                key=plain["key"],
                opset=plain["opset"],
                axes={name: (low, high) for name, (low, high) in plain["axes"].items()},
                graphs={name: _graph(graph) for name, graph in plain["graphs"].items()},
                variants={name: _variant(v) for name, v in plain["variants"].items()},
                default=plain["default"],
                assets={name: Asset(**asset) for name, asset in plain["assets"].items()},
                facts=plain["facts"],
                reads=dict(plain.get("reads", {})),
            )
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise ManifestError(f"no manifest: {type(error).__name__} {error}") from error

    def json(self) -> str:
        """The manifest as JSON text; equal manifests give equal text."""
        plain = {
            "version": self.version,
            "model": self.model,
            "key": self.key,
            "opset": self.opset,
            "axes": {name: list(ends) for name, ends in self.axes.items()},
            "graphs": {
                name: {
                    "inputs": {n: i._json() for n, i in graph.inputs.items()},
                    "outputs": {n: o._json() for n, o in graph.outputs.items()},
                }
                for name, graph in self.graphs.items()
            },
            "variants": {name: variant._json() for name, variant in self.variants.items()},
            "default": self.default,
            "assets": {name: asdict(asset) for name, asset in self.assets.items()},
            "facts": self.facts,
            **({"reads": self.reads} if self.reads else {}),
        }
        return json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    @property
    def identity(self) -> str:
        """A digest of all that the model was made of: what its results may be kept under."""
        named = {"key": self.key, **self.reads}
        return digest((name, value.encode()) for name, value in named.items())

    def variant(self, name: str | None = None) -> Variant:
        """A variant by name, the default one for None; KeyError names the choices."""
        wanted = name or self.default
        if wanted is None or wanted not in self.variants:
            known = ", ".join(self.variants) or "none"
            raise KeyError(f"model {self.model}: no variant {wanted!r}; known: {known}")
        return self.variants[wanted]

    def blobs(self) -> Iterator[Blob]:
        """Every file this manifest names."""
        for variant in self.variants.values():
            yield from variant.graphs.values()
            if variant.weights:
                yield variant.weights
        for asset in self.assets.values():
            yield Blob(asset.sha256, asset.bytes)


def _tensor(plain: Mapping[str, Any]) -> TensorInfo:
    return TensorInfo(plain["dtype"], tuple(plain["shape"]), plain.get("default"))


def _graph(plain: Mapping[str, Any]) -> GraphInfo:
    return GraphInfo(
        inputs={name: _tensor(t) for name, t in plain["inputs"].items()},
        outputs={name: _tensor(t) for name, t in plain["outputs"].items()},
    )


def _variant(plain: Mapping[str, Any]) -> Variant:
    return Variant(
        graphs={name: Blob(**blob) for name, blob in plain["graphs"].items()},
        weights=Blob(**plain["weights"]) if plain["weights"] else None,
        max_difference=dict(plain["max_difference"]),
        top1=plain.get("top1"),
        kl=plain.get("kl"),
        cosine=plain.get("cosine"),
        scales=plain.get("scales"),
        shares=dict(plain.get("shares", {})),
        inexact=dict(plain.get("inexact", {})),
    )
