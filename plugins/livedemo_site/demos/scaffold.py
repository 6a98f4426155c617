"""``livedemo new``: a demo, or a site with one, that works and is to be changed into yours."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from pathlib import Path

from livedemo_export.find import find_model

from livedemo_site.demos.discovery import ROOM

_DEMO = '''"""How often does each letter occur?"""

from collections import Counter
from typing import Annotated

from livedemo import Bar, Bars, Say, Slider, Text, Views, demo


@demo(claim="A few letters make up half of any text.")
async def {function}(
    text: Annotated[str, Text()] = "The fox hid because it was scared.",
    shown: Annotated[int, Slider(1, 26)] = 8,
) -> Views:
    """Count the letters of ``text``."""
    counts = Counter(letter for letter in text.lower() if letter.isalpha())
    if not counts:
        return Say("No letters, nothing to count.")
    total = counts.total()
    bars = [Bar(letter, n / total) for letter, n in counts.most_common(shown)]
    return [
        Say(f"{{total}} letters, {{len(counts)}} different ones."),
        Bars("Share of each letter", bars),
    ]
'''

_WITH_MODEL = '''"""Which of some numbers does softmax favour?"""

from typing import Annotated

from livedemo import Bar, Bars, Model, Say, Text, Views, demo

LONGEST = 16  # numbers


@demo(
    claim="A little more than the others is soon nearly all.",
    models={{"model": "{name}"}},
)
async def {function}(
    model: Model,
    numbers: Annotated[str, Text(rows=1, label="Numbers")] = "1 2 3 5",
) -> Views:
    """Turn ``numbers`` into shares that add up to one."""
    found = numbers.replace(",", " ").split()[:LONGEST]
    try:
        scores = [float(number) for number in found]
    except ValueError:
        return Say("Numbers, please, with a space between them.")
    if not scores:
        return Say("No number, nothing to share.")
    run = await model(scores=scores)
    shares = run.shares.tolist()
    bars = [Bar(label, share) for label, share in zip(found, shares, strict=True)]
    return [
        Say(f"The largest gets {{max(shares):.0%}}."),
        Bars("Share of each", bars, full=1.0, of="probability"),
    ]
'''

_MODEL = '''"""Softmax, in PyTorch. It runs when the site is built, and never in a browser."""

import torch
from livedemo_export import Axis, Graph, Input, Model


class Shares(torch.nn.Module):
    def forward(self, scores: torch.Tensor) -> torch.Tensor:
        """From scores [N] to shares [N] that add up to one."""
        return scores.softmax(0)


def build() -> Model:
    """Say what to export."""
    examples = [torch.tensor([1.0, 2.0, 3.0]), torch.tensor([0.0, -1.0, 4.0, 2.0, 2.0])]
    return Model(
        graphs={
            "run": Graph(
                module=Shares(),
                inputs={"scores": Input("float32", ("N",))},
                outputs={"shares": ("N",)},
                examples=[{"scores": scores} for scores in examples],
            )
        },
        axes={"N": Axis(1, 16)},
        facts={"title": "softmax", "licence": "MIT"},
    )
'''

_CONFIGURATION = """site_name: {title}
plugins:
  - search
  - livedemo/models # exports PyTorch models when the site is built
  - livedemo/demos # turns demo fences into live figures
"""

_PAGE = """# {title}

Here is a figure. It is a result when the page is opened, and runs when you touch it.

```demo letters
```

What it runs is `demos/letters/demo.py`. Change it, and this page reloads.
"""

_IGNORED = """/site/
/.livedemo/
__pycache__/
"""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class CannotScaffold(Exception):
    """A name that won't do, or a folder that is there already."""


def new_demo(root: Path, name: str, model: bool = False) -> list[Path]:
    """Make ``demos/<name>/demo.py``, with a ``model.py`` for a ``model``, and give the paths."""
    _name(name)
    if model and find_model(root, name):
        raise CannotScaffold(f"there is a model {name} already")
    function = name.replace("-", "_")
    if keyword.iskeyword(function) or not function.isidentifier():
        function = f"demo_{function}"
    files = {"model.py": _MODEL} if model else {}
    files["demo.py"] = (_WITH_MODEL if model else _DEMO).format(function=function, name=name)
    return _write(root, f"{ROOM}/{name}", files)


def new_site(root: Path, name: str) -> list[Path]:
    """Make the folder ``name`` with a site of one page and one demo, and give the paths."""
    _name(name)
    title = name.replace("-", " ").capitalize()
    files = {
        "mkdocs.yml": _CONFIGURATION.format(title=title),
        "docs/index.md": _PAGE.format(title=title),
        ".gitignore": _IGNORED,
    }
    return [*_write(root, name, files), *new_demo(root / name, "letters")]


def _name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise CannotScaffold(f"{name!r} can't be a name: write words-with-hyphens, in lower case")


def _write(root: Path, folder: str, files: Mapping[str, str]) -> list[Path]:
    if (root / folder).exists():
        raise CannotScaffold(f"there is a folder {folder} already")
    written = []
    for name, text in files.items():
        path = root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
