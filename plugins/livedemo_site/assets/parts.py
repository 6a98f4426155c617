"""What controls and views bring to a page: their styles, put together, and their modules.

One folder under ``livedemo/controls`` or ``livedemo/views`` is one of them. A demo's own stand in
the demo's folder, in folders of their own or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import livedemo
from livedemo import files
from livedemo.controls import Control

from livedemo_site.demos.discovery import Found

CONTROLS = Path(livedemo.__file__).parent / "controls"
VIEWS = CONTROLS.with_name("views")
PLACE = "parts"  # of modules, among the page's code
_EXPORT = "\nexport default "


def kind(control: Control) -> str:
    """What a page calls the module that reads and shows a control."""
    own: type = type(control)
    return _address(own)


@lru_cache(256)  # a class that was loaded anew is another one
def _address(control: type) -> str:
    return files.address(files.owner(control, ".js") or Control)


def sheet(base: Path, demos: Iterable[Found]) -> bytes:
    """The stylesheet: ``base``, then controls, views, and what demos bring along, in its layer."""
    ours = [*sorted(CONTROLS.rglob("*.css")), *sorted(VIEWS.rglob("*.css"))]
    own = [path for found in demos for path in _own(found, ".css").values()]
    layered = (b"@layer livedemo {\n%s\n}" % path.read_bytes() for path in (*ours, *own))
    return b"\n".join((base.read_bytes(), *layered))


def controls(base: Path) -> bytes:
    """``base``, the module of forms, with the kinds of controls at its end."""
    kinds = map(_kind, sorted(CONTROLS.rglob("*.js")))
    return "".join((base.read_text("utf-8"), *kinds)).encode()


def _kind(path: Path) -> str:
    """A module of one default export as a statement, which keeps its names to itself."""
    text = "\n" + path.read_text("utf-8")
    before, export, after = text.partition(_EXPORT)
    if not export or _EXPORT in after or "\nimport " in text:
        raise ValueError(f"{path} must hold one default export, and import nothing")
    return f'\nkinds["{path.stem}"] = (() => {{{before}\nreturn {after}}})();\n'


def modules(demos: Iterable[Found]) -> dict[str, Path]:
    """The modules that come when a figure asks for them, by name: views', and demos' own."""
    named = {f"{PLACE}/{path.name}": path for path in sorted(VIEWS.rglob("*.js"))}
    for found in demos:
        named.update(own_modules(found))
    return named


def own_modules(found: Found) -> Mapping[str, Path]:
    """Those of one demo."""
    return {f"{PLACE}/own/{name}": path for name, path in _own(found, ".js").items()}


def _own(found: Found, ending: str) -> dict[str, Path]:
    """The files with this ending beside a demo's Python files, named from the demos' folder."""
    folders = sorted({path.parent for path in found.files if path.suffix == ".py"})
    paths = (path for folder in folders for path in sorted(folder.glob(f"*{ending}")))
    return {path.relative_to(found.folder.parent).as_posix(): path for path in paths}
