"""``livedemo test``: what it finds in demos that are wrong, and that it says what it did not do."""

from __future__ import annotations

from pathlib import Path

import pytest
from livedemo_site.cli import main
from livedemo_site.testing import chromium, golden
from livedemo_site.testing.texts import TEXTS

from tests.browser.chromium import NoBrowser, find
from tests.sites.site import make

NEW = "category(chr(0x1FAE8))"  # a character that the browser's Python knows, and 3.11 does not
DEMO = '''"""What does it say?"""
from unicodedata import category
from typing import Annotated
from markupsafe import Markup
from livedemo import Say, Slider, Text, Views, demo

@demo(claim="It says something.")
async def say(
    text: Annotated[str, Text()] = "a", n: Annotated[int, Slider(1, 3)] = 1
) -> Views:
    """Say it."""
    return {body}
'''


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("LIVEDEMO_STORE", raising=False)
    return make("base", tmp_path)


def demo(root: Path, body: str, name: str = "say") -> None:
    (root / "demos" / name).mkdir(exist_ok=True)
    (root / "demos" / name / "demo.py").write_text(DEMO.format(body=body))


def livedemo(
    capsys: pytest.CaptureFixture[str], root: Path, *arguments: str
) -> tuple[int, list[str], list[str]]:
    code = main(["test", "--root", str(root), *arguments])
    said = capsys.readouterr()
    return code, said.out.splitlines(), said.err.splitlines()


def test_a_golden_view_is_written_held_and_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo(root, 'Say(f"It is {text} and 0.42")')
    code, _, errors = livedemo(capsys, root, "say", "--no-browser")
    assert code == 1
    assert errors == [
        "demos/say/expected.html: there is no golden view yet. "
        "Look at it, and where it is right: livedemo test say --update"
    ]
    assert livedemo(capsys, root, "say", "--no-browser", "--update")[0] == 0
    assert "It is a and 0.42" in (root / "demos/say/expected.html").read_text()
    code, said, errors = livedemo(capsys, root, "say", "--no-browser")
    assert (code, errors) == (0, [])
    tests = f"say: golden view, {len(TEXTS)} odd texts, the ends of its controls"
    assert said == [tests, "1 demos: no mistakes"]
    demo(root, 'Say(f"It is {text} and 0.43")')  # rounding
    assert livedemo(capsys, root, "say", "--no-browser")[0] == 0
    demo(root, 'Say(f"It is {text} and 0.47")')
    code, _, (error,) = livedemo(capsys, root, "say", "--no-browser")
    assert code == 1 and "shows something else: …" in error and "'0.42' became '0.47'" in error
    assert error.startswith("demos/say/expected.html:1: ")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("Say(text[0])", "an empty text for text"),
        ('Say("x" if chr(0) not in text else None + 1)', "the character NUL for text"),
        (
            'Say("x" if len(text) < 2000 else None + 1)',
            "2,000 letters for text, a word of 2,000 letters for text, ",
        ),
        ('Say(str(1 / (0 if "<" in text else 1)))', "HTML for text, a special token for text"),
    ],
)
def test_a_text_that_stops_a_demo(
    root: Path, capsys: pytest.CaptureFixture[str], body: str, what: str
) -> None:
    demo(root, body)
    code, _, errors = livedemo(capsys, root, "say", "--no-browser", "--update")
    (error,) = errors
    assert code == 1
    assert error.startswith(f"demos/say/demo.py:12: with {what}")
    assert ': demo "say" stopped: ' in error


def test_an_end_of_a_control_that_stops_a_demo(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo(root, "Say(str([1, 2][n - 1]))")
    code, _, (error,) = livedemo(capsys, root, "say", "--no-browser", "--update")
    assert code == 1
    assert error.startswith('demos/say/demo.py:12: demo "say" stopped with n=3: IndexError')


def test_what_is_not_the_same_each_time(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo(root, 'Say(str(list({"alpha", "beta", "gamma", "delta", text})))')
    code, _, (error,) = livedemo(capsys, root, "say", "--no-browser", "--update")
    assert code == 1 and "does not show the same each time" in error


def test_a_text_that_is_not_escaped(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo(root, "Say(Markup(text))")  # markupsafe's word for: this is HTML
    _, _, errors = livedemo(capsys, root, "say", "--no-browser", "--update")
    (error,) = errors
    assert "with HTML for text: the text becomes a part of the page" in error


def test_a_demo_that_can_not_be_loaded(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo(root, "(")
    code, said, errors = livedemo(capsys, root, "--no-browser", "--update")
    assert code == 1 and said[-1] == "2 demos: 1 mistake"
    assert len(errors) == 1 and "demo.py is not Python" in errors[0]


def test_a_name_that_is_none(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, errors = livedemo(capsys, root, "hello-wrld")
    assert code == 1
    assert errors == [
        'livedemo: there is no demo "hello-wrld". Did you mean "hello-world"? Known: hello-world.'
    ]


def test_without_a_browser_that_is_said(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(chromium.VARIABLE, "no-such-browser")
    code, said, _ = livedemo(capsys, root, "--update")
    assert code == 0 and said[0].startswith("Nothing is compared with a real browser. LIVEDEMO_BR")
    assert "the same in a browser" not in said[1]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        monkeypatch.setenv(chromium.VARIABLE, find())
    except NoBrowser as error:
        pytest.exit(str(error), returncode=2)


@pytest.mark.usefixtures("browser")
def test_a_real_browser_shows_the_same(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo(root, 'Say(f"{text!r} {n / 3:.2f}")')
    code, said, errors = livedemo(capsys, root, "--update")
    assert (code, errors) == (0, []), said
    assert all("the same in a browser" in line for line in said[:2]), said


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"Say({NEW})", "is not the same in a browser: …"),
        (
            f'Say("x" if {NEW} == "Cn" else None + 1)',
            "a reader is told: This demo stopped",
        ),
    ],
)
def test_what_only_this_machine_shows(
    root: Path, capsys: pytest.CaptureFixture[str], body: str, told: str
) -> None:
    demo(root, body)
    code, said, errors = livedemo(capsys, root, "say", "--update")
    assert code == 1 and len(errors) == 1 and told in errors[0], errors
    assert said[0] == "say: 1 mistake"


def test_a_browser_that_ends_is_none(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(chromium.NoBrowser, match="has ended"), chromium.Chromium(str(program)):
        pass


def test_a_golden_view_that_can_not_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "expected.html"
    folder.mkdir()
    for update in (False, True):
        wrong = golden.held(folder, "demos/x/expected.html", "x", "<p>", update)
        assert wrong and "Is a directory" in wrong.cause
