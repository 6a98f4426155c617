"""What a reader may set by one gesture and no page shows: both ends of every control.

The build tries these, one control at a time from the defaults, so that none of them stops a demo.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from livedemo.controls import ControlError
from livedemo.demo import Demo

FRAMES = 4  # of a stream that a build tries: it may train for a minute


def trials(demo: Demo) -> Iterator[Mapping[str, Any]]:
    """The inputs to try: all of a demo's, with one of them at an end of its control."""
    for name, control in demo.controls.items():
        for value in control.ends():
            try:
                inputs = {**demo.defaults, name: control.parse(value)}
            except ControlError:
                continue  # a reader can't set it either
            if inputs != demo.defaults:
                yield inputs


def told(demo: Demo, inputs: Mapping[str, Any]) -> str:
    """The control that differs from its default, and its value, as an author reads them."""
    changed = [
        f"{name}={_value(value)}" for name, value in inputs.items() if value != demo.defaults[name]
    ]
    return ", ".join(changed) or "its defaults"


def _value(value: object) -> str:
    if isinstance(value, str) and len(value) > 40:
        return f"{value[:30]!r}… ({len(value):,} characters)"
    return repr(value)
