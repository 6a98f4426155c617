"""Files taken as they are from npm packages and from the project's folder of licences."""

from __future__ import annotations

import re
import shutil
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
}
LICENCES = {
    "idiomorph.txt": "idiomorph/LICENSE",
}
PACKAGES = sorted({"/".join(p.split("/")[: 1 + p.startswith("@")]) for p in FILES.values()})
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")  # maps are not shipped
ENDS = {"run/idiomorph.js": b"\nexport { Idiomorph };\n"}  # the minified build is a plain script
LIMIT = 25 * 2**20  # bytes; some hosts take no larger file


def copy(node_modules: Path, runtime: Path) -> None:
    """Copy all of it; ValueError for a file that is too large for some hosts."""
    for name, source in FILES.items():
        content = (node_modules / source).read_bytes()
        if name.endswith(".js"):
            content = SOURCE_MAP.sub(b"\n", content) + ENDS.get(name, b"")
        if len(content) > LIMIT:
            raise ValueError(f"{source} has {len(content):,} bytes; some hosts take {LIMIT:,}")
        path = runtime / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    licences = runtime / "licences"
    shutil.copytree(Path(__file__).parent / "licences", licences)
    for name, source in LICENCES.items():
        shutil.copyfile(node_modules / source, licences / name)
