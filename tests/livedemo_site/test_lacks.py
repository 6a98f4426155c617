"""What we say that the browser's Python lacks, it lacks: Pyodide itself is asked."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from livedemo_site.demos.imports import _LACKS
from livedemo_site.runtime_build.node import find_node

PYODIDE = Path(__file__).parents[2] / "node_modules" / "pyodide" / "pyodide.mjs"
SCRIPT = """
const { loadPyodide } = await import(process.argv[1]);
const python = await loadPyodide();
console.log(python.runPython(process.argv[2]));
"""


def test_the_browser_lacks_what_is_refused() -> None:
    asked = {module: names.split() for module, names in _LACKS.items()}
    python = (
        "import importlib, json\n"
        f"asked = {asked!r}\n"
        "json.dumps({m: [n for n in names if hasattr(importlib.import_module(m), n)]"
        " for m, names in asked.items()})"
    )
    command = [str(find_node().node), "--input-type=module", "-e", SCRIPT, str(PYODIDE), python]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    there = json.loads(done.stdout.splitlines()[-1])
    assert {module: names for module, names in there.items() if names} == {}
