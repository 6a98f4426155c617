"""The states of a figure that the build lists: what a first gesture may ask for, computed ahead.

From what the page shows, one control changes: those are the states that a first gesture can lead
to, and a control with few values has few of them. All go into one compressed file per figure. Most
lines of HTML are the same in many states, so each different line is stored once.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from livedemo.demo import Demo

FOLDER = "listed"  # under the site's assets
ENDING = ".json.gz"

Inputs = Mapping[str, Any]


def path(digest: str) -> str:
    """Where the file of that digest is under the site's assets."""
    return f"{FOLDER}/{digest}{ENDING}"


class TooMuch(Exception):
    """States that an author asked for do not fit; the message says by how much."""


def groups(demo: Demo, inputs: Inputs) -> Iterator[tuple[bool, list[Inputs]]]:
    """The states around ``inputs``, those together that only make sense together.

    Yields whether the author asked for the group by name, and its states: first all combinations
    of the controls in ``demo.listed``, then each control by itself.
    """
    if demo.listed is False:
        return
    names = demo.listed if isinstance(demo.listed, tuple) else ()
    if names:
        values = [demo.controls[name].states() for name in names]
        chosen = [dict(zip(names, each, strict=True)) for each in product(*values)]
        yield True, [_turned(demo, inputs, each) for each in chosen]
    for name, control in demo.controls.items():
        if name not in names and (each := control.states()):
            yield False, [_turned(demo, inputs, {**control.brings(), name: v}) for v in each]


def _turned(demo: Demo, inputs: Inputs, changed: Inputs) -> Inputs:
    """The inputs after a gesture, which takes others back, as the page does."""
    values = {name: control.back() for name, control in demo.controls.items()}
    back = {name: value for name, value in values.items() if value is not None}
    return demo.parse({**inputs, **back, **changed})


def listed(demo: Demo, inputs: Inputs, result: str, html: Callable[[Inputs], str]) -> bytes | None:
    """The file of a figure that shows ``inputs``; None where it would hold nothing else.

    Args:
        result: what it shows.
        html: renders any other state.

    Raises:
        TooMuch: what the author asked for by name is over the demo's budget.
        Exception: whatever ``html`` raises.
    """
    kept = {_key(demo, inputs): result}
    data = b""
    for asked, states in groups(demo, inputs):
        keys = {_key(demo, state): state for state in states}
        wanted = kept | {key: html(state) for key, state in keys.items() if key not in kept}
        if len(wanted) == len(kept):
            continue
        packed = _pack(demo, wanted)
        if len(packed) <= demo.budget:
            kept, data = wanted, packed
        elif asked:
            raise TooMuch(
                f"the {len(states)} listed states take {len(packed):,} bytes, and the budget is "
                f"{demo.budget:,}"
            )
    return data or None


def _key(demo: Demo, inputs: Inputs) -> str:
    """A state's values in the order of the controls, as JSON."""
    return json.dumps([inputs[name] for name in demo.controls], ensure_ascii=False)


def _pack(demo: Demo, states: Mapping[str, str]) -> bytes:
    """``{controls, lines, states: [[values, line numbers]…]}``, compressed; the same every time."""
    lines: dict[str, int] = {}
    packed: list[Sequence[Any]] = []
    for key, html in states.items():
        numbers = [lines.setdefault(line, len(lines)) for line in html.split("\n")]
        packed.append([json.loads(key), numbers])
    file = {"controls": list(demo.controls), "lines": list(lines), "states": packed}
    text = json.dumps(file, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8", "surrogatepass"), compresslevel=9, mtime=0)
