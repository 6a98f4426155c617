"""The lists of models: each once, in the order of reading, with its card and what was measured."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from livedemo_export.key import key
from livedemo_export.manifest import Asset, Blob, GraphInfo, Manifest, TensorInfo, Variant
from livedemo_site.lists.agreement import Agreement, Run
from livedemo_site.lists.cards import summary
from livedemo_site.markdown.extension import LiveDemoExtension
from livedemo_site.markdown.placeholders import Page
from livedemo_site.project import Project
from livedemo_site.site import Site
from markdown import Markdown

from tests.livedemo_site.conftest import Rendered

Render = Callable[..., Rendered]
CARD = """# {name}

The *{name}*, of
version 1.5. And more.

| | |
|---|---|
"""
RUNS = ["onnxruntime fp32", "onnxruntime int8", "WASM fp32", "WASM int8"]
MEASURED = Agreement(
    main="run.y",
    largest={"run.y": 1234.5, "run.z": 1.0},
    runs=(
        Run("onnxruntime", "fp32", {"run.y": 2e-6, "run.z": 0.0}),
        Run("onnxruntime", "int8", {"run.y": 0.25, "run.z": 0.5}, top1=0.98),
        Run("wasm", "fp32", {"run.y": 3e-6, "run.z": 1e-7}, 1100, top1=1.0),
        Run("wasm", "int8", {"run.y": 0.26, "run.z": 0.5}, 1100, top1=0.97512),
    ),
)


def model(project: Project, name: str, *, graph: bool) -> Path:
    """A model that the store has, so that nothing needs torch."""
    folder = project.root / "export/models" / name
    folder.mkdir(parents=True)
    (folder / "model.py").write_text("def build(): ...\n", "utf-8")
    (folder / "card.md").write_text(CARD.format(name=name), "utf-8")
    size = 2_345_678 if graph else 345_678
    digest = project.store.put(bytes(size))
    y = TensorInfo("float32", ("N",))
    manifest = Manifest(
        model=name,
        key=key(folder),
        opset=20,
        axes={"N": (1, 9)},
        graphs={"run": GraphInfo({"x": y}, {"y": y, "z": y})} if graph else {},
        variants={"int8": Variant({"run": Blob(digest, size)}, None, {}, 0.98, 0.1)},
        default="int8" if graph else None,
        assets={} if graph else {"words": Asset(digest, size, "words.txt")},
        facts={"licence": "MIT", "parameters": 4_200_000} if graph else {"licence": "MIT"},
    )
    project.store.record(manifest)
    return folder


@pytest.fixture
def page(project: Project) -> Path:
    """Three models: two with pages, of which one has a graph that was measured; one without."""
    measured = model(project, "alpha", graph=True)
    (measured / "agreement.json").write_text(MEASURED.json(), "utf-8")
    model(project, "beta", graph=False)
    model(project, "gamma", graph=True)
    docs = project.root / "docs" / "models"
    docs.mkdir(parents=True)
    for name in ("alpha", "beta"):
        (docs / f"{name}.md").write_text(f"# {name}\n", "utf-8")
    project.refresh()
    return docs / "index.md"


def shown(project: Project, page: Path, word: str, *order: str) -> str:
    extension = LiveDemoExtension(Site(project))
    files = tuple(page.with_name(f"{name}.md") for name in order)
    extension.page = Page(page, "models/", files)
    return Markdown(extensions=[extension]).convert(f"Before.\n\n```{word}\n```\n\nAfter.\n")


def cells(html: str) -> list[list[str]]:
    lines = [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", line) for line in html.split("<tr>")[1:]]
    return [[re.sub("<.*?>", "", cell) for cell in line] for line in lines]


def test_every_model_is_there_once_with_what_it_is(project: Project, page: Path) -> None:
    html = shown(project, page, "models")
    assert list(project.diagnostics) == []
    assert re.findall("<h3>(.*?)</h3>", html) == [
        '<a href="alpha.md">alpha</a>',
        '<a href="beta.md">beta</a>',
        "gamma",
    ]
    assert html.count("<p>The <em>alpha</em>, of version 1.5.</p>") == 1
    assert html.count("<p>4.2 M parameters · 2.3 MB · MIT</p>") == 2
    assert html.count("<p>0.3 MB · MIT</p>") == 1
    assert html.startswith("<p>Before.</p>") and html.endswith("<p>After.</p>")


def test_they_follow_the_order_of_reading(project: Project, page: Path) -> None:
    html = shown(project, page, "models", "beta", "alpha")
    assert re.findall(r'href="(.*?)"', html) == ["beta.md", "alpha.md"]
    assert [line[0] for line in cells(shown(project, page, "agreement", "gamma", "alpha"))] == [
        *("Model and output", "gamma not measured yet", "alpha run.y")
    ]


def test_a_line_for_each_model_with_a_graph(project: Project, page: Path) -> None:
    assert cells(shown(project, page, "agreement"))[1:] == [
        ["alpha run.y", "1,230", "2.0e-06", "0.25", "3.0e-06", "0.26", "97.51%"],
        ["gamma not measured yet", *["–"] * 6],
    ]


def test_a_line_for_each_output_of_a_model(project: Project, page: Path) -> None:
    html = shown(project, page, "agreement alpha")
    assert cells(html) == [
        ["Output", "Largest number", *RUNS],
        ["run.y", "1,230", "2.0e-06", "0.25", "3.0e-06", "0.26"],
        ["run.z", "1.0", "0.0", "0.50", "1.0e-07", "0.50"],
        ["likeliest choice kept", "–", "–", "98.00%", "100.00%", "97.51%"],
    ]
    assert "<li>held-out positions behind the last line: 1,100 (WASM)</li>" in html
    assert "<li>int8: 2.35 MB; top-1 agreement on held-out inputs 98.00%;" in html
    assert "Not measured yet" in shown(project, page, "agreement gamma")
    assert list(project.diagnostics) == []


def test_what_was_measured_is_read_as_it_was_written() -> None:
    assert Agreement.read(MEASURED.json()).json() == MEASURED.json()


def test_models_without_a_card_are_told(project: Project, page: Path) -> None:
    folder = project.root / "export/models"
    (folder / "alpha/card.md").unlink()
    (folder / "beta/card.md").write_text("# beta\n\n| | |\n|---|---|\n", "utf-8")
    assert "ld-mistake" in shown(project, page, "models")
    wanted = "a title, and a paragraph whose first sentence says what the model is."
    assert [str(d).removeprefix("docs/models/index.md:") for d in project.diagnostics] == [
        f'3: model "alpha" has no card. Write export/models/alpha/card.md: {wanted}',
        "export/models/beta/card.md:1: "
        f'the card of model "beta" does not say what it is. It needs {wanted}',
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"main": "y"}', '{"main": "a", "largest": {}}'])
def test_a_file_that_holds_no_agreement_is_told(project: Project, page: Path, text: str) -> None:
    (project.root / "export/models/alpha/agreement.json").write_text(text, "utf-8")
    assert "ld-mistake" in shown(project, page, "agreement")
    (told,) = project.diagnostics
    assert str(told).startswith("export/models/alpha/agreement.json:1: no agreement: ")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("```models\nonly: these\n```\n", "takes no options"),
        ("```models alpha\n```\n", "write ```models alone"),
        ("```models\n", "this fence is never closed"),
        ("```agreement alpha\nonly: these\n```\n", "takes no options"),
        ("```agreement alpha beta\n```\n", "an agreement fence can't begin with 'agreement alpha"),
        (
            "```agreement alhpa\n```\n",
            'model "alhpa": there is no such model. Did you mean "alpha"',
        ),
    ],
)
def test_a_mistake_is_told(page: Path, render: Render, text: str, cause: str) -> None:
    rendered = render(text)
    assert "[mistake]" in rendered.short
    assert len(rendered.mistakes) == 1 and cause in rendered.mistakes[0]


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("# It\n\nOne. Two.\n", "One."),
        ("# It\nNo\nend\n\nTwo.", "No end"),
        ("---\n", "---"),
        ("# It\n\n> Quoted.\n\n- item\n\n`code` is *it*!\n", "`code` is *it*!"),
        ("# It\n\n```\nOne.\n```\n", ""),
        ("", ""),
    ],
)
def test_the_first_sentence(card: str, said: str) -> None:
    assert summary(card) == said
