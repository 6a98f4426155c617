"""The command ``livedemo``: what works without MkDocs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from livedemo_export.ensure import known_models, stored
from livedemo_export.limit import LIMIT
from livedemo_export.progress import Bar
from livedemo_export.prune import prune
from livedemo_export.store import Store, Unwritable

from livedemo_site.assets.runtime import FOLDER, NoRuntime, Runtime
from livedemo_site.assets.shared import ForeignRuntime, put
from livedemo_site.check import check
from livedemo_site.completion import complete, language, title
from livedemo_site.demos.discovery import ROOM
from livedemo_site.demos.scaffold import CannotScaffold, new_demo, new_site
from livedemo_site.demos.wheels import FILE, Wheels
from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.figures.addresses import project_root
from livedemo_site.host import Host, read
from livedemo_site.offline import SHARED, Taken, add
from livedemo_site.project import Project, UnknownDemo
from livedemo_site.site import Site
from livedemo_site.testing.run import Tests


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0: all is well; 1: there are mistakes, all on standard error; 130: stopped."""
    options = _parser().parse_args(arguments)
    root = project_root(options.root)
    try:
        if not root.is_dir():
            raise Missing(f"there is no folder {root}")
        if options.command == "new":
            return _new(root, options)
        if options.command == "runtime":
            print(put(Runtime(FOLDER), options.folder))
            return 0
        if options.command == "clean":
            return _clean(root, options.days)
        host = _host(root, options)
        site = Site(Project(root))
        project = site.project
        project.diagnostics.report = _tell
        project.limit(options.limit)
        project.diagnostics.note = lambda hint: print(f"note: {hint}", file=sys.stderr)
        project.refresh()
        if options.command == "test":
            project.choose(options.names)
        with Bar() as bar:
            project.models(bar)
        if options.command != "test":  # which tells of those it tests
            project.check_demos()
        if options.command == "check":
            pages = check(site, host)
            print(f"{len(project.demos)} demos, {pages} pages: {_sum(project)}")
        elif options.command == "test":
            tests = Tests(site, options.update, not options.no_browser, _say)
            print(f"{tests.run()} demos: {_sum(project)}")
        else:
            _build(site, host, options)
    except Mistake as mistake:
        for diagnostic in mistake.diagnostics:
            _tell(diagnostic)
        return 1
    except (
        CannotScaffold,
        ForeignRuntime,
        Missing,
        NoRuntime,
        Taken,
        UnknownDemo,
        Unwritable,
    ) as error:
        print(f"livedemo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("livedemo: stopped", file=sys.stderr)
        return 130  # what shells make of it
    except OSError as error:  # a folder that may not be written, a disk that is full
        where = f"{error.filename}: " if error.filename else ""
        print(f"livedemo: {where}{error.strerror or error}", file=sys.stderr)
        return 1
    return 1 if project.diagnostics else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("livedemo", description=__doc__)
    parser.add_argument("--version", action="version", version=f"livedemo {version('livedemo')}")
    parser.add_argument("--root", type=Path, help="the folder that holds demos/ (default: found)")
    parser.add_argument(
        "--limit",
        type=float,
        default=LIMIT,
        metavar="SECONDS",
        help=f"of processor time, the most for a run of a demo or a model's build() ({LIMIT:g})",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    here = argparse.ArgumentParser(add_help=False)  # before or behind the command
    here.add_argument("--root", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)

    def add(name: str, help: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help, description=f"{help}.", parents=[here])

    build = add("build", "add figures' files and pages to a built site")
    build.add_argument("--site", type=Path, help="the built site (the configuration's site_dir)")
    build.add_argument("--name", help="what demos' own pages call the site (its title)")
    build.add_argument("--lang", help="the language of pages and figures (the front page's)")
    build.add_argument("--sentences", type=Path, help="a file of what figures say in other words")
    build.add_argument(
        "--runtime-url", default="", help="where `livedemo runtime` has put the browser's runtime"
    )
    build.add_argument(
        "--offline", action="store_true", help="let readers keep the site, without a network"
    )
    runtime = add("runtime", "put the browser's runtime where sites share it")
    runtime.add_argument("folder", metavar="FOLDER", type=Path)
    checks = add("check", "run all demos and fences, and say what is wrong")
    checks.add_argument("--docs", type=Path, help="the Markdown (the configuration's docs_dir)")
    tests = add("test", "compare demos with what they showed, try odd texts, and ask a browser")
    tests.add_argument("names", metavar="NAME", nargs="*", help="a demo (default: all)")
    tests.add_argument(
        "--update", action="store_true", help="write their golden views, expected.html, anew"
    )
    tests.add_argument(
        "--no-browser", action="store_true", help="compare nothing with a real browser"
    )
    new = add("new", "begin a site, or a demo")
    what = new.add_subparsers(dest="what", required=True)
    begun = what.add_parser("site", help="a folder with a site of one page and one demo")
    begun.add_argument("name", metavar="NAME", help="words-with-hyphens")
    begun = what.add_parser("demo", help="a folder in demos/")
    begun.add_argument("name", metavar="NAME", help="words-with-hyphens")
    kinds = begun.add_mutually_exclusive_group()
    for kind, what_it_has in (
        ("model", "with a PyTorch model of its own"),
        ("training", "with one that is trained in the page"),
    ):
        kinds.add_argument(
            f"--{kind}", dest="kind", action="store_const", const=kind, default="", help=what_it_has
        )
    clean = add("clean", "remove from the store what is not used any more")
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


class Missing(Exception):
    """A folder that is not there: nothing was looked at, so nothing can be said to be right."""


def _host(root: Path, options: argparse.Namespace) -> Host:
    """The site's configuration, with what the command line says. `Mistake`, or `Missing`."""
    host = read(root)
    if not (root / ROOM).is_dir():
        raise Missing(f"there is no folder {root / ROOM}: livedemo new demo NAME begins one")
    if options.command == "check":
        if options.docs:
            host = replace(host, docs=(root / options.docs).resolve())
        if not host.docs.is_dir():
            says = (
                f"{host.file.name} says docs_dir" if host.file else "its pages are looked for there"
            )
            raise Missing(f"there is no folder {host.docs}: {says}; --docs names another")
    if options.command == "build":
        if options.offline and options.runtime_url:
            raise Missing(f"--offline: {SHARED}")
        if options.site:
            host = replace(host, site=(root / options.site).resolve())
        if not any(host.site.rglob("*.html")):
            what = "no page in it" if host.site.is_dir() else "no such folder"
            cause = f"the built site {host.site}: there is {what}"
            raise Missing(f"{cause}. Build it first, or name its folder with --site")
    return host


def _build(site: Site, host: Host, options: argparse.Namespace) -> None:
    built = host.site
    pages = {host.built(page): site.project.show(page) for page in host.pages()}
    others = {path: source for path, source in pages.items() if (built / path).is_file()}
    site.runtime_url, site.url = options.runtime_url, host.url
    lang, direction = language(built)
    own = options.sentences and options.sentences.resolve()
    site.project.speak(options.lang or lang, own, bool(options.lang))
    name = options.name or title(built) or site.project.sentences("page.home")
    site.write(built, name, options.lang or lang, direction, others)
    changed = complete(built, site.code, site.app)
    if options.offline:
        add(built, name, options.lang or lang, site.project.sentences)
    print(f"{len(site.project.demos)} demos, {changed} pages completed: {_sum(site.project)}")


def _new(root: Path, options: argparse.Namespace) -> int:
    name = options.name
    if options.what == "site":
        made = new_site(Path.cwd(), name)
        told = f"Serve it:\n\ncd {name}\nmkdocs serve"
    else:
        made = new_demo(root, name, options.kind)
        told = f"To show it, write in a page:\n\n```demo {name}\n```"
    for file in made:
        print(file.relative_to(Path.cwd() if options.what == "site" else root))
    print(f"\n{told}")
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


def _say(line: str) -> None:
    print(line, flush=True)


def _tell(diagnostic: Diagnostic) -> None:
    print(diagnostic, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
