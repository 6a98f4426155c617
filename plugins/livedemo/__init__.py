"""What a demo imports: controls, views, tensors and models. Standard library and Jinja2 only.

A control or a view is imported when it is first asked for, from the folder of its name: a page
waits for those that it shows and no others. The list of them here is for type checkers alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from livedemo.demo import demo
from livedemo.keeping import pack, unpack
from livedemo.lesson import Lesson, Plan, parted, recent
from livedemo.limits import fit, some, tail
from livedemo.model import Model, Run
from livedemo.pieces import Chip, Palette, Piece, called, label, pieces, readable, seen, split_note
from livedemo.tensor import Tensor
from livedemo.text import count, visible
from livedemo.training import Trainer, falling
from livedemo.views import View, Views, percent
from livedemo.views.bars import Bar, Bars
from livedemo.writing import Likely, Step, chances, generate, named, write_on

if TYPE_CHECKING:
    from livedemo.controls.button import Button
    from livedemo.controls.choice import Choice
    from livedemo.controls.file import File
    from livedemo.controls.guess import Guess
    from livedemo.controls.pick import Pick
    from livedemo.controls.slider import Slider
    from livedemo.controls.text import Text
    from livedemo.controls.toggle import Toggle
    from livedemo.views.arcs import Arcs
    from livedemo.views.beside import Beside
    from livedemo.views.chips import Chips
    from livedemo.views.download import Download
    from livedemo.views.heads import Heads
    from livedemo.views.heatmap import Heatmap
    from livedemo.views.linechart import LineChart
    from livedemo.views.note import Note
    from livedemo.views.passage import Passage
    from livedemo.views.say import Say
    from livedemo.views.scatter import Scatter
    from livedemo.views.see import See
    from livedemo.views.strip import Strip
    from livedemo.views.table import Table
    from livedemo.views.tokens import Tokens
    from livedemo.views.verdict import Verdict
else:

    def __getattr__(name: str) -> type:
        """The class ``Heatmap`` of ``livedemo.views.heatmap``, and so on."""
        for room in ("controls", "views"):
            module = f"livedemo.{room}.{name.lower()}"
            try:
                globals()[name] = getattr(import_module(module), name)
            except ModuleNotFoundError as error:
                if error.name != module:
                    raise
            else:
                return globals()[name]
        raise AttributeError(f"livedemo has no {name!r}")


__all__ = [
    "Arcs",
    "Bar",
    "Bars",
    "Beside",
    "Button",
    "Chip",
    "Chips",
    "Choice",
    "Download",
    "File",
    "Guess",
    "Heads",
    "Heatmap",
    "Lesson",
    "Likely",
    "LineChart",
    "Model",
    "Note",
    "Palette",
    "Passage",
    "Pick",
    "Piece",
    "Plan",
    "Run",
    "Say",
    "Scatter",
    "See",
    "Slider",
    "Step",
    "Strip",
    "Table",
    "Tensor",
    "Text",
    "Toggle",
    "Tokens",
    "Trainer",
    "Verdict",
    "View",
    "Views",
    "called",
    "chances",
    "count",
    "demo",
    "falling",
    "fit",
    "generate",
    "label",
    "named",
    "pack",
    "parted",
    "percent",
    "pieces",
    "readable",
    "recent",
    "seen",
    "some",
    "split_note",
    "tail",
    "unpack",
    "visible",
    "write_on",
]
