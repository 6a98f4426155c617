"""Controls and views are found by their folders, and what is beside them is put together."""

from __future__ import annotations

import re
from pathlib import Path

import livedemo
import pytest
from livedemo import files
from livedemo.controls import Control
from livedemo.controls.pick import Pick
from livedemo.controls.slider import Slider
from livedemo.views import QUANTITIES, View
from livedemo_export.store import Store
from livedemo_site.assets import parts
from livedemo_site.assets.plan import BROWSER, CONTROLS, SHEET
from livedemo_site.demos.discovery import Demos, Found
from livedemo_site.demos.wheels import Wheels

DOCS = Path(__file__).parents[2] / "docs/looks.md"
FOLDERS = [path.parent for room in (parts.CONTROLS, parts.VIEWS) for path in room.glob("*/*.html")]
DEMO = '''"""Which way?"""
from dataclasses import dataclass
from typing import Annotated
from livedemo import Say, Slider, Views, demo
from livedemo.controls import Control

@dataclass(frozen=True)
class Dial({base}):
    def parse(self, raw: object) -> object:
        return raw

@demo(claim="It turns.")
async def turned(angle: Annotated[int, Dial({arguments})] = 1) -> Views:
    return Say(f"{{angle}}")
'''


def demo(root: Path, base: str, arguments: str, *others: str) -> Found:
    """A demo with a control of its own, and further files that hold their names."""
    folder = root / "demos" / "turning"
    folder.mkdir(parents=True)
    (folder / "demo.py").write_text(DEMO.format(base=base, arguments=arguments))
    for name in others:
        (folder / name).write_text(name)
    demos = Demos(root, Wheels(Store.open(root)))
    demos.refresh()
    return demos.found["turning"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_holds_a_class_that_demos_import_from_livedemo(folder: Path) -> None:
    (name,) = (n for n in livedemo.__all__ if n.lower() == folder.name)
    kind = getattr(livedemo, name)
    assert issubclass(kind, Control | View)
    assert kind.__module__ == f"livedemo.{folder.parent.name}.{folder.name}"
    assert files.owner(kind, ".html") is kind
    others = {path.stem for path in folder.iterdir() if path.suffix in {".css", ".html"}}
    assert others == {folder.name}


def test_the_sheet_begins_with_the_base_and_holds_every_style() -> None:
    sheet = parts.sheet(BROWSER / SHEET, []).decode()
    base = (BROWSER / SHEET).read_text()
    assert sheet.startswith(base)
    for folder in FOLDERS:
        for path in folder.glob("*.css"):
            assert path.read_text() in sheet
    assert not re.search(r"\.ld-(slider|heads|map|scatter)\b", base)


#: A variable's name, its value on light, its value on dark, and what it is for.
ROW = re.compile(r"^\| `(--ld-[\w-]+)` \| (.*?) \| (.*?) \| .*\|$", re.MULTILINE)
SET = re.compile(r"^\s+(--ld-[\w-]+): (?:light-dark\((.*?), (.*?)\)|(.*?));$", re.MULTILINE)
ELSE = re.compile(r"var\((--ld-[\w-]+), (?:light-dark\((.*?), (.*?)\)|([#\w]+))\)")
#: Those of one mark, and of one token.
OF_ONE = {"--ld-quantity", "--ld-below", "--ld-token"}


def test_the_docs_name_every_variable_with_its_value() -> None:
    """The first of a name counts: where a browser can, the accent is the theme's."""
    rows = [[cell.strip("`") for cell in row.groups()] for row in ROW.finditer(DOCS.read_text())]
    told = {name: (light, light if dark == "the same" else dark) for name, light, dark in rows}
    base = (BROWSER / SHEET).read_text()
    root = base[base.index("@layer livedemo {") : base.index("@supports")]
    sheet = parts.sheet(BROWSER / SHEET, []).decode()
    found = {
        m[1]: (m[2] or m[4], m[3] or m[4])
        for each in (SET.finditer(root), ELSE.finditer(sheet))
        for m in each
        if m[1] not in OF_ONE
    }
    for name in re.findall(r"--_own: var\((--ld-[\w-]+)\)", base):
        found.setdefault(name, ("--ld-accent", "--ld-accent"))
    assert told == found
    used = set(re.findall(r"var\((--ld-[\w-]+)", sheet))
    assert used - told.keys() == OF_ONE


def test_every_quantity_has_a_class() -> None:
    base = (BROWSER / SHEET).read_text()
    assert set(re.findall(r"^\.ld-(\w+) \{ --_own: ", base, re.MULTILINE)) == {*QUANTITIES}
    for end in (r"\{\n  --ld-quantity: var\(--_own", r"\{\n  color: var\(--_own"):
        (each,) = re.findall(rf":is\(([^()]*)\) {end}", base)
        named = set(re.findall(r"\.ld-(\w+)", each))
        assert named | {"residual"} == {*QUANTITIES}


def test_one_file_holds_all_kinds_of_controls() -> None:
    text = parts.controls(BROWSER / CONTROLS).decode()
    kinds = set(re.findall(r'^kinds\["(\w+)"\] = ', text, re.MULTILINE))
    assert kinds == {"control", *(p.name for p in FOLDERS if p.parent == parts.CONTROLS)}
    assert "export default" not in text


@pytest.mark.parametrize(
    "text", ["const a = 1;\n", "export default {};\nexport default {};\n", "import './x.js';\n"]
)
def test_a_module_that_can_not_be_joined_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "dial.js").write_text(text)
    with pytest.raises(ValueError, match=r"dial\.js must hold one default export"):
        parts._kind(tmp_path / "dial.js")


def test_what_a_class_lacks_it_has_from_its_base() -> None:
    class Dial(Slider):
        pass

    assert files.owner(Dial, ".html") is Slider
    assert parts.kind(Dial(1, 2)) == parts.kind(Slider(1, 2)) == "slider"
    assert files.owner(Pick, ".css") is None


def test_a_demos_own_files_have_its_folder_in_their_names(tmp_path: Path) -> None:
    found = demo(tmp_path, "Slider", "1, 8", "dial.js", "dial.css")
    assert found.demo, found.mistakes
    assert [*parts.own_modules(found)] == ["parts/own/turning/dial.js"]
    assert parts.kind(found.demo.controls["angle"]) == "own/turning/dial"
    assert parts.sheet(BROWSER / SHEET, [found]).endswith(b"@layer livedemo {\ndial.css\n}")


def test_a_control_without_a_template_is_a_mistake(tmp_path: Path) -> None:
    found = demo(tmp_path, "Control", "")
    assert found.demo is None
    assert [str(mistake) for mistake in found.mistakes] == [
        "demos/turning/demo.py:7: the control Dial has no template. "
        "Write dial.html beside its module."
    ]
