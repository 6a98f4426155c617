"""From the options of a fence to the values of a demo's controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from livedemo.controls import ControlError
from livedemo.demo import Demo
from livedemo_export.words import nearest

from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.options import CAPTION, Option


def inputs_of(
    demo: Demo, name: str, options: Mapping[str, Option], here: Diagnostic
) -> dict[str, Any]:
    """The value of every control, its default where the fence at ``here`` sets none.

    Raises `Mistake` with all options that name no control or hold what it does not take.
    """
    inputs, wrong = dict(demo.defaults), []
    for key, option in options.items():
        at = replace(here, line=here.line + 1 + option.line)
        if key not in demo.controls:
            choices = nearest(key, [*demo.controls, CAPTION])
            wrong.append(replace(at, cause=f'{name} has no control "{key}"', choices=choices))
            continue
        try:
            inputs[key] = demo.controls[key].parse(option.value)
        except ControlError as error:
            wrong.append(replace(at, cause=f"{key} {error}"))
    if wrong:
        raise Mistake(*wrong)
    return inputs
