"""What a search finds of a figure: the words its author wrote, and nothing of the machine's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites.site import build, make

DEMO = '''"""Is a quokka counted?"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from livedemo import Say, Slider, Table, Text, View, Views, demo


@dataclass(frozen=True)
class Drawing(View):
    source: ClassVar[str] = """
      <svg viewBox="0 0 9 9" role="img" aria-label="A wombat &amp; its burrow">
      <title>Seen from numbat level</title><rect width="9" height="9"/></svg>
      <img src="x.png" alt="An echidna">"""


@demo(
    claim="Every *bandicoot* counts.",
    why="A reason with a bilby in it.",
    limits="No more than one potoroo.",
)
async def count(
    text: Annotated[str, Text()] = "one",
    times: Annotated[int, Slider(1, 9)] = 7,
) -> Views:
    """Count."""
    return [Drawing(), Say(f"Resulting {times * 1234}"), Table("Gliders", ["Name"], [["glorkx"]])]
'''
PAGE = """# Page

Some plain words.

```demo count
caption: |
  A caption with a *dunnart* and [a link](index.md).
```

- In a list:

    ```demo count
    times: 3
    ```
"""
AUTHORS = [
    *("quokka", "bandicoot", "bilby", "potoroo", "dunnart", "wombat", "numbat", "echidna"),
    *("plain words", "a link"),
]
MACHINES = [
    *("Try again", "WASM", "WebGPU", "Run it here", "Own page", "JavaScript", "Controls", " MB"),
    *("8638", "3702", "Resulting", "glorkx", "automatic", "Table as CSV", "livedemo", "ld-"),
]


def site(root: Path, config: str) -> Path:
    make("base", root)
    (root / "docs").mkdir()
    (root / "docs/index.md").write_text(PAGE)
    (root / "demos/count").mkdir()
    (root / "demos/count/demo.py").write_text(DEMO)
    (root / "mkdocs.yml").write_text(f"site_name: x\n{config}\n")
    return root


def indexed(file: Path) -> str:
    """All words of an index."""
    index = json.loads(file.read_text())
    entries = index["docs"] if "docs" in index else index["items"]
    return "\n".join(f"{entry['title']} {entry['text']}" for entry in entries)


@pytest.mark.parametrize("plugins", ["[search, livedemo/demos]", "[livedemo/demos, search]"])
@pytest.mark.parametrize("theme", ["{name: material, font: false}", "mkdocs", "readthedocs"])
def test_the_authors_words_are_found_and_no_others(
    tmp_path: Path, theme: str, plugins: str
) -> None:
    root = site(tmp_path, f"theme: {theme}\nplugins: {plugins}")
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    words = indexed(root / "site/search/search_index.json")
    assert [word for word in AUTHORS if word not in words] == []
    assert [word for word in MACHINES if word in words] == []
    page = (root / "site/index.html").read_text()
    assert page.count("<live-demo ") == page.count("</live-demo>") == 2
    assert page.count("quokka") == page.count("bandicoot") == 2  # the words go when figures come
    assert page.count("dunnart") == 1 and "livedemo:aside" not in page


def test_zensical_finds_them_too(tmp_path: Path) -> None:
    """But for what is only drawn: it reads the page's HTML, and no attributes."""
    root = site(tmp_path, "markdown_extensions: [livedemo]")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    words = indexed(root / "site/search.json")
    drawn = ("quokka", "wombat", "numbat", "echidna")
    assert [word for word in AUTHORS if word not in words and word not in drawn] == []
    assert [word for word in MACHINES if word in words] == []
