"""What figures cost a warm build, beside the same pages without the plugin.

    python -m benchmarks.pages [--rounds 3] [--pages 100 200 400] [--profile FILE]

Sites in Material, whose every page has two figures of the demo that `livedemo new` makes, each with
a text of its own. Each is built once to fill the store, and then with and without the plugin in
turns. What counts is processor time, of which the least is taken: another process only adds to it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from livedemo_site.scaffold import scaffold

LIMIT = 1.5  # times the same pages without the plugin, which we promise at every size
STRAIGHT = 1.15  # at most so many times what a straight line gives for the largest site
EACH = 2  # figures on a page
CONFIG = """site_name: Pages
theme: {{name: material, font: false}}
plugins: {plugins}
"""
PLAIN, OURS = "[search]", "[search, livedemo/models, livedemo/demos]"
PAGE = """# Page {page}

Some words about the letters of the text number {page}, as they stand on many a page.

{figures}
"""
FIGURE = """```demo letters
text: The fox number {number} hid because it was scared.
```
"""


def site(folder: Path, pages: int, plugins: str) -> Path:
    """A site of so many pages."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    scaffold(folder, "letters")
    (folder / "mkdocs.yml").write_text(CONFIG.format(plugins=plugins), encoding="utf-8")
    for page in range(pages):
        figures = "\n".join(FIGURE.format(number=page * EACH + i) for i in range(EACH))
        name = f"page-{page}" if page else "index"
        text = PAGE.format(page=page, figures=figures)
        (docs / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def build(root: Path, *python: str) -> float:
    """Seconds of processor time that a build takes."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("LIVEDEMO_STORE", None)
    command = [sys.executable, *python, "-m", "mkdocs", "build", "--quiet", "--strict"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=root, env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(folder: Path, sizes: Sequence[int], rounds: int) -> bool:
    """Measure and print; whether the promises are kept."""
    kinds = {PLAIN: "plain", OURS: "ours"}
    roots = {
        (n, kind): site(folder / f"{name}-{n}", n, kind)
        for n in sizes
        for kind, name in kinds.items()
    }
    took = {each: [] for each in roots}
    for root in roots.values():
        build(root)
    for _ in range(rounds):
        for each, root in roots.items():
            took[each].append(build(root))
    least = {each: min(times) for each, times in took.items()}
    print(f"{'processor time, s':<24}{'plain':>8}{'ours':>8}{'times':>8}{'promised':>10}")
    kept = True
    for n in sizes:
        ratio = least[n, OURS] / least[n, PLAIN]
        kept &= ratio <= LIMIT
        label = f"{n} pages, {n * EACH} figures"
        print(
            f"{label:<24}{least[n, PLAIN]:>8.2f}{least[n, OURS]:>8.2f}{ratio:>8.2f}{f'<= {LIMIT}':>10}"
        )
    return kept


def main() -> int:
    """Measure and print; gives 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, nargs="+", default=[100, 200, 400])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 0 if report(Path(folder), sorted(chosen.pages), chosen.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
