"""Links to figures in a strict build by Zensical, which checks links as they are written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.sites.site import make

FENCE = "```demo hello-world\n```\n"
LINKS = [
    "[x](#hello-world?times=2)",
    "[x](#hello-world?text=two+words&loud=yes)",
    "[x](#hello-world?text=%C3%A9)",
    "[x](#hello-world?text=é 'a title')",
    "[x][ref]\n\n[ref]: #hello-world?times=3",
    '<a href="#hello-world?loud=no">x</a>',
]


def build(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def site(root: Path, **pages: str) -> Path:
    make("base", root)
    (root / "mkdocs.yml").write_text(
        "site_name: x\nmarkdown_extensions: [livedemo, admonition, pymdownx.details]\n"
    )
    for name, text in pages.items():
        file = root / "docs" / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def test_what_the_guide_says_passes(tmp_path: Path) -> None:
    links = "\n\n".join(LINKS)
    across = links.replace("#hello-world", "index.md#hello-world")
    folded = "??? note\n\n    [x](#hello-world?times=1)\n"
    root = site(
        tmp_path,
        **{
            "index": f"{FENCE}\n{links}\n\n{folded}",
            "b": across,
            "deep/c": across.replace("index.md", "../index.md"),
        },
    )
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (root / "site/index.html").read_text()
    assert page.count("data-sets=") == len(LINKS)  # raw HTML stays as it is
    other = (root / "site/deep/c/index.html").read_text()
    assert 'href="../../#hello-world?text=two+words&amp;loud=yes"' in other


def test_a_figure_that_is_not_there_stops_it(tmp_path: Path) -> None:
    done = build(site(tmp_path, index=FENCE, b="[x](index.md#hello-world-2?times=2)"))
    assert done.returncode != 0 and "anchor does not exist" in done.stdout + done.stderr
