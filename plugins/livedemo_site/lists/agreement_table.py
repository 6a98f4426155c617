"""Tables of how far the runtimes are from torch: a line for each model, or for each output of one.

An ``agreement`` fence becomes HTML, since a page's Markdown may know no tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from livedemo_export.find import find_model
from livedemo_export.table import notes

from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.lists.agreement import FILE, Agreement, AgreementError, Run, called
from livedemo_site.project import Project

# What every model is measured on; WebGPU's runs are told on the models' own pages.
COLUMNS = [
    (runtime, variant) for runtime in ("onnxruntime", "wasm") for variant in ("fp32", "int8")
]
NOTHING = "–"


def of_all(project: Project, names: Iterable[str], here: Diagnostic) -> str:
    """A line for each of these models that has a graph, in HTML; a `Mistake` at ``here``."""
    names = list(names)
    manifests = project.manifests(names, here)
    rows = [_row(name, _read(project, name)) for name in names if manifests[name].graphs]
    runs = (called(*column) for column in COLUMNS)
    heads = ["Model and output", "Largest number", *runs, "What int8 keeps"]
    return _sheet("How far each model is from torch", heads, rows)


def of_one(project: Project, name: str, here: Diagnostic) -> tuple[str, str]:
    """A line for each output of a model, in HTML; what else was measured, in Markdown."""
    manifest = project.manifests([name], here)[name]
    found = _read(project, name)
    if found is None:
        return "", f"*Not measured yet: there is no `{FILE}` beside the card.*"
    heads = ["Output", "Largest number", *(run.name for run in found.runs)]
    rows = [
        [_code(output), _shown(largest), *(_shown(run.differences[output]) for run in found.runs)]
        for output, largest in found.largest.items()
    ]
    if any(run.judged for run in found.runs):
        top1 = any(run.top1 is not None for run in found.runs)
        what = "likeliest choice kept" if top1 else "lowest on held-out inputs"
        rows.append([what, NOTHING, *(run.judged or NOTHING for run in found.runs)])
    said = [*_positions(found.runs), *notes(manifest)]
    return _sheet(f"How far {name} is from torch", heads, rows), "\n".join(f"- {s}" for s in said)


def _read(project: Project, name: str) -> Agreement | None:
    """What was measured; None for nothing yet, a `Mistake` for what can't be read."""
    folder = find_model(project.root, name)
    assert folder  # it has a manifest
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        return Agreement.read(file.read_text(encoding="utf-8"))
    except AgreementError as error:
        choices = "A browser test writes this file: let it write it anew."
        raise Mistake(
            Diagnostic(project.show(file), 1, f"no agreement: {error}", choices)
        ) from None


def _row(name: str, found: Agreement | None) -> list[str]:
    if found is None:
        return [f"{escape(name)} <em>not measured yet</em>", *[NOTHING] * (len(COLUMNS) + 2)]
    runs = [found.run(*column) for column in COLUMNS]
    cells = [_shown(run.differences[found.main]) if run else NOTHING for run in runs]
    judged = runs[-1].judged if runs[-1] else ""
    head = f"{escape(name)} {_code(found.main)}"
    return [head, _shown(found.largest[found.main]), *cells, judged or NOTHING]


def _positions(runs: Sequence[Run]) -> Iterator[str]:
    """How many held-out places stand behind the last line."""
    counted = {run.runtime: run.positions for run in runs if run.positions}
    if counted:
        said = (f"{count:,} ({called(runtime)})" for runtime, count in counted.items())
        yield f"held-out positions behind the last line: {', '.join(said)}"


def _code(output: str) -> str:
    return f"<code>{escape(output)}</code>"


def _shown(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:#.2g}"


def _sheet(label: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table that scrolls in a region of its own; its first cells are the lines' heads."""
    lines = [
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for first, *cells in rows
    ]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    region = f'role="region" aria-label="{escape(label)}" tabindex="0" data-search-exclude'
    return "\n".join(
        [
            f'<div class="ld-scroll ld-sheet" {region}>',
            '<table class="ld-agreement">',
            f"<thead><tr>{head}</tr></thead>",
            *("<tbody>", *lines, "</tbody>"),
            "</table>\n</div>",
        ]
    )
