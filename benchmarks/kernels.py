"""What share of its allowance each model uses, whatever kernels a processor picks.

    python -m benchmarks.kernels [NAME …] [--setting default-1 …] [--store .livedemo/store]

The fp32 graphs in the store are held against torch's answers as `livedemo_export.check` does when
it exports, in a process for each setting of torch's and its libraries' instructions and threads.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from livedemo_export.find import find_model, known_models
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 1 / 3
KERNELS = {
    "own": {},
    "default": {"ATEN_CPU_CAPABILITY": "default"},
    "avx2": {"ATEN_CPU_CAPABILITY": "avx2"},
    "lowered": {"ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"},
}
SETTINGS = {
    f"{name}-{threads}": variables | {"OMP_NUM_THREADS": str(threads)}
    for name, variables in KERNELS.items()
    for threads in (1, 2)
}


def stored(store: Store) -> dict[str, Manifest]:
    """The newest manifest of each model that has a graph."""
    files = sorted((store.folder / "keys").glob("*.json"), key=lambda file: file.stat().st_mtime)
    manifests = [Manifest.read(file.read_text(encoding="utf-8")) for file in files]
    return {manifest.model: manifest for manifest in manifests if manifest.graphs}


def shares(store: Store, manifest: Manifest, threads: int) -> dict[str, float]:
    """The largest share of each output, over the model's examples."""
    from livedemo_export.cases import cases
    from livedemo_export.check import check, expected
    from livedemo_export.load import load
    from livedemo_export.share import Files

    folder = find_model(ROOT, manifest.model)
    assert folder is not None
    model, variant = load(folder), manifest.variant("fp32")
    weights = store.blob(variant.weights.sha256) if variant.weights else None
    graphs = {name: store.blob(blob.sha256) for name, blob in variant.graphs.items()}
    found: dict[str, float] = {}
    for name, graph in model.graphs.items():
        known = expected(graph, cases(graph, model.axes))
        tolerance = graph.tolerance or model.tolerance
        files = Files(graphs, weights)
        measured = check(name, graph, files, known, tolerance, threads=threads)
        found |= {f"{name}.{output}": one.share for output, one in measured.items()}
    return found


def child(path: Path, names: Sequence[str]) -> None:
    """One setting: a line of JSON for each model."""
    store = Store(path)
    manifests = stored(store)
    threads = int(os.environ["OMP_NUM_THREADS"])
    for name in names:
        try:
            answer: dict[str, object] = {"shares": shares(store, manifests[name], threads)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({"model": name, **answer}), flush=True)


def main() -> int:
    """Measure and print; gives 1 where a model uses more than a third."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kernels", description=__doc__)
    parser.add_argument("models", nargs="*", metavar="NAME", help="all when left out")
    parser.add_argument("--setting", nargs="+", choices=SETTINGS, default=list(SETTINGS))
    parser.add_argument("--store", type=Path, default=Store.open(ROOT).folder)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        child(chosen.store, chosen.models)
        return 0
    known = stored(Store(chosen.store))
    names = chosen.models or [name for name in known_models(ROOT) if name in known]
    most: dict[str, float] = {}
    for setting in chosen.setting:
        command = [sys.executable, "-m", "benchmarks.kernels", *names, "--child"]
        with subprocess.Popen(
            [*command, "--store", str(chosen.store)],
            env={**os.environ, **SETTINGS[setting]},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as running:
            assert running.stdout is not None
            for line in running.stdout:
                answer = json.loads(line)
                if "error" in answer:
                    output, share = answer["error"], float("inf")
                else:
                    output, share = max(answer["shares"].items(), key=lambda item: item[1])
                most[answer["model"]] = max(most.get(answer["model"], 0.0), share)
                print(f"{setting:<12}{answer['model']:<24}{share:>7.1%}  {output}", flush=True)
    print("\nthe largest share in any setting")
    for name, share in sorted(most.items(), key=lambda item: -item[1]):
        print(f"{name:<24}{share:>7.1%}")
    return int(set(most) != set(names) or max(most.values(), default=1.0) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
