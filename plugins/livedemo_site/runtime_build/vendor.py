"""Files taken as they are from npm packages and from the project's folder of licences."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from os.path import normpath
from pathlib import Path

# In the runtime: what it is in node_modules. Names end in .js: some servers know no .mjs.
FILES = {
    "pyodide/pyodide.js": "pyodide/pyodide.mjs",
    "pyodide/pyodide.asm.js": "pyodide/pyodide.asm.mjs",
    "pyodide/pyodide.asm.wasm": "pyodide/pyodide.asm.wasm",
    "ort/jspi.js": "onnxruntime-web/dist/ort.jspi.bundle.min.mjs",
    "ort/jspi.wasm": "onnxruntime-web/dist/ort-wasm-simd-threaded.jspi.wasm",
    "ort/wasm.js": "onnxruntime-web/dist/ort.wasm.bundle.min.mjs",
    "ort/wasm.wasm": "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
    "run/idiomorph.js": "idiomorph/dist/idiomorph.min.js",
    "editor/layout.css": "prism-code-editor/dist/layout.css",
}
#: A folder of modules, and those that are taken, with all that they import.
EDITOR = "prism-code-editor/dist/"
MODULES = ("index", "languages/python", "prism/languages/python", "extensions/commands/index")
LICENCES = {
    "idiomorph.txt": "idiomorph/LICENSE",
    "prism-code-editor.txt": "prism-code-editor/LICENSE",
}
PACKAGES = sorted({"/".join(p.split("/")[: 1 + p.startswith("@")]) for p in FILES.values()})
_IMPORT = re.compile(r"^import\b[^;]*?[\"'](\.[^\"']+)[\"'];", re.MULTILINE)
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")  # maps are not shipped
ENDS = {"run/idiomorph.js": b"\nexport { Idiomorph };\n"}  # the minified build is a plain script
LIMIT = 25 * 2**20  # bytes; some hosts take no larger file


def copy(node_modules: Path, runtime: Path) -> None:
    """Copy all of it; ValueError for a file that is too large for some hosts."""
    folder = node_modules / EDITOR
    editor = tree(folder / f"{module}.js" for module in MODULES)
    files = {f"editor/{path.relative_to(folder).as_posix()}": path for path in editor}
    files |= {name: node_modules / source for name, source in FILES.items()}
    for name, path in files.items():
        content = path.read_bytes()
        if name.endswith(".js"):
            content = SOURCE_MAP.sub(b"\n", content) + ENDS.get(name, b"")
        if len(content) > LIMIT:
            raise ValueError(f"{path} has {len(content):,} bytes; some hosts take {LIMIT:,}")
        target = runtime / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    licences = runtime / "licences"
    shutil.copytree(Path(__file__).parent / "licences", licences)
    for name, source in LICENCES.items():
        shutil.copyfile(node_modules / source, licences / name)


def tree(modules: Iterable[Path]) -> list[Path]:
    """These modules and all that they import by relative paths, sorted."""
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        names = _IMPORT.findall(path.read_text("utf-8"))
        waiting.extend(Path(normpath(path.parent / name)) for name in names)
    return sorted(found)
