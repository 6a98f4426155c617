"""``python -m livedemo_export``: export models, on a miss only, and say how well they agree."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from livedemo_export.ensure import NoModel, ensure, find_model, known_models, stored
from livedemo_export.errors import ExportError
from livedemo_export.progress import Bar
from livedemo_export.store import Unwritable
from livedemo_export.suggest import nearest
from livedemo_export.table import table


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0: all is well; 1: a model failed (or, with --check, is to be exported)."""
    options = _parser().parse_args(arguments)
    root: Path = options.root
    if options.reference:
        return _reference(root, options.reference, options.out)
    names = [options.table] if options.table else options.names or known_models(root)
    if options.check:
        return _check(root, names)
    began = time.perf_counter()
    try:
        with Bar() as bar:
            manifests, errors = ensure(
                root, names, progress=bar, jobs=options.jobs, verbose=options.verbose
            )
    except Unwritable as full:
        print(f"error: {full}", file=sys.stderr)
        return 1
    for error in errors.values():
        print(f"error: {error}", file=sys.stderr)
        if options.verbose and error.details:
            print(error.details, file=sys.stderr)
    if options.table and manifests:
        print(table(manifests[options.table]), end="")
    elif bar.exported:
        print(f"exported {bar.exported} of {len(names)} in {time.perf_counter() - began:.1f} s")
    elif not errors:
        print(f"nothing to do: {len(manifests)} models are in the store")
    return 1 if errors else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m livedemo_export", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="models; all when left out")
    parser.add_argument("--all", action="store_true", help="all models (as when none is named)")
    parser.add_argument("--root", type=Path, default=Path(), help="the project (default: here)")
    parser.add_argument("--jobs", type=int, help="processes (default: one a processor)")
    parser.add_argument("--check", action="store_true", help="export nothing; 1 if any is to be")
    parser.add_argument("--table", metavar="NAME", help="print how well NAME agrees with torch")
    parser.add_argument("--reference", metavar="NAME", help="write NAME's answers in torch")
    parser.add_argument("--out", type=Path, default=Path("reference"), help="for --reference")
    parser.add_argument("--verbose", action="store_true", help="what torch says, and tracebacks")
    return parser


def _check(root: Path, names: Sequence[str]) -> int:
    stale = 0
    for name in names:
        try:
            if stored(root, name) is not None:
                continue
            print(f"{name} is to be exported")
        except NoModel as error:
            print(f"error: {error}", file=sys.stderr)
        stale += 1
    return 1 if stale else 0


def _reference(root: Path, name: str, out: Path) -> int:
    folder = find_model(root.resolve(), name)
    if folder is None:
        print(f"error: no model {name!r}. {nearest(name, known_models(root))}", file=sys.stderr)
        return 1
    from livedemo_export.agree import write_reference

    try:
        print(write_reference(folder, out))
    except ExportError as error:
        print(f"error: model {name!r}: {error.message}", file=sys.stderr)
        return 1
    return 0
