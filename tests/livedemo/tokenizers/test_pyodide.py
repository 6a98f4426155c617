"""The same tokens in the browser's Python, whose Unicode is another."""

from __future__ import annotations

import sys
from pathlib import Path

import livedemo.tokenizers
from livedemo_site.runtime_build.node import find_node

from tests.livedemo.tokenizers.survey import survey

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
MODELS = ROOT / "export" / "models"


def test_both_interpreters_agree() -> None:
    package = Path(livedemo.tokenizers.__file__).parent
    pyodide = ROOT / "node_modules" / "pyodide"
    folders = [str(folder) for folder in (pyodide, package, MODELS, HERE)]
    said = find_node().run([str(HERE / "pyodide.mjs"), *folders], cwd=ROOT)
    minor, unicode, theirs = said.split()[-3:]
    assert (int(minor), int(unicode.split(".")[0])) >= (sys.version_info.minor, 16)
    assert theirs == survey("livedemo.tokenizers", str(MODELS))
