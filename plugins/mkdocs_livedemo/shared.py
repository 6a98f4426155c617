"""What both plugins share: the project of a site, and how a build with mistakes ends."""

from __future__ import annotations

from pathlib import Path

from livedemo_export.progress import Bar
from livedemo_site.project import Project
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger

log = get_plugin_logger("livedemo")
WATCHED = ("demos", "export/models")

_building: list[MkDocsConfig] = []  # the build that goes on; its configuration is its identity


def project_of(config: MkDocsConfig) -> Project:
    """The project in the folder of ``mkdocs.yml``, brought up to date once in each build."""
    file = config.config_file_path
    project = Project.at(Path(file).resolve().parent if file else Path.cwd())
    if not (_building and _building[0] is config):
        _building[:] = [config]
        project.diagnostics.report = lambda diagnostic: log.warning("%s", diagnostic)
        project.refresh()
    return project


def prepare(config: MkDocsConfig) -> None:
    """Export what the store lacks, and record what is wrong with demos and models."""
    project = project_of(config)
    with Bar() as bar:  # also with --quiet: an export takes longer than a reader's patience
        project.models(bar)
    project.check_demos()


def finish(config: MkDocsConfig) -> None:
    """End a strict build that has mistakes, with all of them.

    MkDocs stops at warnings as well, but not with ``--quiet``.
    """
    found = list(project_of(config).diagnostics)
    if found and config.strict:
        what = "one mistake" if len(found) == 1 else f"{len(found)} mistakes"
        raise PluginError("\n  ".join([f"livedemo found {what}:", *map(str, found)]))
