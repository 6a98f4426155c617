"""Where a fence is a figure, and where it is text."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest
from markdown import markdown

from tests.livedemo_site.conftest import MATERIAL, Rendered

Render = Callable[..., Rendered]
HOSTS = [MATERIAL, ("fenced_code", "admonition"), ()]
FENCE = "```demo hello-world\ntext: a: b # c\ntimes: 2\n```"


@pytest.mark.parametrize("extensions", HOSTS, ids=["superfences", "fenced_code", "neither"])
@pytest.mark.parametrize("fence", ["```", "~~~", "`````"])
def test_a_fence_becomes_a_figure(render: Render, extensions: list[str], fence: str) -> None:
    page = render(f"{fence}demo hello-world\ntext: a: b # c\nloud: Yes\n{fence}\n", extensions)
    assert page.figures == [("hello-world", {"text": "a: b # c", "times": 1, "loud": True})]
    assert page.short == "[hello-world]"  # in no paragraph
    assert "HELLO, A: B # C!" in page.html
    assert not page.mistakes


def indent(text: str, prefix: str, first: str = "") -> str:
    return "\n".join(
        (first if i == 0 and first else prefix) + line for i, line in enumerate(text.split("\n"))
    )


PLACES = {
    "after text": f"Some text\n{FENCE}\nMore.",
    "before a rule": f"{FENCE}\n---\n",
    "after a heading": f"# Title\n{FENCE}\n",
    "after a table": f"| a | b |\n|---|---|\n| 1 | 2 |\n{FENCE}\n",
    "in a list": f"- item\n\n{indent(FENCE, '    ')}\n\n- item\n",
    "in a tight list": f"- item\n{indent(FENCE, '    ')}\n- item\n",
    "in a tight list of two columns": f"- item\n{indent(FENCE, '  ')}\n- item\n",
    "as a list's item": f"- {indent(FENCE, '  ')[2:]}\n- item\n",
    "in a nested list": f"1. one\n\n    - two\n\n{indent(FENCE, ' ' * 8)}\n",
    "behind tabs": f"- item\n\n{indent(FENCE, chr(9))}\n",
    "in a quotation": f"> text\n>\n{indent(FENCE, '> ')}\n",
    "in a list in a quotation": f"> - text\n>\n{indent(FENCE, '>     ')}\n",
    "in an admonition": f"!!! note\n\n{indent(FENCE, '    ')}\n",
    "in an admonition, after text": f"!!! note\n    Text\n{indent(FENCE, '    ')}\n",
    "in a details block": f"??? note\n{indent(FENCE, '    ')}\n",
    "in a tab": f'=== "One"\n\n{indent(FENCE, "    ")}\n\n=== "Two"\n\n    Text\n',
    "in a tab in a list": f'- item\n\n    === "One"\n\n{indent(FENCE, " " * 8)}\n',
    "in a definition": f"Term\n:   Text\n\n{indent(FENCE, '    ')}\n",
    "in HTML that holds Markdown": f'<div markdown>\n\n{FENCE}\n\n</div>\n',
    "slightly indented": indent(FENCE, "   "),
    "at a page's end": FENCE,
    "with carriage returns": FENCE.replace("\n", "\r\n"),
    "with a space before its name": FENCE.replace("```demo", "``` demo"),
    "with a tab before its name": FENCE.replace("demo ", "demo\t"),
    "beside code that is never closed": f"    ```python\n    x\n\nText\n\n{FENCE}\n",
}  # fmt: skip


@pytest.mark.parametrize("text", PLACES.values(), ids=PLACES)
def test_it_may_stand(render: Render, text: str) -> None:
    page = render(text)
    assert page.figures == [("hello-world", {"text": "a: b # c", "times": 2, "loud": False})]
    assert not page.mistakes
    assert "demo hello-world" not in page.short and "livedemofence" not in page.html
    assert "<p>[hello-world]" not in page.short


LONGER = f"````\n{FENCE}\n````"
TEXTS = {
    "in a longer fence": f"````markdown\n{FENCE}\n````\n",
    "in a fence of another kind": f"~~~\n{FENCE}\n~~~\n",
    "in a longer fence in a list": f"- item\n\n{indent(LONGER, '    ')}\n",
    "as indented code": f"Text\n\n{indent(FENCE, '    ')}\n",
    "as indented code in a list": f"- item\n\n{indent(FENCE, ' ' * 8)}\n",
    "in raw HTML": f"<pre>\n{FENCE}\n</pre>\n",
    "in a comment": f"<!--\n{FENCE}\n-->\n",
    "in a line": "Write ```demo hello-world``` for a figure.",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("extensions", HOSTS, ids=["superfences", "fenced_code", "neither"])
def test_it_is_text(render: Render, text: str, extensions: list[str]) -> None:
    page = render(text, extensions)
    assert not page.figures and not page.mistakes
    expected = markdown(text, extensions=extensions)  # as if we were not there
    assert page.html == expected


def test_code_keeps_its_indentation_and_its_characters(render: Render) -> None:
    page = render("    ```demo hello-world\n    text: a < b & &lt;\n        deep\n    ```\n", ())
    assert page.html == (
        "<pre><code>```demo hello-world\n"
        "text: a &lt; b &amp; &amp;lt;\n    deep\n```\n</code></pre>"
    )


def test_many_figures_keep_their_order(render: Render) -> None:
    fences = [f"```demo hello-world\ntext: number {i}\n```" for i in range(12)]
    page = render("\n".join(fences))
    assert [inputs["text"] for _, inputs in page.figures] == [f"number {i}" for i in range(12)]


def test_a_text_that_speaks_of_us(render: Render) -> None:
    page = render(f"livedemofence0z\n\n{FENCE}\n")
    assert page.short == "<p>livedemofence0z</p>\n[hello-world]"


def test_values_stay_as_they_are_written(render: Render) -> None:
    page = render("```demo hello-world\ntext:  <b>*x*</b>\t& [y](z) \\n {{ z }}  \n```\n")
    assert page.figures[0][1]["text"] == "<b>*x*</b>\t& [y](z) \\n {{ z }}"
    assert "&lt;b&gt;*x*&lt;/b&gt;\t&amp; [y](z) \\n {{ z }}." in page.html


def test_the_caption_is_part_of_the_page(render: Render) -> None:
    text = dedent("""\
        ```demo hello-world
        caption: |
          See *this*[^1] and [that][x].

          - one

            two
        times: 2
        ```

        [^1]: A note.
        [x]: https://example.org
        """)
    page = render(text)
    assert page.figures[0][1]["times"] == 2
    caption = page.html.partition('<div class="ld-caption">')[2].partition("<footer")[0]
    assert "<em>this</em><sup" in caption and '<a href="https://example.org">that</a>' in caption
    assert "<li>" in caption and caption.count("</div>") == 1


def test_a_figure_may_be_wide(render: Render) -> None:
    page = render("```demo hello-world\nwidth: wide\ntimes: 2\n```\n\n```demo hello-world\n```\n")
    assert [inputs["times"] for _, inputs in page.figures] == [2, 1]
    wide, plain = page.html.split("<live-demo ")[1:]
    assert wide.startswith('name="hello-world" id="hello-world" width="wide" app=')
    assert "width=" not in plain.partition(">")[0]


def test_a_caption_of_one_line_in_a_tight_list(render: Render) -> None:
    page = render("- item\n    ```demo hello-world\n    caption: Who *else*?\n    ```\n- item\n")
    assert '<div class="ld-caption">\n<p>Who <em>else</em>?</p>\n</div>' in page.html


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("", ""),
        ("./", ""),
        ("a/", "../"),
        ("a/b/", "../../"),
        ("a/b.html", "../"),
        ("/x/404.html", "/x/"),
    ],
)
def test_addresses_are_relative_to_the_page(render: Render, url: str, start: str) -> None:
    html = render(FENCE, url=url).html
    assert f' app="{start}assets/livedemo/site.' in html
    assert f' href="{start}demos/hello-world/"' in html


def test_a_page_rendered_twice_is_the_same(render: Render) -> None:
    assert render(FENCE).html == render(FENCE).html


SHARING = """\
```demo hello-world
shared: times
times: 2
```

```demo hello-world
{second}
```
"""


def test_figures_share_what_one_fence_says(render: Render) -> None:
    page = render(SHARING.format(second="shared: times"))
    assert [inputs["times"] for _, inputs in page.figures] == [2, 2]
    assert page.html.count('data-shared="times"') == 2


@pytest.mark.parametrize(
    ("second", "line", "cause"),
    [
        ("shared: tims", 7, 'hello-world has no control "tims" to share. Did you mean "times"?'),
        (
            "shared: times\ntimes: 3",
            8,
            "times is shared, and docs/page.md:1 says that it is '2': leave this",
        ),
        ("shared: text", 7, "no other figure on this page shares text"),
        (
            "shared: times,",
            7,
            "shared names no control. Write shared: text, or several with commas",
        ),
        ("shared: times\nshared: times", 8, "'shared' is set twice"),
    ],
)
def test_what_is_shared_wrongly(render: Render, second: str, line: int, cause: str) -> None:
    page = render(SHARING.format(second=second))
    assert any(f":{line}: " in told and cause in told for told in page.mistakes), page.mistakes


def test_a_shared_control_that_no_fence_sets(render: Render) -> None:
    page = render(SHARING.replace("times: 2\n", "").format(second="shared: times"))
    assert "times is shared, and no fence says what stands in it" in page.mistakes[0]
