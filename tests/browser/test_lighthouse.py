"""What Lighthouse, an npm package, says of each kind of page on a phone, but for times."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from livedemo_site.runtime_build.node import find_node

from tests.browser.chromium import FLAGS, find
from tests.browser.server import Server

pytestmark = [pytest.mark.long, pytest.mark.alone]

ROOT = Path(__file__).parents[2]
NODE = (22, 19)  # what it asks for
HELD = ("accessibility", "best-practices", "seo")
SHIFT = "cumulative-layout-shift"
MOST = 0.02  # of it


@pytest.mark.parametrize("path", ["", "the-transformer/", "demos/attention/", "models/"])
def test_a_kind_of_page(chapter: Server, path: str, tmp_path: Path) -> None:
    node, report = find_node(NODE), tmp_path / "report.json"
    cli = ROOT / "node_modules/lighthouse/cli/index.js"
    command = [str(node.node), str(cli), f"{chapter.url}{path}"]
    flags = " ".join(("--headless=new", *FLAGS))
    # A browser's sockets lie in its folder, and their paths may have some 100 characters.
    with TemporaryDirectory() as short:
        subprocess.run(
            [
                *command,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                f"--only-categories={','.join(HELD)}",
                f"--only-audits={SHIFT}",
                "--disable-full-page-screenshot",  # of many screens
                f"--chrome-flags={flags}",
            ],
            check=True,
            env={**node.environment(), "CHROME_PATH": find(), "TMPDIR": short},
        )
    found = json.loads(report.read_text("utf-8"))
    scores = {name: category["score"] for name, category in found["categories"].items()}
    failed = [
        found["audits"][ref["id"]]["title"]
        for name in HELD
        for ref in found["categories"][name]["auditRefs"]
        if ref["weight"] and found["audits"][ref["id"]]["score"] not in (1, None)
    ]
    assert failed == []
    assert [scores[name] for name in HELD] == [1, 1, 1]
    assert found["audits"][SHIFT]["numericValue"] <= MOST
