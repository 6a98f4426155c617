"""The states that the build lists: which they are, what they take, and that they are true."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Annotated, Any

import pytest
from livedemo import (
    Button,
    Choice,
    Guess,
    Pick,
    Say,
    Slider,
    Text,
    Toggle,
    Views,
    demo,
)
from livedemo.demo import Demo, DemoError
from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.figures.listed import TooMuch, groups, listed
from livedemo_site.project import Project
from livedemo_site.site import Site

Inputs = Mapping[str, Any]


async def many(
    text: Annotated[str, Text(presets={"A": "a", "B": "b"})] = "x",
    number: Annotated[int, Slider(1, 3)] = 2,
    share: Annotated[float, Slider(0.0, 0.3, 0.1)] = 0.1,
    wide: Annotated[int, Slider(0, 1000)] = 7,
    option: Annotated[str, Choice(["p", "q"])] = "p",
    switch: Annotated[bool, Toggle()] = False,
    word: Annotated[int, Pick()] = 0,
    go: Annotated[int, Button(stop="Stop")] = 0,
    guess: Annotated[str, Guess(options=("1", "2"), sets={"number": 3})] = "",
) -> Views:
    return Say(f"{text} {number} {share} {option} {switch}")


def states(demo: Demo, inputs: Inputs) -> list[dict[str, Any]]:
    return [dict(state) for _, group in groups(demo, inputs) for state in group]


def test_one_control_changes_at_a_time() -> None:
    one = demo(claim="…")(many)
    base = {**one.defaults, "wide": 9, "guess": "1", "go": 4}
    found = states(one, base)
    calm = {**base, "guess": "", "go": 0}
    assert found == [
        *({**calm, "text": text} for text in ("a", "b")),
        *({**calm, "number": number} for number in (1, 2, 3)),
        *({**calm, "share": share} for share in (0.0, 0.1, 0.2, 0.3)),
        *({**calm, "option": option} for option in ("p", "q")),
        *({**calm, "switch": switch} for switch in (False, True)),
        *({**calm, "number": 3, "guess": guess} for guess in ("1", "2")),
    ]


def test_named_controls_are_combined() -> None:
    combined = demo(claim="…", listed=("number", "switch"))(many)
    found = states(combined, combined.defaults)
    assert {(s["number"], s["switch"]) for s in found if s["text"] == "x"} >= {
        (number, switch) for number in (1, 2, 3) for switch in (False, True)
    }
    assert states(demo(claim="…", listed=False)(many), combined.defaults) == []


@pytest.mark.parametrize("name", ["wide", "nonsense", "word"])
def test_what_has_no_short_list_can_not_be_listed(name: str) -> None:
    with pytest.raises(DemoError, match=f"listed names '{name}'.*text, number, share"):
        demo(claim="…", listed=[name])(many)


def test_the_file_gives_every_state_back() -> None:
    one = demo(claim="…")(many)
    base = dict(one.defaults)

    def html(state: Any) -> str:
        return f"<p>\nsame\n{state['text']} é \ud83d\n{state['number']}\n</p>"

    data = listed(one, base, html(base), html)
    assert data is not None and data == listed(one, base, html(base), html)
    file = json.loads(gzip.decompress(data).decode("utf-8", "surrogatepass"))
    back = {
        json.dumps(values): "\n".join(file["lines"][i] for i in lines)
        for values, lines in file["states"]
    }
    for state in [base, *states(one, base)]:
        assert back[json.dumps([state[name] for name in file["controls"]])] == html(state)
    assert len(set(file["lines"])) == len(file["lines"])


def test_what_is_over_the_budget_is_left_out_and_told_where_it_was_asked_for() -> None:
    def html(state: Any) -> str:
        return str(hash(str(state))) * (1 if state["number"] == 2 else 100)

    small = demo(claim="…", budget=600)(many)
    data = listed(small, small.defaults, html(small.defaults), html)
    assert data is not None and len(data) <= 600
    tight = demo(claim="…", listed=("number",), budget=100)(many)
    with pytest.raises(TooMuch, match=r"the 3 listed states take .* and the budget is 100"):
        listed(tight, tight.defaults, html(tight.defaults), html)


def test_a_state_that_fails_stops_the_build_with_its_inputs(project: Project, site: Site) -> None:
    file = project.root / "demos/hello-world/demo.py"
    file.write_text(
        file.read_text().replace("    words =", "    assert times < 3, 'no more'\n    words =")
    )
    site.refresh()
    here = Diagnostic("docs/page.md", 1, "")
    inputs = {"text": "a", "times": 1, "loud": False}
    with pytest.raises(Mistake) as mistake:
        site.figure("hello-world", inputs, here, "")
    (told,) = mistake.value.diagnostics
    assert told.place == "demos/hello-world/demo.py:15"
    assert told.cause.startswith(
        "demo \"hello-world\" stopped with text='a', times=3, loud=False: AssertionError: no more"
    )


def test_nothing_is_run_twice(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIVEDEMO_STORE")  # an empty store, to count what comes into it
    project = Project(project.root)
    site = Site(project)
    site.refresh()
    here = Diagnostic("docs/page.md", 1, "")
    results = project.store.folder / "results"
    inputs = {"text": "a", "times": 1, "loud": False}
    html = site.figure("hello-world", inputs, here, "")
    before = sorted(path.stat().st_mtime_ns for path in results.iterdir())
    # that it loads; itself, twice, three times, loud; which file lists them
    assert len(before) == 6
    assert site.figure("hello-world", inputs, here, "") == html
    assert sorted(path.stat().st_mtime_ns for path in results.iterdir()) == before
