"""A near miss of a fence is told with its line; what only speaks of fences is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from livedemo_site.project import Project

from tests.livedemo_site.conftest import Rendered

Render = Callable[..., Rendered]
NAME = "hello-world"
BLOCK = 'markdown="block"'

NEAR = [
    # (what is written, the line that is told of, what is said)
    (f"```demmo {NAME}\n```", 1, f"is a block of code: a figure is ```demo {NAME}"),
    (f"x\n\n```dmeo {NAME}\ntimes: 2\n```", 3, "is a block of code"),
    (f"```demp {NAME}\n```", 1, "is a block of code"),
    (f"~~~deom {NAME}\n~~~", 1, "is a block of code"),
    (f"```livedemo {NAME}\n```", 1, "is a block of code"),
    (f"```live-demo {NAME}\n```", 1, "is a block of code"),
    (f"```figure {NAME}\n```", 1, "is a block of code"),
    ("```demmo helo-world\n```", 1, f"a figure is ```demo {NAME}"),
    (f"```demo-{NAME}\n```", 1, "is a block of code"),
    (f"```demo/{NAME}\n```", 1, "can't begin with"),
    (f"```demo.{NAME}\n```", 1, "is a block of code"),
    (f"```{NAME}\n```", 1, "is a block of code"),
    ("```{.demmo hello-world}\n```", 1, "is a block of code"),
    ("```demmos\n```", 1, "is an empty block of code: is ```demos meant?"),
    ("```modles\n```", 1, "is an empty block of code: is ```models meant?"),
    ("```agrement\n```", 1, "is an empty block of code: is ```agreement meant?"),
    (f"- item\n\n    ```demmo {NAME}\n    ```", 3, "is a block of code"),
    (f"> ```demmo {NAME}\n> ```", 1, "is a block of code"),
    (f'!!! note "x"\n\n    ```demmo {NAME}\n    ```', 3, "is a block of code"),
    (f"```demo {NAME}```", 1, "a fence in one line is plain code"),
    (f"``` demo {NAME} ```", 1, "a fence in one line is plain code"),
    (f"~~~demo {NAME}~~~", 1, "never closed"),
    ("```demos```", 1, "a fence in one line is plain code"),
    (f"::: demo {NAME}\n:::", 1, "is no figure"),
    (f":::demo {NAME}", 1, "is no figure"),
    (f":::{{demo}} {NAME}", 1, "is no figure"),
    (f"/// demo | {NAME}\n///", 1, "is no figure"),
    (f"!!! demo {NAME}", 1, "is no figure"),
    (f'!!! demo "{NAME}"', 1, "is no figure"),
    (f"??? demo {NAME}\n    times: 2", 1, "is no figure"),
    (f".. demo:: {NAME}", 1, "is no figure"),
    (f"{{% demo {NAME} %}}", 1, "is no figure"),
    (f'{{{{ demo("{NAME}") }}}}', 1, "is no figure"),
    (f"[[demo {NAME}]]", 1, "is no figure"),
    (f'<demo name="{NAME}"></demo>', 1, "is no figure"),
    (f'<live-demo name="{NAME}"></live-demo>', 1, "is no figure"),
    (f"``demo {NAME}\n``", 1, "is no figure"),
    (f"'''demo {NAME}\n'''", 1, "is no figure"),
    (f"´´´demo {NAME}\n´´´", 1, "is no figure"),
    (f"| a | b |\n|---|---|\n| x | ```demo {NAME}``` |", 3, "a fence in a table's cell"),
    (f"Look: ```demo {NAME}\ntimes: 2\n```", 1, "within a line of text"),
    (f"<div>\n```demo {NAME}\n```\n</div>", 2, "stands inside of HTML (<div>)"),
    (f"<div>\n\n```demo {NAME}\ntimes: 2\n```\n\n</div>", 3, "stands inside of HTML"),
    (f'<section class="x">\n```demo {NAME}\n```\n</section>', 2, "inside of HTML (<section>)"),
    (f"<table><tr><td>\n```demo {NAME}\n```\n</td></tr></table>", 2, "inside of HTML (<td>)"),
    (f"<table><tr><td markdown>\n```demo {NAME}\n```\n</td></tr></table>", 2, "inside of HTML"),
    (f"<details>\n<summary>x</summary>\n```demo {NAME}\n```\n</details>", 3, "inside of HTML"),
    (f"```Demo {NAME}\n```", 1, "can't begin with"),
    (f"~~~Demo {NAME}\n~~~", 1, "can't begin with"),
    (f"```DEMO {NAME}\n```", 1, "can't begin with"),
    (f"```demo:{NAME}\n```", 1, "can't begin with"),
    (f"```{{demo}} {NAME}\n```", 1, "can't begin with"),
]


@pytest.mark.parametrize(("text", "line", "said"), NEAR)
def test_a_near_miss_is_told(render: Render, text: str, line: int, said: str) -> None:
    page = render(f"---\na: b\n---\n# Page\n\n{text}\n")
    (told,) = page.mistakes
    assert told.startswith(f"docs/page.md:{line + 5}: ") and said in told, told
    assert not page.figures


FAR = [
    f"````\n```demmo {NAME}\n```\n````",
    f"````markdown\n```demo {NAME}\n```\n````",
    f"~~~markdown\n```demo {NAME}```\n~~~",
    f"    ```demo {NAME}\n    ```",
    f"    ```demmo {NAME}\n    ```",
    f"    !!! demo {NAME}",
    f"- item\n\n        ```demmo {NAME}\n        ```",
    f"Write `demo {NAME}` in a fence.",
    f"Write ` ```demo {NAME} ` in a fence.",
    f"Write ```` ```demo {NAME}``` ```` in a fence.",
    f"Write ``demo {NAME}`` in a fence.",
    f"``demo {NAME}`` begins a fence.",
    f"<!--\n```demo {NAME}\n```\n-->",
    f"<!-- ```demmo {NAME} -->",
    f"<pre>\n```demo {NAME}\n```\n</pre>",
    f"<pre><code>```demmo {NAME}\n```\n</code></pre>",
    f"<script>\n```demo {NAME}\n```\n</script>",
    f"```text\ndemo {NAME}\n```",
    f"```python\n# demo {NAME}\n```",
    "```memo note\nx\n```",
    "```model\nclass Net\n```",
    "```models.py\nx = 1\n```",
    '```python title="demo.py"\nx = 1\n```',
    "```mermaid\ngraph LR\n```",
    f"```console\n$ livedemo new demo {NAME}\n```",
    '!!! demo "A demo of a talk"\n\n    Text.',
    "!!! demo\n\n    Text.",
    "::: mypackage.demo",
    "A demo: hello, world.",
    "The demo hello-world is below.",
    f"[demo {NAME}](x.md)",
    "| demo | hello-world |\n|---|---|\n| a | b |",
    "| `demo hello-world` | a fence |\n|---|---|\n| a | b |",
    f"'demo {NAME}' is its name",
]


@pytest.mark.parametrize("text", FAR)
def test_what_speaks_of_fences_is_left_alone(render: Render, text: str) -> None:
    assert render(f"# Page\n\n{text}\n").mistakes == []


@pytest.mark.parametrize(
    "text",
    [
        f'<div markdown="block">\n\n```demo {NAME}\n```\n\n</div>',
        f'<div markdown="1">\n```demo {NAME}\n```\n</div>',
        f"<table {BLOCK}><tr {BLOCK}><td {BLOCK}>\n\n```demo {NAME}\n```\n\n</td></tr></table>",
    ],
)
def test_what_the_message_tells_to_write_works(render: Render, text: str) -> None:
    page = render(f"# Page\n\n{text}\n")
    assert page.mistakes == [] and len(page.figures) == 1


def test_words_that_pygments_knows_are_languages(render: Render) -> None:
    assert render(f"```bash {NAME}\nx\n```\n").mistakes == []


def test_a_near_miss_in_a_snippet_has_its_own_line(
    render: Render, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.root / "part.md").write_text(f"x\n\n```demmo {NAME}\n```\n")
    monkeypatch.chdir(project.root)
    page = render('a\n\n--8<-- "part.md"\n', ["pymdownx.snippets"])
    assert page.mistakes[0].startswith("part.md:3: ")
