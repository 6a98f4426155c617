"""The command ``livedemo``: what works without MkDocs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from livedemo_export.ensure import known_models, stored
from livedemo_export.progress import Bar
from livedemo_export.prune import prune
from livedemo_export.store import Store, Unwritable

from livedemo_site.assets.runtime import NoRuntime
from livedemo_site.check import check
from livedemo_site.completion import complete, title
from livedemo_site.demos.discovery import ROOM
from livedemo_site.demos.scaffold import CannotScaffold, scaffold
from livedemo_site.demos.wheels import FILE, Wheels
from livedemo_site.diagnostics import Diagnostic
from livedemo_site.figures.addresses import project_root
from livedemo_site.project import Project
from livedemo_site.site import Site


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0: all is well; 1: there are mistakes, all of them on standard error."""
    options = _parser().parse_args(arguments)
    root = project_root(options.root)
    try:
        if options.command == "new":
            return _new(root, options.name)
        if options.command == "clean":
            return _clean(root, options.days)
        site = Site(Project(root))
        project = site.project
        project.diagnostics.report = _tell
        project.refresh()
        with Bar() as bar:
            project.models(bar)
        project.check_demos()
        if options.command == "check":
            pages = check(site, root / options.docs)
            print(f"{len(project.demos)} demos, {pages} pages: {_sum(project)}")
        else:
            _build(site, root / options.site, options)
    except (CannotScaffold, NoRuntime, Unwritable) as error:
        print(f"livedemo: {error}", file=sys.stderr)
        return 1
    return 1 if project.diagnostics else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("livedemo", description=__doc__)
    parser.add_argument("--root", type=Path, help="the folder that holds demos/ (default: found)")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="add figures' files and pages to a built site")
    build.add_argument("--site", type=Path, default=Path("site"), help="the built site (site)")
    build.add_argument("--name", help="what demos' own pages call the site (its title)")
    build.add_argument("--lang", default="en", help="the language of pages and figures (en)")
    build.add_argument("--sentences", type=Path, help="a file of what figures say in other words")
    checks = commands.add_parser("check", help="run all demos and fences, and say what is wrong")
    checks.add_argument("--docs", type=Path, default=Path("docs"), help="the Markdown (docs)")
    new = commands.add_parser("new", help="begin a demo")
    new.add_argument("name", metavar="NAME", help="words-with-hyphens")
    clean = commands.add_parser("clean", help="remove from the store what is not used any more")
    clean.add_argument(
        "--days",
        type=_days,
        default=1,
        help="keep what a build has used within so many days (1), and the models as they stand",
    )
    return parser


def _days(text: str) -> int:
    if (days := int(text)) < 1:  # a build that runs may have no newer mark on what it uses
        raise argparse.ArgumentTypeError("one day is the least")
    return days


def _build(site: Site, built: Path, options: argparse.Namespace) -> None:
    site.project.speak(options.lang, options.sentences and options.sentences.resolve())
    site.write(
        built, options.name or title(built) or site.project.sentences("page.home"), options.lang
    )
    changed = complete(built, site.code, site.app)
    print(f"{len(site.project.demos)} demos, {changed} pages completed: {_sum(site.project)}")


def _new(root: Path, name: str) -> int:
    file = scaffold(root, name)
    print(f"{file.relative_to(root)} is there. To show it, write in a page:\n")
    print(f"```demo {name}\n```")
    return 0


def _clean(root: Path, days: int) -> int:
    """Remove old exports, results and wheels; what builds have used of late, by any project, stays.

    Exports of the models as they stand and the demos' wheels are kept as if just used: the one
    takes minutes to make anew, the other a network.
    """
    store = Store.open(root)
    try:
        for name in known_models(root):
            stored(root, name)
        for file in root.glob(f"{ROOM}/*/{FILE}"):
            Wheels(store).stored(file.parent)
        print(f"removed from {store.folder}: {prune(store, days)}")
    except OSError as error:
        raise Unwritable(store.folder, error.strerror or str(error)) from error
    return 0


def _sum(project: Project) -> str:
    count = len(project.diagnostics)
    return "no mistakes" if not count else "1 mistake" if count == 1 else f"{count} mistakes"


def _tell(diagnostic: Diagnostic) -> None:
    print(diagnostic, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
