"""The flagship's own: its fonts, its name as tokens, its notes beside their words."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from livedemo.tokenizers import load
from markdown import Markdown

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "docs/fonts"
MOST = 60_000  # bytes of all fonts


def test_fonts_are_those_that_their_command_made() -> None:
    said = dict(re.findall(r"sha256 (\w+) \*/.*?url\(\"([\w.-]+)\"\)", sheet(), re.DOTALL))
    files = {file.name: file.read_bytes() for file in FONTS.glob("*.woff2")}
    assert {hashlib.sha256(content).hexdigest(): name for name, content in files.items()} == said
    assert sum(map(len, files.values())) <= MOST


@pytest.mark.long
def test_fonts_are_made_anew_byte_for_byte() -> None:
    """Where there is a registry."""
    done = subprocess.run(
        [sys.executable, FONTS / "make.py", "--check"], capture_output=True, text=True
    )
    if "NodeError" in done.stderr:
        pytest.skip(f"no packages from npm: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr


def test_all_faces_are_asked_for_before_the_first_style_sheet() -> None:
    template = (ROOT / "overrides/main.html").read_text("utf-8")
    (listed,) = re.findall(r"in \((.*?)\)", template)
    assert {f"{name}.woff2" for name in re.findall(r'"([\w-]+)"', listed)} == {
        file.name for file in FONTS.glob("*.woff2")
    }
    assert "site_meta" in template  # the head's first block


def test_every_face_has_one_that_stands_in() -> None:
    """As wide as ours; the mono's are as wide by themselves."""
    families = set(re.findall(r'font-family: "([^"]+)"', sheet()))
    for family in ("Literata", "Instrument Sans"):
        assert any(other.startswith(f"{family} as ") for other in families)
    page = (ROOT / "docs/stylesheets/page.css").read_text("utf-8")
    assert all(f'"{family}"' in page for family in families)


def sheet() -> str:
    return (FONTS / "fonts.css").read_text("utf-8")


def hook(name: str) -> ModuleType:
    """As MkDocs loads it."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"overrides/{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_name_is_cut_as_gpt2_cuts_it() -> None:
    from mkdocs.config.defaults import MkDocsConfig

    config = MkDocsConfig()
    config.load_dict({"site_name": "Inside the Transformer", "extra": {}})
    hook("wordmark").on_config(config)
    tokens = config.extra["wordmark"]
    assert tokens == ["Inside", " the", " Trans", "former"]
    vocabulary = load((ROOT / "export/models/gpt2-bpe/tokenizer.json").read_text("utf-8"))
    assert all(len(vocabulary.encode(token)) == 1 for token in tokens)


NOTED = """One.[^b] And two.[^a]

> Quoted.[^b]

* In a list.[^c]

    With more.[^d]

| a table[^e] |
|---|
| |

[^a]: First *written*.
[^b]: Second.
[^c]: Third.
[^d]: Fourth.
[^e]: Fifth.
"""


def test_notes_stand_behind_the_paragraph_that_refers_to_them() -> None:
    html = rendered(NOTED)
    first, rest = html.split("</ol>", 1)
    assert re.findall(r'<li id="fn:(\w)" value="(\d)">', first) == [("b", "1"), ("a", "2")]
    assert first.startswith('<div class="noted">\n<p>One.')
    assert "<em>written</em>" in first
    assert 'id="fn:b"' not in rest  # a second reference leads to the first place
    assert "Quoted.<sup" in rest and rest.count('class="noted"') == 2
    assert "footnote-backref" not in html.split('class="footnote"')[0]


def test_a_note_of_a_table_stays_at_the_end() -> None:
    end = rendered(NOTED).split('<div class="footnote">')[1]
    assert re.findall(r'<li id="fn:(\w)" value="(\d)">', end) == [("e", "5")]


def test_a_page_without_notes_stays_as_it_is() -> None:
    assert rendered("Some words.") == "<p>Some words.</p>"


def rendered(text: str) -> str:
    options = {"footnotes": {"USE_DEFINITION_ORDER": False}}
    extensions = ["tables", "footnotes", hook("notes").NotesExtension()]
    return Markdown(extensions=extensions, extension_configs=options).convert(text)
