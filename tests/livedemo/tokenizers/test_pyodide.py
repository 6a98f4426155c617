"""The same tokens in the browser's Python, whose Unicode is another."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import livedemo.tokenizers
from livedemo_site.runtime_build.node import find_node

from tests.livedemo.tokenizers.proved import sample
from tests.livedemo.tokenizers.survey import CODES, survey

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
MODELS = ROOT / "export" / "models"


def test_both_interpreters_agree(full: bool, tmp_path: Path) -> None:
    codes = CODES if full else sample(CODES)
    chosen = tmp_path / "codes.json"
    chosen.write_text(json.dumps(codes))
    package = Path(livedemo.tokenizers.__file__).parent
    pyodide = ROOT / "node_modules" / "pyodide"
    folders = [str(folder) for folder in (pyodide, package, MODELS, HERE, chosen)]
    said = find_node().run([str(HERE / "pyodide.mjs"), *folders], cwd=ROOT)
    minor, unicode, theirs = said.split()[-3:]
    assert (int(minor), int(unicode.split(".")[0])) >= (sys.version_info.minor, 16)
    assert theirs == survey("livedemo.tokenizers", str(MODELS), codes)
