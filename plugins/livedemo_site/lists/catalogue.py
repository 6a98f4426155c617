"""The catalogue: every shared model once, with what it is, its size, its licence and its page.

A ``models`` fence becomes Markdown, as the gallery does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from livedemo.files import decoded
from livedemo_export.manifest import Manifest

from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.figures.addresses import reading
from livedemo_site.figures.figure import megabytes, parameters
from livedemo_site.lists import cards
from livedemo_site.project import Project
from livedemo_site.sentences import Sentences


def catalogue(project: Project, file: Path, order: Sequence[Path], here: Diagnostic) -> str:
    """The Markdown of the catalogue that stands in ``file``; a model's page stands beside it.

    A `Mistake` tells of every model without a card, ``here`` or in the card itself.
    """
    manifests = project.manifests(project.shared, here)
    blocks: list[str] = []
    mistakes: list[Diagnostic] = []
    for page in pages(project, file, order):
        try:
            said = _summary(project, page.stem, here)
            blocks += _entry(page, said, manifests[page.stem], project.sentences)
        except Mistake as mistake:
            mistakes += mistake.diagnostics
    if mistakes:
        raise Mistake(*mistakes)
    return "\n\n".join(blocks)


def pages(project: Project, file: Path, order: Sequence[Path]) -> list[Path]:
    """Where each shared model has its page, if it has one: beside ``file``, in order."""
    return reading((file.with_name(f"{name}.md") for name in project.shared), order)


def _entry(page: Path, said: str, manifest: Manifest, say: Sentences) -> Iterator[str]:
    """One model: what it is, how large, and under which licence."""
    name, facts = page.stem, manifest.facts
    yield f"### [{name}]({page.name})" if page.is_file() else f"### {name}"
    yield said
    if manifest.graphs:
        size = manifest.variant().bytes
    else:
        size = sum(asset.bytes for asset in manifest.assets.values())
    number = facts.get("parameters")
    count = parameters(number, say) if number else ""
    parts = (count, megabytes(size, say), facts.get("licence"))
    yield " · ".join(part for part in parts if part)


def _summary(project: Project, name: str, here: Diagnostic) -> str:
    card = project.shared[name] / cards.FILE
    there = project.show(card)
    wanted = "a title, and a paragraph whose first sentence says what the model is."
    if not card.is_file():
        cause = f'model "{name}" has no card'
        raise Mistake(replace(here, cause=cause, choices=f"Write {there}: {wanted}"))
    said = cards.summary(decoded(card.read_bytes(), str(card)))
    if not said:
        cause = f'the card of model "{name}" does not say what it is'
        raise Mistake(Diagnostic(there, 1, cause, f"It needs {wanted}"))
    return said
