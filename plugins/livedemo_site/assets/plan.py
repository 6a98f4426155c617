"""The files that figures need, with names that change when their contents do.

``plan`` decides all names, so that a page can be written before a single file is; ``Plan.write``
puts the files into a built site.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from livedemo_export.digest import digest
from livedemo_export.manifest import Blob, Manifest
from livedemo_export.store import Store

from livedemo_site.assets import parts
from livedemo_site.assets.bundle import bundle, given_otherwise, sha256
from livedemo_site.assets.code import of_demo, of_model
from livedemo_site.assets.digests import shards
from livedemo_site.assets.runtime import Runtime
from livedemo_site.assets.transfer_size import gzipped, travelling
from livedemo_site.demos.discovery import Found
from livedemo_site.models.spec import spec_of
from livedemo_site.runtime_build import precompiled
from livedemo_site.runtime_build.own import sources
from livedemo_site.sentences import Sentences

PLACE = "assets/livedemo"
BROWSER = Path(__file__).parents[1] / "browser"
CHECKED = {".js", ".css", ".wasm", ".gz"}  # of code and runtime: what a page loads
SENT = {".js", ".css", ".svg"}  # the endings of its files that pages load
SHEET, CONTROLS = "page/livedemo.css", "page/controls.js"  # which controls and views add to
SPEAKING = ("page/sentences.js", "page/guard.js")  # which hold sentences of the site's language
#: Bytes of a file of a model that goes to the reader in one piece; some hosts allow 25 MiB.
LARGEST = 20_000_000


@dataclass(frozen=True)
class Part:
    """Some of a file's bytes: ``length`` of them from ``start`` on."""

    path: Path
    start: int
    length: int

    def read(self) -> bytes:
        """The bytes."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read(self.length)


Source = bytes | Path | Part


@dataclass
class Plan:
    """Every file under `PLACE` by its path there: its bytes, or what has them.

    Attributes:
        app: the path of the file that tells a page about demos, models and runtime.
        sizes: what a reader's first gesture downloads, by demo, in bytes as they travel.
    """

    app: str
    sizes: Mapping[str, int]
    files: dict[str, Source] = field(default_factory=dict)

    def write(self, site: Path, more: Mapping[str, Source]) -> None:
        """Put the files, ``more`` of them, and their ``manifest.json`` into the built site."""
        place = site / PLACE
        listed = []
        for name, source in sorted({**self.files, **more}.items()):
            target = place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(source, Part):
                source = source.read()
            if isinstance(source, bytes):
                target.write_bytes(source)
                told = hashlib.sha256(source).hexdigest()
            else:
                shutil.copyfile(source, target)
                told = sha256(source)
            listed.append({"path": name, "bytes": target.stat().st_size, "sha256": told})
        text = json.dumps({"version": 1, "files": listed}, indent=1) + "\n"
        (place / "manifest.json").write_text(text, encoding="utf-8")


Code: TypeAlias = tuple[str, Mapping[str, bytes | Path]]


def code(runtime: Runtime, demos: Iterable[Found], sentences: Sentences) -> Code:
    """The page's own code: its folder, named by what is in it, and its files by name."""
    demos = list(demos)
    files: dict[str, bytes | Path] = {**parts.modules(demos), **runtime.code}
    # By their endings: worker.py goes into the bundle, and pip compiles it beside itself.
    paths = (path for path in sorted(BROWSER.rglob("*")) if path.suffix in SENT)
    files.update({path.relative_to(BROWSER).as_posix(): path for path in paths})
    files[SHEET] = parts.sheet(BROWSER / SHEET, demos)
    files[CONTROLS] = parts.controls(BROWSER / CONTROLS)
    for name in SPEAKING:
        files[name] = sentences.script((BROWSER / name).read_text("utf-8")).encode()
    return f"app-{_combined(files)}", files


def plan(
    demos: Iterable[Found],
    manifests: Mapping[str, Manifest],
    graphs: Mapping[str, Mapping[str, Sequence[str]]],
    store: Store,
    runtime: Runtime,
    code: Code,
    root: Path,
    shared: str | None = None,
) -> Plan:
    """Name every file that these demos need.

    Args:
        demos: those that work.
        manifests: their models among them, by name.
        graphs: which graphs of its models a demo will run, by demo and parameter: they are made
            ready while Python starts.
        root: the project's, from where the code of models is named.
        shared: the address of the folder that holds the runtime, where it is not part of the site;
            relative to `PLACE`, ending in a slash.
    """
    demos = list(demos)
    used = {model for found in demos if found.demo for model in found.demo.models.values()}
    manifests = {name: manifests[name] for name in sorted(used)}
    files: dict[str, Source] = {}
    folder, modules = code
    files.update({f"{folder}/{name}": path for name, path in modules.items()})
    runs = any(manifest.graphs for manifest in manifests.values())
    runtime_folder = runtime_name(runtime)
    running = runtime.files if runs else runtime.without_inference
    if shared is None:
        files.update({f"{runtime_folder}/{name}": path for name, path in running.items()})

    ours = precompiled() or sources()  # as source where it was edited since it was compiled
    archive = bundle(demos, ours, given_otherwise(demos, manifests))
    version = hashlib.sha256(archive).hexdigest()[:12]
    files[f"demos.{version}.zip"] = archive

    def told(name: str, texts: bytes) -> dict[str, Any]:
        """Where the code of something is."""
        path = f"code/{name}.{hashlib.sha256(texts).hexdigest()[:12]}.json"
        files[path] = texts
        return _listed(path, texts)

    models: dict[str, Any] = {}
    for name, manifest in manifests.items():
        models[name], of_this = _model(manifest, store)
        models[name]["code"] = told(f"model.{name}", of_model(root, name))
        files.update(of_this)

    wheels = {wheel for found in demos for wheel in found.wheels}
    files.update({wheel.path: store.path(wheel.sha256) for wheel in wheels})

    site = {
        "version": 2,
        "v": version,
        "runtime": f"{shared or ''}{runtime_folder}/",
        "bundle": _listed(f"demos.{version}.zip", archive),
        "demos": {
            found.name: {
                "models": dict(found.demo.models),
                "graphs": {p: list(graphs[found.name][p]) for p in found.demo.models},
                "stdlib": "cut" if runtime.holds(found.standard) else "full",
                "wheels": [_listed(wheel.path, store.path(wheel.sha256)) for wheel in found.wheels],
                "code": told(found.name, of_demo(found)),
            }
            for found in demos
            if found.demo
        },
        "models": models,
        "modules": _named(modules),
        "files": {
            name: _checked(source)
            for name, source in {
                **{f"{folder}/{name}": source for name, source in modules.items()},
                **{f"{shared or ''}{runtime_folder}/{n}": path for n, path in running.items()},
            }.items()
            if PurePosixPath(name).suffix in CHECKED
        },
    }
    text = json.dumps(site, ensure_ascii=False, separators=(",", ":")).encode()
    app = f"site.{hashlib.sha256(text).hexdigest()[:12]}.json"
    files[app] = text
    first = [
        file
        for name, file in modules.items()
        if name.endswith(".js") and not name.startswith(f"{parts.PLACE}/")
    ]
    code_size = sum(map(_travelling, first))
    sizes = {
        found.name: code_size
        + sum(map(_travelling, parts.own_modules(found).values()))
        + len(archive)
        + gzipped(text)
        + runtime.weight(
            inference=any(manifests[m].graphs for m in found.demo.models.values()),
            full=not runtime.holds(found.standard),
        )
        + sum(wheel.bytes for wheel in found.wheels)
        + sum(_weight(manifests[m], store) for m in set(found.demo.models.values()))
        for found in demos
        if found.demo
    }
    return Plan(app, sizes, files)


def runtime_name(runtime: Runtime) -> str:
    """The folder of the browser's runtime, named by all that is in it.

    It has this name also where a site without models leaves onnxruntime out.
    """
    return f"runtime-{_combined(runtime.files)}"


def _named(modules: Iterable[str]) -> list[str]:
    """What a view may call its module: a page loads no other by a name that it reads."""
    prefix = f"{parts.PLACE}/"
    names = (PurePosixPath(name) for name in modules if name.startswith(prefix))
    return sorted(n.relative_to(prefix).with_suffix("").as_posix() for n in names)


def _model(manifest: Manifest, store: Store) -> tuple[dict[str, Any], dict[str, Path | Part]]:
    """What the page is told about a model, and its files by path."""
    files: dict[str, Path | Part] = {}

    def file(blob: Blob | None, ending: str) -> dict[str, Any] | None:
        if blob is None:
            return None
        name, source = f"models/{blob.sha256[:16]}", store.path(blob.sha256)
        if blob.bytes <= LARGEST:
            files[f"{name}{ending}"] = source
            return _listed(f"{name}{ending}", source)
        pieces: dict[str, Part] = {}
        for start, length in _pieces(blob.bytes):
            pieces[f"{name}.{len(pieces) + 1}{ending}"] = Part(source, start, length)
        files.update(pieces)
        listed = [_listed(url, piece) for url, piece in pieces.items()]
        return {"url": listed[0]["url"], "bytes": blob.bytes, "parts": listed}

    variant = manifest.variant() if manifest.graphs else None
    spec = {
        **spec_of(manifest),
        "variant": manifest.default if variant else None,
        "files": {
            "graphs": {n: file(b, ".onnx") for n, b in (variant.graphs if variant else {}).items()},
            "weights": file(variant.weights, ".bin") if variant else None,
            "assets": {
                name: file(Blob(asset.sha256, asset.bytes), Path(asset.name).suffix)
                for name, asset in manifest.assets.items()
            },
        },
    }
    return spec, files


def _checked(source: Source) -> dict[str, Any]:
    """What a page holds a file to."""
    if isinstance(source, Part):
        return {"bytes": source.length, "sha256": shards(source.path, source.start, source.length)}
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    return {"bytes": size, "sha256": shards(source)}


def _listed(url: str, source: Source) -> dict[str, Any]:
    """The same, with where the file is."""
    return {"url": url, **_checked(source)}


def _pieces(size: int) -> Iterator[tuple[int, int]]:
    """Where nearly equal pieces of at most `LARGEST` begin, and how long they are, in bytes."""
    count = -(-size // LARGEST)
    for i in range(count):
        start, end = size * i // count, size * (i + 1) // count
        yield start, end - start


def _weight(manifest: Manifest, store: Store) -> int:
    """Bytes of a model as they travel: hosts compress neither graphs nor weights."""
    size = manifest.variant().bytes if manifest.graphs else 0
    return size + sum(
        travelling(store.path(asset.sha256), Path(asset.name).suffix)
        for asset in manifest.assets.values()
    )


def _travelling(file: bytes | Path) -> int:
    return gzipped(file) if isinstance(file, bytes) else travelling(file)


def _combined(files: Mapping[str, bytes | Path]) -> str:
    """One short hash over the names and contents of a folder's files."""
    digests = (
        (name, (hashlib.sha256(file).hexdigest() if isinstance(file, bytes) else sha256(file)))
        for name, file in sorted(files.items())
    )
    return digest((name, sha256.encode()) for name, sha256 in digests)[:12]
