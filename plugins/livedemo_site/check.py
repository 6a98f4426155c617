"""``livedemo check``: all fences of all pages and all demos, without building anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import chdir
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from livedemo.files import NotText, decoded
from markdown import Markdown

from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.fences.author_lines import TEXTS, Origins
from livedemo_site.host import Host, line_of
from livedemo_site.markdown.extension import LiveDemoExtension
from livedemo_site.markdown.placeholders import Page
from livedemo_site.site import Site


def check(site: Site, host: Host) -> int:
    """Run every demo as it stands and as every page of ``host`` shows it.

    Pages are read as the host would, with its Markdown extensions; its plugins don't run. Mistakes
    are in the project's diagnostics. Returns the number of pages.
    """
    site.dry, project = True, site.project
    for name, found in project.demos.items():
        here = Diagnostic(project.show(found.folder / "demo.py"), 1, "")
        try:
            _, demo = project.usable(name, here)
            site.figure(name, demo.defaults, here, None, own_page=True)
        except Mistake as mistake:
            if found.demo:  # one that can't be loaded has been told already
                project.diagnostics.add(*mistake.diagnostics)
    pages = host.pages()
    site.meet({host.built(page): project.show(page) for page in pages})
    extensions = dict(_extensions(site, host))
    with chdir(host.root):  # what extensions paste in is named from there
        for file in [*pages, *_pasted(host, pages)]:
            _read(site, host, file, extensions)
    project.diagnostics.add(*site.crossings.wrong())
    site.dry = False
    return len(pages)


def _extensions(site: Site, host: Host) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Those of the host that can be loaded; one that it names and can't be is a mistake."""
    for name, options in host.extensions.items():
        if name == "livedemo":
            continue
        if host.file is None and "." in name and not find_spec(name.partition(".")[0]):
            continue  # nobody said that it is there
        try:
            with chdir(host.root):
                Markdown(extensions=[name], extension_configs={name: dict(options)})
        except Exception as error:  # whatever its own code raises
            if host.file is not None:
                line = line_of(host.file, name)
                cause = f"the Markdown extension {name} can't be loaded: {error}"
                told = Diagnostic(site.project.show(host.file), line, cause)
                site.project.diagnostics.add(told)
            continue
        yield name, options


def _pasted(host: Host, pages: list[Path]) -> list[Path]:
    """Texts that pages paste in and that are no pages: what plugins would do, and here don't."""
    found: dict[Path, None] = {}
    given = host.extensions.get("pymdownx.snippets", {}).get("base_path", ())
    named = [host.root / str(base) for base in ([given] if isinstance(given, str) else given)]
    for page in pages:
        bases = [folder for folder in page.parents if folder.is_relative_to(host.root)]
        others = Origins(page, [*bases, *named]).others
        found.update(dict.fromkeys(path for path in others if path.suffix in TEXTS))
    known = {page.resolve() for page in pages}
    return [path for path in found if path not in known]


def _read(site: Site, host: Host, file: Path, extensions: Mapping[str, Mapping[str, Any]]) -> None:
    diagnostics, shown = site.project.diagnostics, site.project.show(file)
    try:
        text = decoded(file.read_bytes(), str(file))
    except NotText as error:
        diagnostics.add(Diagnostic(shown, error.lineno or 1, error.msg))
        return
    except OSError as error:
        diagnostics.add(Diagnostic(shown, 0, f"it can't be read: {error.strerror}"))
        return
    ours = LiveDemoExtension(site)
    ours.page = Page(file, None, unfilled=host.fills)
    configs = {name: dict(options) for name, options in extensions.items()}
    try:
        Markdown(extensions=[*extensions, ours], extension_configs=configs).convert(text)
    except Exception as error:  # a snippet that is not there, where its extension minds
        told = " ".join(str(error).split()) or type(error).__name__
        diagnostics.add(Diagnostic(shown, 0, f"its Markdown can't be read: {told}"))
