"""What a cold export costs: processor seconds by model and stage, in an empty store.

    python -m benchmarks.export [MODEL …] [--against REF]

With ``--against`` the same models are exported from a checkout of a git revision too, in turns with
ours: model by model, each in a process of its own that is kept, as the export's workers are. So the
first model also pays for starting torch, and "build" for importing transformers. Seconds are those
of all threads, and wall time doesn't matter: it may run beside other work. All models and a
revision take about a quarter of an hour on an idle machine, so ``make bench`` leaves it out.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from livedemo_export.find import known_models

ROOT = Path(__file__).resolve().parent.parent
#: Reads a model's name, answers ``[[stage, processor seconds], …]``; runs in any revision.
WORKER = """
import inspect, json, os, sys, time
from pathlib import Path
from livedemo_export.build import build
from livedemo_export.find import find_model
from livedemo_export.store import Store

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
store = Store.open(Path.cwd())
keeps = store.put if "put" in inspect.signature(build).parameters else store
began = 0.0
for name in map(str.strip, sys.stdin):
    stages = []
    def stage(said):
        stages.append([said.split()[0], time.process_time()])
    build(find_model(Path.cwd(), name), "0" * 64, keeps, stage)
    ends = [at for _, at in stages[1:]] + [time.process_time()]
    took = [end - at for (_, at), end in zip(stages, ends)]
    took[0] += stages[0][1] - began  # what came before it: starting Python
    began = ends[-1]
    told = [[said, one] for (said, _), one in zip(stages, took)]
    print(json.dumps(told), file=answers, flush=True)
"""


class Tree:
    """One checkout and the process that exports its models."""

    def __init__(self, root: Path, store: Path) -> None:
        self.totals: dict[str, float] = {}
        path = os.pathsep.join(str(root / room) for room in ("plugins", "export"))
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", WORKER],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": path,
                "PYTHONHASHSEED": "0",
                "OMP_NUM_THREADS": "1",
                "HF_HUB_OFFLINE": "1",
                "ORT_DISABLE_TELEMETRY": "1",
                "LIVEDEMO_STORE": str(store),
            },
        )

    def export(self, name: str) -> float:
        """Export a model; its processor seconds."""
        assert self.process.stdin and self.process.stdout
        print(name, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{name}: its export died")
        took = 0.0
        for stage, seconds in json.loads(line):
            self.totals[stage] = self.totals.get(stage, 0.0) + seconds
            took += seconds
        return took

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


@contextlib.contextmanager
def checkout(revision: str, folder: Path) -> Iterator[Path]:
    """A worktree of ``revision`` in ``folder``, removed at the end."""
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(folder), revision], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export", description=__doc__)
    parser.add_argument("models", nargs="*", metavar="MODEL", help="all when left out")
    parser.add_argument("--against", metavar="REF", help="a git revision to compare with")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        trees = [Tree(ROOT, temporary / "store")]
        if options.against:
            other = stack.enter_context(checkout(options.against, temporary / "tree"))
            trees.append(Tree(other, temporary / "other"))
        for tree in trees:
            stack.callback(tree.close)
        heads = ["here", options.against, "ratio"] if options.against else ["here"]
        row("processor seconds", *heads)
        sums = [0.0] * len(trees)
        for name in options.models or known_models(ROOT):
            took = [tree.export(name) for tree in trees]
            sums = [total + one for total, one in zip(sums, took, strict=True)]
            numbers(name, took)
        for stage in dict.fromkeys(s for tree in trees for s in tree.totals):
            numbers(f"  all: {stage}", [tree.totals.get(stage, 0.0) for tree in trees])
        numbers("all", sums)
    return 0


def numbers(name: str, seconds: list[float]) -> None:
    """A line: seconds here and there, and ours as a share of theirs."""
    shares = [f"{seconds[0] / one:.2f}" for one in seconds[1:] if one]
    row(name, *(f"{one:.1f}" for one in seconds), *shares)


def row(name: str, *cells: str) -> None:
    print(f"{name:<26}" + "".join(f"{cell:>14}" for cell in cells), flush=True)


if __name__ == "__main__":
    sys.exit(main())
