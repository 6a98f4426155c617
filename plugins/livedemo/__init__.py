"""What a demo imports: controls, views, tensors and models. Standard library and Jinja2 only."""

from livedemo.chart import LineChart
from livedemo.controls import Button, Choice, Guess, Pick, Slider, Text, Toggle
from livedemo.demo import demo
from livedemo.limits import fit, some
from livedemo.model import Model, Run
from livedemo.pieces import Piece, label, pieces, readable, seen, split_note
from livedemo.scatter import Scatter
from livedemo.strip import Strip
from livedemo.tensor import Tensor
from livedemo.text import count, visible
from livedemo.training import Trainer
from livedemo.views import (
    Arcs,
    Bar,
    Bars,
    Beside,
    Heads,
    Heatmap,
    Note,
    Passage,
    Say,
    Table,
    Tokens,
    Verdict,
    View,
    Views,
    percent,
)
from livedemo.writing import Likely, Step, chances, generate, named, write_on

__all__ = [
    "Arcs",
    "Bar",
    "Bars",
    "Beside",
    "Button",
    "Choice",
    "Guess",
    "Heads",
    "Heatmap",
    "Likely",
    "LineChart",
    "Model",
    "Note",
    "Passage",
    "Pick",
    "Piece",
    "Run",
    "Say",
    "Scatter",
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
    "chances",
    "count",
    "demo",
    "fit",
    "generate",
    "label",
    "named",
    "percent",
    "pieces",
    "readable",
    "seen",
    "some",
    "split_note",
    "visible",
    "write_on",
]
