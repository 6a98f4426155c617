"""What figures cost a warm build, beside the same pages without the plugin.

    python -m benchmarks.pages [--rounds 3] [--pages 100 200 400]

Sites in Material, whose every page has two figures of the demo that `livedemo new` makes, each with
a text of its own. Each is built once to fill the store, and then with and without the plugin in
turns. What counts is processor time, of which the least is taken: another process only adds to it.

What the plugin adds must grow in a straight line. Times are too rough to tell, so that is counted:
a build's calls of functions, Python's and C's, less those of the build without the plugin.
"""

from __future__ import annotations

import argparse
import os
import pstats
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from livedemo_site.demos.scaffold import new_demo

AT, LIMIT = 200, 1.5  # pages, and the most that we promise, times these without the plugin
STRAIGHT = 0.02  # the most that the calls for a page may differ from one size to the next
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
    new_demo(folder, "letters")
    (folder / "mkdocs.yml").write_text(CONFIG.format(plugins=plugins), encoding="utf-8")
    for page in range(pages):
        figures = "\n".join(FIGURE.format(number=page * EACH + i) for i in range(EACH))
        name = f"page-{page}" if page else "index"
        text = PAGE.format(page=page, figures=figures)
        (docs / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def run(root: Path, *python: str) -> None:
    """Build a site, with these options of Python's."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}
    environment.pop("LIVEDEMO_STORE", None)
    command = [sys.executable, *python, "-m", "mkdocs", "build", "--quiet", "--strict"]
    subprocess.run(command, cwd=root, env=environment, check=True)


def seconds(root: Path) -> float:
    """The processor time that a build takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(root)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def calls(root: Path) -> int:
    """How many functions a build calls."""
    file = root / "profile"
    run(root, "-m", "cProfile", "-o", str(file))
    return int(pstats.Stats(str(file)).total_calls)  # type: ignore[attr-defined]


def report(folder: Path, sizes: Sequence[int], rounds: int) -> bool:
    """Measure and print; whether the promises are kept."""
    plain = {pages: site(folder / f"plain-{pages}", pages, PLAIN) for pages in sizes}
    ours = {pages: site(folder / f"ours-{pages}", pages, OURS) for pages in sizes}
    for root in ours.values():
        run(root)  # fills its store
    added = {pages: calls(ours[pages]) - calls(plain[pages]) for pages in sizes}
    kept = True
    head = ("plain", "ours", "times", "promised", "calls added")
    print("{:<24}{:>8}{:>8}{:>8}{:>10}{:>14}".format("processor time, s", *head))
    for pages in sizes:
        took = [(seconds(plain[pages]), seconds(ours[pages])) for _ in range(rounds)]
        without, with_it = (min(each) for each in zip(*took, strict=True))
        promised = f"<= {LIMIT}" if pages == AT else ""
        kept &= not promised or with_it / without <= LIMIT
        print(
            f"{f'{pages} pages, {pages * EACH} figures':<24}{without:>8.2f}{with_it:>8.2f}"
            f"{with_it / without:>8.2f}{promised:>10}{added[pages]:>14,}"
        )
    slopes = [(added[b] - added[a]) / (b - a) for a, b in pairwise(sizes)]
    straight = max(slopes, default=0) <= min(slopes, default=0) * (1 + STRAIGHT)
    print(f"calls added for a page: {', '.join(f'{slope:,.0f}' for slope in slopes)}")
    return kept and straight


def main() -> int:
    """Measure and print; gives 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, nargs="+", default=[100, AT, 2 * AT])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 0 if report(Path(folder), sorted(chosen.pages), chosen.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
