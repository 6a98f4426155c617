"""What both plugins share: the project of a site, and how a build with mistakes ends."""

from __future__ import annotations

import logging
from pathlib import Path

from livedemo.files import NotText, decoded
from livedemo_export.progress import Bar
from livedemo_export.store import Unwritable
from livedemo_site.diagnostics import Diagnostic
from livedemo_site.project import Project
from livedemo_site.site import Site
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files

from mkdocs_livedemo.serving import Bell, Rooms

log = get_plugin_logger("livedemo")
WATCHED = ("demos", "export/models")

_building: list[MkDocsConfig] = []  # the build that goes on; its configuration is its identity
_rooms: list[Rooms] = []  # where pages are served
_serving: list[Bell] = []  # one, where pages are served: then nothing stops a build, nor waits


def start(command: str) -> None:
    """Note what MkDocs was asked to do; from each plugin."""
    if command == "serve" and not _serving:
        _serving.append(Bell())


def stop() -> None:
    """MkDocs ends; from each plugin."""
    if _building:
        site_of(_building[0]).project.stop()
    while _rooms:
        _rooms.pop().close()
    while _serving:
        _serving.pop().close()


def site_of(config: MkDocsConfig, limit: float | None = None) -> Site:
    """Of the project in the folder of ``mkdocs.yml``, brought up to date once in each build.

    ``limit``: see `Project.limit`.
    """
    file = config.config_file_path
    site = Site.at(Path(file).resolve().parent if file else Path.cwd())
    project = site.project
    if not (_building and _building[0] is config):
        _building[:] = [config]
        for bell in _serving:
            bell.heard()
            project.serve(Bar, bell.ring)
        known = set(project.diagnostics) if _serving else set()
        project.diagnostics.report = lambda diagnostic: _tell(diagnostic, known)
        if limit is not None:
            project.limit(limit)
        project.diagnostics.note = lambda hint: log.info("%s", hint)
        try:
            site.refresh()
        except Unwritable as error:
            raise PluginError(f"livedemo: {error}") from None
    return site


def _tell(diagnostic: Diagnostic, known: set[Diagnostic]) -> None:
    """Log a mistake: where pages are served, one that the last build had is known.

    There, MkDocs must not count it: with ``--strict`` it would serve no more.
    """
    if not _serving:
        log.warning("%s", diagnostic)
    elif diagnostic not in known:
        logging.getLogger("livedemo").warning("livedemo: %s", diagnostic)


def prepare(config: MkDocsConfig) -> None:
    """Export what the store lacks, and record what is wrong with demos and models."""
    project = site_of(config).project
    try:
        with Bar() as bar:  # also with --quiet: an export takes longer than a reader's patience
            project.models(bar)
    except Unwritable as error:
        raise PluginError(f"livedemo: {error}") from None
    project.check_demos()


def readable(config: MkDocsConfig, file: Path) -> None:
    """End the build at a page that isn't UTF-8, with its line."""
    try:
        if file.is_file():
            decoded(file.read_bytes(), str(file))
    except NotText as error:
        shown = site_of(config).project.show(file)
        raise PluginError(f"livedemo: {shown}:{error.lineno}: {error.msg}") from None


def write(config: MkDocsConfig, language: str, direction: str, files: Files) -> None:
    """Put what figures need into the built site, unless the store has no room for it.

    ``files``: those of the site's own, none of which is replaced.
    """
    site = site_of(config)
    others = {file.dest_uri: _source(site.project, file) for file in files}
    try:
        if not site.project.halted:
            site.write(Path(config.site_dir), config.site_name, language, direction, others)
    except Unwritable as error:
        site.project.halt(error)  # `finish` ends the build


def _source(project: Project, file: File) -> str:
    """What a file of the site is made of, as an author knows it."""
    if file.generated_by:
        return f"{file.src_uri} (made by the plugin {file.generated_by})"
    return project.show(Path(file.abs_src_path)) if file.abs_src_path else file.src_uri


def finish(config: MkDocsConfig) -> None:
    """End a strict build that has mistakes, with all of them, and any that found no room.

    Pages are served with their boxes.

    MkDocs stops at warnings as well, but not with ``--quiet``.
    """
    project = site_of(config).project
    if halted := project.halted:
        raise PluginError(f"livedemo: {halted}")
    found = list(project.diagnostics)
    if found and config.strict and not _serving:
        what = "one mistake" if len(found) == 1 else f"{len(found)} mistakes"
        raise PluginError("\n  ".join([f"livedemo found {what}:", *map(str, found)]))


def watch(server: LiveReloadServer, config: MkDocsConfig) -> None:
    """Build again when demos or models change, and when a model has been exported."""
    root = site_of(config).project.root
    if _rooms:  # the other plugin has asked
        return
    for bell in _serving:
        server.watch(str(bell.file))
        folders = [root / room for room in WATCHED]
        _rooms.append(Rooms(folders, server.watch, server.unwatch, bell.ring))
