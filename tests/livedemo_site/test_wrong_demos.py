"""What can be wrong with a demo's files and what it gives: told once, as it is, at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from livedemo_site.check import check
from livedemo_site.host import read
from livedemo_site.project import Project
from livedemo_site.site import Site

HEAD = '''"""What does it say?"""
from typing import Annotated
from dataclasses import dataclass
from livedemo import Bars, Choice, Say, Slider, Table, Text, View, demo
{before}
@demo(claim="It says something.")
async def say(text: Annotated[str, Text()] = "a"):
    """Say it."""
{body}
'''
PLAIN = HEAD.format(before="", body='    return Say("x")')


def told(root: Path, monkeypatch: pytest.MonkeyPatch, **files: bytes) -> list[str]:
    """What a check says of a demo made of these files, which is shown on a page as well."""
    monkeypatch.delenv("LIVEDEMO_STORE", raising=False)
    folder = root / "demos/say"
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (root / "docs").mkdir()
    (root / "docs/index.md").write_text("```demo say\n```\n")
    project = Project(root)
    site = Site(project)
    project.refresh()
    project.check_demos()
    check(site, read(root))
    return [str(each).removeprefix("demos/say/") for each in project.diagnostics]


G = "async def g():\n    return Say('x')"
RESULTS = [
    ("", 'return "text"', 0, "it gives a text and no view: write Say(…) around it"),
    ("", "pass", 0, "it gives nothing: `return Say(…)`"),
    ("", 'if text == "a":\n        return 3\n    return Say("x")', 1, "it gives 3, of type int"),
    ("", "return Say", 0, "it gives the class Say and no view: call it, Say(…)"),
    ("", 'return {"a": Say("x")}', 0, "of type dict, and no view"),
    ("", 'return [Say("a"), "b"]', 0, "among its views is a text and no view"),
    ("", 'return [[Say("a")]]', 0, "of type list, and no view"),
    ("", 'return b"bytes"', 0, "of type bytes, and no view"),
    ("", 'yield Say("a")\n    yield "b"', 1, "it gives a text and no view"),
    ("", 'if not text:\n        yield Say("a")', -3, "it showed nothing: yield at least once"),
    (G, "return g()", 0, "it gives a coroutine and no view: it lacks an `await`"),
    (G, 'a = 1\n    g()\n    return Say("a")', 1, "what g() gives is never awaited"),
    (G, "return Say(g())", 0, "what g() gives is never awaited"),
    (G, "a = g()\n    return Say(a.text)", 1, "no attribute 'text' (is an `await` missing?)"),
    ("async def g():\n    yield 1", "return g()", 0, "an async_generator and no view"),
    ("import sys", "sys.exit(0)", 0, "it raises SystemExit, which would end the whole build"),
    ("", "raise SystemExit", 0, "it raises SystemExit"),
    ("", "raise KeyboardInterrupt", 0, "it raises KeyboardInterrupt"),
    ("", "raise GeneratorExit", 0, "it raises GeneratorExit"),
    ("import asyncio", "raise asyncio.CancelledError", 0, "it raises CancelledError"),
    ("class Stop(BaseException):\n    pass", "raise Stop", 0, "it raises Stop"),
    ("def g():\n    return g()", "g()", None, "RecursionError: maximum recursion depth"),
    ("", 'return Bars("x", [], of="x")', 0, "of='x' is no quantity: it is one of probability,"),
    ("", 'return Bars("x", [1, 2])', 0, "UndefinedError: 'int object' has no attribute"),
]


@pytest.mark.parametrize(("before", "body", "line", "cause"), RESULTS)
def test_what_a_demo_gives(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    body: str,
    line: int | None,
    cause: str,
) -> None:
    text = HEAD.format(before=f"\n{before}\n" if before else "", body=f"    {body}")
    begins = text.partition('"""Say it."""')[0].count("\n") + 2
    (one,) = told(tmp_path, monkeypatch, **{"demo.py": text.encode()})
    if line is not None:
        assert one.startswith(f"demo.py:{begins + line}: "), one
    assert cause in one


@pytest.mark.parametrize(
    ("source", "template", "place", "cause"),
    [
        ("  <p>\n{{ view.b }}", None, "demo.py:11", "has no attribute 'b'"),
        ("  <p>\n{% if %}", None, "demo.py:11", "TemplateSyntaxError: Expected an expression"),
        ("", b"<p>\n\n{{ view.b }}", "my.html:3", "has no attribute 'b'"),
        ("", b"<p>\n{{ view.a / 0 }}", "my.html:2", "ZeroDivisionError"),
        ("", b"<p>\n{% for %}", "my.html:2", "TemplateSyntaxError"),
        ("", "<p>\n\ncafé".encode("latin-1"), "my.html:3", "my.html isn't UTF-8: byte 0xE9"),
    ],
)
def test_a_template(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    template: bytes | None,
    place: str,
    cause: str,
) -> None:
    view = "\n@dataclass(frozen=True)\nclass My(View):\n    a: int = 1"
    view += f'\n    source = """\n{source}"""' if source else ""
    text = HEAD.format(before=view, body="    return My()")
    files = {"demo.py": text.encode(), **({"my.html": template} if template else {})}
    (one,) = told(tmp_path, monkeypatch, **files)
    assert one.startswith(f"{place}: ") and cause in one, one


@pytest.mark.parametrize(
    ("template", "place", "cause"),
    [
        (b"<p>\n{{ nope }}", "dial.html:2", "'nope' is undefined"),
        (b"<p>\n\n{% if", "dial.html:3", "TemplateSyntaxError"),
        (b"<p>{{ control.nope }}", "dial.html:1", "has no attribute 'nope'"),
    ],
)
def test_a_controls_own_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: bytes, place: str, cause: str
) -> None:
    before = "\n@dataclass(frozen=True)\nclass Dial(Text):\n    pass"
    text = HEAD.format(before=before, body="    return Say('x')").replace("Text()", "Dial()")
    files = {"demo.py": text.encode(), "dial.html": template}
    (one,) = told(tmp_path, monkeypatch, **files)
    assert one.startswith(f"{place}: ") and cause in one, one


@pytest.mark.parametrize("rows", [30_000, 200_000])
def test_a_result_that_no_page_can_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    body = f'    return Table("t", ["a"], [["{"x" * 40}"]] * {rows})'
    text = HEAD.format(before="", body=body)
    (one,) = told(tmp_path, monkeypatch, **{"demo.py": text.encode()})
    assert one.startswith('demo.py:9: demo "say" stopped: its result takes ')
    assert "1,000,000 is the most" in one and "@demo(most=…)" in one


def test_a_result_may_be_given_more_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD.format(before="", body=f'    return Say("{"x" * 1_100_000}")')
    assert len(told(tmp_path / "one", monkeypatch, **{"demo.py": text.encode()})) == 1
    text = text.replace('something."', 'something.", most=2_000_000')
    assert told(tmp_path / "two", monkeypatch, **{"demo.py": text.encode()}) == []


FILES: list[tuple[dict[str, bytes], str]] = [
    (
        {"demo.py": PLAIN.replace("What", "Café").encode("latin-1")},
        "demo.py:1: demo.py isn't UTF-8",
    ),
    ({"demo.py": PLAIN.encode("utf-16")}, "demo.py:1: it holds a byte 0"),
    ({"demo.py": PLAIN.replace('"a"', '"\0"').encode()}, "demo.py:7: it holds a byte 0"),
    ({"demo.py": b""}, "demo.py:1: the demo can't be loaded: demo.py must hold one function"),
    ({"demo.py": PLAIN.replace("async ", "").encode()}, "say must be an async function"),
    (
        {
            "demo.py": PLAIN.replace("from typing", "from .h import x\nfrom typing").encode(),
            "h.py": "y = 1\nx = 'é'".encode("latin-1"),
        },
        "h.py:2: h.py isn't UTF-8: byte 0xE9 in line 2; save it as UTF-8",
    ),
    (
        {"demo.py": PLAIN.encode(), "requirements.txt": "# é".encode("latin-1")},
        "requirements.txt:1: requirements.txt isn't UTF-8: byte 0xE9",
    ),
    (
        {"demo.py": PLAIN.encode(), "requirements.txt": "a==1\n".encode("utf-16")},
        "requirements.txt:1: requirements.txt isn't UTF-8",
    ),
    ({"demo.py": b"import sys\nsys.exit(3)\n"}, "demo.py:2: the demo can't be loaded: it raises"),
]


@pytest.mark.parametrize(("files", "cause"), FILES)
def test_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes], cause: str
) -> None:
    (one,) = told(tmp_path, monkeypatch, **files)
    assert cause in one


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        b"# coding: latin-1\n" + PLAIN.replace("What", "Café").encode("latin-1"),
    ],
)
def test_files_that_are_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    assert told(tmp_path, monkeypatch, **{"demo.py": data}) == []


def test_what_stands_where_a_file_should(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "demos"
    (folder / "one/demo.py").mkdir(parents=True)
    (folder / "two").mkdir()
    (folder / "two/demo.py").symlink_to("nowhere.py")
    (folder / "three").mkdir()
    (folder / "three/demo.py").symlink_to("demo.py")
    (folder / "four/requirements.txt").mkdir(parents=True)
    (folder / "four/demo.py").write_text(PLAIN)
    (folder / "five").mkdir()
    (folder / "five/requirements.txt").symlink_to("none")
    (folder / "five/demo.py").write_text(PLAIN)
    (folder / "six").mkdir()
    (folder / "six/Demo.py").write_text(PLAIN)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("```demo six\n```\n")
    project = Project(tmp_path)
    site = Site(project)
    project.refresh()
    project.check_demos()
    check(site, read(tmp_path))
    found = {d.place.removeprefix("demos/"): d.cause for d in project.diagnostics}
    assert found == {
        "one/demo.py:1": "demo.py can't be read: Is a directory",
        "two/demo.py:1": "demo.py can't be read: No such file or directory",
        "three/demo.py:1": "demo.py can't be read: Too many levels of symbolic links",
        "four/requirements.txt:1": "requirements.txt can't be read: Is a directory",
        "five/requirements.txt:1": "requirements.txt can't be read: No such file or directory",
        "docs/index.md:1": 'no demo "six", since the folder demos/six has no file demo.py',
    }


@pytest.mark.parametrize(
    ("parameter", "cause"),
    [
        ('state: Annotated[str, Text()] = "a"', "'state' can't be the name of a control"),
        ('state: str = "a"', "'state' can't be the name of a control"),
        ("state: Annotated[int, Slider(1, 3)] = 1", "'state' can't be the name of a control"),
        ('caption: Annotated[str, Text()] = "a"', "a control can't be called 'caption'"),
        ('width: Annotated[str, Text()] = "a"', "a control can't be called 'width'"),
        ('elements: Annotated[str, Text()] = "a"', "a control can't be called 'elements'"),
        ("*text: Annotated[str, Text()]", "can't be a control: each has a name of its own"),
        ("**text: Annotated[str, Text()]", "can't be a control: each has a name of its own"),
        ("text: Annotated[str, Text()] = 5", "the default of 'text' must be a text, not 5"),
        ('text: Annotated[str, Text] = "a"', "parameter 'text' needs a control"),
        ('n: Annotated[int, Slider("1", 6)] = 1', "Slider: low must be a number, not '1'"),
        ("n: Annotated[int, Slider(6, 1)] = 1", "low must not be more than high"),
        ("n: Annotated[int, Slider(1, 6, step=0)] = 1", "step more than 0"),
        ("n: Annotated[int, Slider(1, 6)] = 9", "must be a whole number from 1 to 6, not 9"),
        ("c: Annotated[str, Choice([1, 2])] = 1", "1 is no text: put it in quotes"),
        ('c: Annotated[str, Choice([])] = "a"', "Choice has no options"),
        ('c: Annotated[str, Choice("abc")] = "a"', "takes a list of texts"),
        ('c: Annotated[str, Choice(["a", "a"])] = "a"', "has 'a' twice"),
        ('t: Annotated[str, Text(presets="abc")] = "a"', "takes a list of texts"),
        ('t: Annotated[str, Text(presets=[1])] = "a"', "1 is no text: put it in quotes"),
        ('t: Annotated[str, Text(max_characters="5")] = "a"', "a whole number from 1, not '5'"),
    ],
)
def test_a_parameter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parameter: str, cause: str
) -> None:
    text = PLAIN.replace('text: Annotated[str, Text()] = "a"', parameter)
    (one,) = told(tmp_path, monkeypatch, **{"demo.py": text.encode()})
    assert cause in one and one.startswith(("demo.py:6: ", "demo.py:7: ")), one


LEADS = [
    ('See("x", "sy")', ['no demo "sy". Did you mean "say"?']),
    ('See("x", "say", {"txt": "a"})', ['say has no control "txt". Did you mean "text"?']),
    ('See("x", "say", {"text": "a" * 9000})', ["text takes 4,000 characters at most, not 9,000"]),
    ('See("x", "say", {"text": "a", "much": True})', []),
    ('See("x", "say")', []),
]


@pytest.mark.parametrize(("see", "causes"), LEADS)
@pytest.mark.parametrize("when", ["return", "return Say('x') if not much else"])
def test_where_a_figure_leads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, see: str, causes: list[str], when: str
) -> None:
    parameters = 'much: Annotated[bool, Toggle()] = False, text: Annotated[str, Text()] = "a"'
    text = HEAD.format(before="from livedemo import See, Toggle", body=f"    {when} {see}")
    text = text.replace('text: Annotated[str, Text()] = "a"', parameters)
    found = told(tmp_path, monkeypatch, **{"demo.py": text.encode()})
    assert len(found) == len(causes)
    for one, cause in zip(found, causes, strict=True):
        assert one.startswith("demo.py:6: ") and cause in one, one


@pytest.mark.parametrize("name", ["id", "name", "title", "demo", "inputs", "wide", "style", "kind"])
def test_other_names_are_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    text = PLAIN.replace("text:", f"{name}:")
    assert told(tmp_path, monkeypatch, **{"demo.py": text.encode()}) == []
