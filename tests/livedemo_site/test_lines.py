"""Mistakes are told at the author's own line, whatever stands around them."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest
from livedemo_site.project import Project

from tests.livedemo_site.conftest import Rendered

Render = Callable[..., Rendered]


def places(page: Rendered) -> list[str]:
    return [mistake.partition(": ")[0].removeprefix("docs/page.md:") for mistake in page.mistakes]


def test_after_front_matter_in_lists_and_twice(render: Render) -> None:
    text = dedent("""\
        ---
        title: x
        ---
        ```demo nobody
        ```

        - item
            ```demo hello-world

            times: 7
            caption: |
              Text: of two

              paragraphs
            nothing: 1
            ```

        ````
        ```demo nobody
        ```
        ````

        ```demo nobody
        ```
        """)
    assert places(render(text)) == ["4", "10", "15", "23"]


def test_a_fence_that_was_pasted_in_has_the_line_it_got(render: Render) -> None:
    extensions = ["pymdownx.snippets"]
    page = render('```demo nobody\n```\n\n--8<-- "none.md"\n\n```demo other\n```\n', extensions)
    assert places(page) == ["1", "6"]


@pytest.mark.parametrize(
    ("fence", "cause"),
    [
        ("```demo", "names no demo"),
        ("```Demo hello-world", "can't begin with"),
        ("```{.demo hello-world}", "can't begin with"),
        ("```demo hello-world times=2", "can't begin with"),
        ("```demo:hello-world", "can't begin with"),
        ("```demo ../hello-world", "can't begin with"),
        ("```demo hello-world\nnothing", "no colon"),
        ("```demo hello-world\n  text: x", "indented"),
        ("```demo hello-world\ntext: x\ntext: y", "set twice"),
        ("```demo hello-world\ncaption: x\ncaption: y", "set twice"),
        ("```demo hello-world\ncaption: x\n  y", "not on both"),
        ("```demo hello-world\nwidth: wide\nwidth: wide", "set twice"),
        ("```demo hello-world\nwidth: Wide", 'no width. Did you mean "wide"? Known: wide.'),
        ("```demo hello-world\nwidth:", "width is '', which is no width. Known: wide."),
        ('```demo hello-world\nwidth: "wide"', 'no width. Did you mean "wide"?'),
        ("```demo hello-world\nwidht: wide", 'no control "widht". Did you mean "width"?'),
        ("```demo hello-world\nwide", "or caption: | with indented text below"),
        ("```demo Hello-World", 'no demo "Hello-World". Did you mean "hello-world"?'),
        ("```demo hello-world\nTimes: 2", 'no control "Times". Did you mean "times"?'),
        ("```demo hello-world\ntimes: 2.5", "a whole number from 1 to 3"),
        ("```demo hello-world\ntimes:", "a whole number from 1 to 3"),
        ('```demo hello-world\ntimes: "2"', "Quotes are part of a value: write times: 2"),
        ("```demo hello-world\nloud: 'yes'", "Quotes are part of a value: write loud: yes"),
    ],
)
def test_what_is_wrong(render: Render, fence: str, cause: str) -> None:
    page = render(f"{fence}\n```\n")
    assert len(page.mistakes) == 1 and cause in page.mistakes[0]
    assert page.short == "[mistake]"


def test_all_mistakes_of_a_fence_are_told(render: Render) -> None:
    page = render("```demo hello-world\nx: 1\nnothing\ntimes: 4\n```\n")
    assert places(page) == ["2", "3", "4"]
    assert "This figure has 3 mistakes." in page.html


def test_a_fence_that_is_never_closed_ends_before_the_next(render: Render) -> None:
    page = render("```demo hello-world\ntext: x\n\n```demo hello-world\n```\n")
    assert places(page) == ["1"] and "never closed" in page.mistakes[0]
    assert len(page.figures) == 1


def test_a_mistake_is_escaped(render: Render) -> None:
    page = render("```demo hello-world\n<script>: 1\n```\n")
    assert "<script>" not in page.html and "&lt;script&gt;" in page.html


@pytest.mark.parametrize("text", ['"Ann"', "'Ann'", '""'])
def test_quotes_around_a_text_are_spoken_of(render: Render, project: Project, text: str) -> None:
    notes: list[str] = []
    project.diagnostics.note = lambda hint: notes.append(str(hint))
    page = render(f"```demo hello-world\n\ntext: {text}\n```\n")
    assert page.mistakes == [] and page.figures[0][1]["text"] == text
    (note,) = notes
    assert note.startswith("docs/page.md:3: the quotes are part of text")
    assert note.endswith(f"write text: {text[1:-1]}")


@pytest.mark.parametrize("text", ["“Ann”", '"Yes," she said, "no"', 'the "box"', "'", "Ann's"])
def test_quotes_within_a_text_are_its_own(render: Render, project: Project, text: str) -> None:
    notes: list[str] = []
    project.diagnostics.note = lambda hint: notes.append(str(hint))
    assert render(f"```demo hello-world\ntext: {text}\n```\n").figures[0][1]["text"] == text
    assert notes == []
