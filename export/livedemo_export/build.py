"""One model from its folder to the store. Free of torch until a model has a graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from livedemo_export.load import load
from livedemo_export.manifest import Asset, Blob, GraphInfo, Manifest, Variant
from livedemo_export.reads import digests, watched
from livedemo_export.strip import OPSET

if TYPE_CHECKING:
    from livedemo_export.pipeline import Shipped

#: Told what is being done, for a progress bar: "trace run", "int8 per column".
Stage = Callable[[str], None]
#: Keeps bytes and returns their sha256. The store itself decides nothing of what an export holds,
#: so it isn't imported here: an edit of it would change every model's key.
Put = Callable[[bytes], str]


def build(
    folder: Path, key: str, put: Put, stage: Stage = lambda _: None, verbose: bool = False
) -> Manifest:
    """Export the model in ``folder``; its files are ``put``, its manifest isn't recorded yet.

    `ExportError` with a reason where it can't be exported.
    """
    stage("build")
    with watched() as opened:
        model = load(folder)
    reads = digests(folder, {*opened, *(str(Path(p).absolute()) for p in model.assets.values())})
    graphs: dict[str, GraphInfo] = {}
    variants: dict[str, Variant] = {}
    if model.graphs:  # a vocabulary needs neither torch nor onnx
        from livedemo_export.pipeline import export

        graphs, shipped = export(folder, model, stage, verbose)
        variants = {name: _stored(put, one) for name, one in shipped.items()}
    return Manifest(
        model=folder.name,
        key=key,
        opset=OPSET,
        axes={name: (axis.min, axis.max) for name, axis in model.axes.items()},
        graphs=graphs,
        variants=variants,
        default=next(reversed(variants), None),
        assets={name: _asset(put, Path(path)) for name, path in model.assets.items()},
        facts=dict(model.facts),
        reads=reads,
    )


def _stored(put: Put, shipped: Shipped) -> Variant:
    verdict = shipped.verdict
    return Variant(
        graphs={name: _blob(put, data) for name, data in shipped.files.graphs.items()},
        weights=_blob(put, shipped.files.weights) if shipped.files.weights else None,
        max_difference=shipped.differences,
        top1=verdict.top1 if verdict else None,
        kl=verdict.kl if verdict else None,
        cosine=verdict.cosine if verdict else None,
        scales=shipped.scales,
        shares=shipped.shares,
        inexact=shipped.inexact,
    )


def _blob(put: Put, data: bytes) -> Blob:
    return Blob(put(data), len(data))


def _asset(put: Put, path: Path) -> Asset:
    blob = _blob(put, path.read_bytes())
    return Asset(blob.sha256, blob.bytes, path.name)
