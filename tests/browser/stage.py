"""A page for the code that runs models, without any figure: the runtime, the files of one model."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from livedemo_export.manifest import Blob, Manifest
from livedemo_export.store import Store
from playwright.sync_api import Page


def lay_out(folder: Path, site: Path, store: Store, manifest: Manifest, script: str) -> None:
    """Fill ``folder`` with what a built ``site`` runs models with, and ``script`` of this one."""
    assets = site / "assets" / "livedemo"
    (runtime,) = assets.glob("runtime-*")
    (app,) = assets.glob("app-*")
    shutil.copytree(runtime / "ort", folder / "runtime" / "ort")
    shutil.copy(app / "worker" / "ort-session.js", folder)
    shutil.copy(Path(__file__).with_name(script), folder / "script.js")
    (folder / "index.html").write_text("<!doctype html><title>A stage</title>")
    for blob in manifest.blobs():
        shutil.copy(store.path(blob.sha256), folder / blob.sha256)


def ask(page: Page, manifest: Manifest, variant: str, **message: Any) -> dict[str, Any]:
    """What the script answers to ``message``, in a worker of its own."""
    url, files = page.url, manifest.variants[variant]

    def file(blob: Blob) -> dict[str, Any]:
        return {"url": url + blob.sha256, "bytes": blob.bytes}

    answer: dict[str, Any] = page.evaluate(
        """message => new Promise((resolve) => {
            const worker = new Worker("script.js", { type: "module" });
            worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
            worker.onerror = ({ message }) => resolve({ error: message ?? "script.js" });
            worker.postMessage(message);
        })""",
        {
            "app": f"{url}ort-session.js",
            "runtime": f"{url}runtime/",
            "spec": {
                "model": manifest.model,
                "graphs": {
                    name: {"outputs": dict.fromkeys(graph.outputs)}
                    for name, graph in manifest.graphs.items()
                },
                "files": {
                    "graphs": {name: file(blob) for name, blob in files.graphs.items()},
                    "weights": file(files.weights) if files.weights else None,
                    "assets": {},
                },
            },
            **message,
        },
    )
    assert "error" not in answer, answer["error"]
    return answer
