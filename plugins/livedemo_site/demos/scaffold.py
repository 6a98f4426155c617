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

_THAT_LEARNS = '''"""How fast is a line learned?"""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from livedemo import Button, Lesson, LineChart, Model, Plan, Say, Slider, Views, demo, falling

PLAN = Plan(50, falling(0.1, warm=5, length=50, fall=20), measured=(10, 20))
POINTS = [[x / 8] for x in range(-8, 9)]


@demo(
    claim="Most of a slope is learned in the first twenty steps.",
    models={{"model": "{name}"}},
)
async def {function}(
    model: Model,
    state: dict[str, Any],
    slope: Annotated[float, Slider(-2, 2, 0.5)] = 1.5,
    train: Annotated[int, Button(label="Train on", stop="Pause")] = 0,
) -> AsyncIterator[Views]:
    """Learn ``y = slope x``, fifty steps at a press."""
    lesson = await Lesson.resume(model, state, PLAN, train=train, task=slope)
    batch = {{"x": POINTS, "y": [[slope * x] for (x,) in POINTS]}}

    async def measure() -> str:
        run = await lesson.trainer.run("guess", x=[[0.0], [1.0]])
        low, high = (row[0] for row in run.z.tolist())
        return f"{{high - low:.1f}}"

    async for _ in lesson.moments(lambda step: batch, measure):
        slopes = ", ".join(lesson.measured)
        yield [
            Say(f"After {{lesson.steps}} steps. The slope on the way: {{slopes}}."),
            LineChart(lesson.trainer.losses, lesson.length, 4.0, "steps", "loss"),
        ]
'''

_LEARNER = '''"""A line, and a step of its training, in PyTorch. It runs when the site is built."""

import torch
from livedemo_export import Axis, Input, Model
from livedemo_export.trainable import AdamW, Trainable


def loss(net: torch.nn.Module, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """From [B, 1] and [B, 1] the mean squared error []."""
    return torch.nn.functional.mse_loss(net(x), y)


def build() -> Model:
    """Say what to export."""
    net = Trainable(torch.nn.Linear(1, 1), AdamW())
    x, y = Input("float32", ("B", 1)), Input("float32", ("B", 1))
    examples = [{"x": torch.rand(n, 1), "y": torch.rand(n, 1)} for n in (4, 9)]
    return Model(
        graphs={
            "guess": net.graph(
                lambda net, x: net(x),
                inputs={"x": x},
                outputs={"z": ("B", 1)},
                examples=[{"x": example["x"]} for example in examples],
            ),
            "start": net.start(),
            "step": net.step(loss, batch={"x": x, "y": y}, examples=examples),
        },
        axes={"B": Axis(1, 64)},
        facts={"title": "a line", "licence": "MIT"},
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


#: The texts of ``model.py`` and ``demo.py``, by what a demo has.
_KINDS = {"": ("", _DEMO), "model": (_MODEL, _WITH_MODEL), "training": (_LEARNER, _THAT_LEARNS)}


def new_demo(root: Path, name: str, kind: str = "") -> list[Path]:
    """Make ``demos/<name>/demo.py`` and give the paths.

    With a ``model.py`` where its ``kind`` is "model", or "training": one that learns in the page.
    """
    _name(name)
    model, demo = _KINDS[kind]
    if model and find_model(root, name):
        raise CannotScaffold(f"there is a model {name} already")
    function = name.replace("-", "_")
    if keyword.iskeyword(function) or not function.isidentifier():
        function = f"demo_{function}"
    files = {"model.py": model} if model else {}
    files["demo.py"] = demo.format(function=function, name=name)
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
