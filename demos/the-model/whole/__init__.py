"""A whole Transformer, on one text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from livedemo import Bars, Piece, Run, View
from livedemo.views.ink import strokes

from ..said import Said

ENDS = 78  # where a river ends; a layer is 100 wide, and so is its room for tokens
ATTENTION, MLP, BAR = 84, 92, 5  # where the bars of what is added begin, and how wide they are
TINTS = 4  # of a token that something was taken from
#: Tokens up to which they stand so close, and how wide, in px, a river is that brings all. More
#: than the second are too narrow to be touched side by side on a phone: there they stay rows.
ROOMS = ((9, 28.0), (12, 17.0), (36, 14.0), (64, 12.0))


@dataclass(frozen=True)
class Layer:
    """What is drawn of one layer, as SVG paths.

    Tokens go down, from 0 to 100, and the layer runs from 0 to 100 to the right; on a narrow screen
    the style turns that.

    Attributes:
        all: (width in px, path) of what was brought between any two tokens.
        picked: the same of what each head brought to the picked token.
        attention, mlp: bars for each token: how much they added to its stream.
        maps: for each head (opacity, path); row looks at column, a cell is 1 by 1.
    """

    all: list[tuple[str, str]]
    picked: list[tuple[str, str]]
    attention: str
    mlp: str
    maps: list[list[tuple[float, str]]]


@dataclass(frozen=True)
class Whole(View):
    """All layers of a GPT side by side, and what they make of a text.

    Args:
        run: of the graph ``insides``.
        parts: the tokens, T of them.
        at: the picked one, from 0.
        says: for each layer what would be said after it, likeliest first.
        bars: the chances of the next token.
        layer, head: those that are open, from 1; 0 for none.
        grown: the text with its likeliest next token, "" where there is none to add.
        shrunk: the text without its last token.
    """

    run: Run
    parts: Sequence[Piece]
    at: int
    says: Sequence[Sequence[Said]]
    bars: Bars
    layer: int
    head: int
    grown: str
    shrunk: str

    @property
    def room(self) -> int:
        """How close the tokens stand, from 1 to 4."""
        return next(i for i, (most, _) in enumerate(ROOMS, 1) if len(self.parts) <= most)

    @property
    def shares(self) -> list[float]:
        """Of all that the picked token was brought in all layers, the share from each token."""
        brought = [0.0] * len(self.parts)
        for layer in self.run.picked:
            for head in layer:
                brought = [a + b for a, b in zip(brought, head.tolist(), strict=True)]
        total = sum(brought)
        return [each / total for each in brought]

    def tint(self, share: float) -> int:
        """How strongly a token is marked that gave such a share, 0 to `TINTS`."""
        return min(TINTS, round(2 * TINTS * share))

    @property
    def layers(self) -> Iterator[Layer]:
        """What is drawn of each."""
        count = len(self.parts)
        _, full = ROOMS[self.room - 1]
        pitch = 100 / count
        middles = [pitch * (i + 0.5) for i in range(count)]
        maps = strokes(self.run.attention)
        for flow, picked, added in zip(self.run.flow, self.run.picked, self.run.added, strict=True):
            every = (
                (share * full, _river(middles[j], middles[i]))
                for i, row in enumerate(flow.tolist())
                for j, share in enumerate(row[: i + 1])
                if share * full >= 0.5
            )
            own = (
                (share * full, _river(middles[j], middles[self.at] + pitch * (h - 2.5) / 9))
                for h, row in enumerate(picked.tolist())
                for j, share in enumerate(row[: self.at + 1])
                if share * full >= 0.25
            )
            attention, mlp = added.tolist()
            yield Layer(
                _by_width(every),
                _by_width(own),
                _bars(attention, ATTENTION, pitch),
                _bars(mlp, MLP, pitch),
                [next(maps) for _ in picked],
            )


def _river(start: float, end: float) -> str:
    """A curve from one token to another, or a line to itself."""
    if abs(end - start) < 0.05:
        return f"M0 {start:.1f}h{ENDS}"
    half = ENDS // 2
    return f"M0 {start:.1f}c{half} 0 {half} {end - start:.1f} {ENDS} {end - start:.1f}"


def _by_width(rivers: Iterable[tuple[float, str]]) -> list[tuple[str, str]]:
    """One path for each width, in px, thin ones in finer steps."""
    paths: dict[float, list[str]] = defaultdict(list)
    for width, path in rivers:
        paths[round(2 * width) / 2 if width > 1.5 else max(0.25, round(4 * width) / 4)].append(path)
    return [(f"{width:g}", "".join(paths[width])) for width in sorted(paths)]


def _bars(shares: Sequence[float], x: int, pitch: float) -> str:
    """A bar across each token's line, of its whole room where all of the stream is new."""
    halves = ((i, 0.46 * pitch * min(1.0, share)) for i, share in enumerate(shares))
    return "".join(
        f"M{x} {pitch * (i + 0.5) - half:.1f}h{BAR}v{2 * half:.1f}h-{BAR}z" for i, half in halves
    )
