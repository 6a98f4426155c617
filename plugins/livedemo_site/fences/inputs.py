"""From what an author writes, in a fence or in a link, to the values of a demo's controls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from livedemo.controls import ControlError
from livedemo.demo import FENCE, Demo
from livedemo_export.suggest import nearest

from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.fences.options import Option


def inputs_of(
    demo: Demo, name: str, options: Mapping[str, Option], here: Diagnostic
) -> dict[str, Any]:
    """The value of every control, its default where the fence at ``here`` sets none.

    Raises `Mistake` with all options that name no control or hold what it does not take.
    """
    texts = {key: option.value for key, option in options.items()}

    def at(key: str) -> Diagnostic:
        return replace(here, line=here.line + 1 + options[key].line)

    return {**demo.defaults, **values_of(demo, name, texts, at, also=FENCE)}


def values_of(
    demo: Demo,
    name: str,
    texts: Mapping[str, str],
    at: Callable[[str], Diagnostic],
    also: Iterable[str] = (),
) -> dict[str, Any]:
    """The values of the controls that ``texts`` names.

    Args:
        at: where each of them is written.
        also: what else may be written there, besides controls.

    Raises `Mistake` with all that name no control or hold what it does not take.
    """
    values: dict[str, Any] = {}
    wrong = []
    for key, text in texts.items():
        if key not in demo.controls:
            choices = nearest(key, [*demo.controls, *also])
            wrong.append(replace(at(key), cause=f'{name} has no control "{key}"', choices=choices))
            continue
        try:
            values[key] = demo.controls[key].parse(text)
        except ControlError as error:
            cure = f"Quotes are part of a value: write {key}: {text[1:-1]}" if quoted(text) else ""
            wrong.append(replace(at(key), cause=f"{key} {error}", choices=cure))
    if wrong:
        raise Mistake(*wrong)
    return values


def plain(value: object) -> str:
    """A value as an address holds it, and as `values_of` reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.15f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def quoted(text: str) -> bool:
    """Whether a value stands in quotes as a whole, as one does in YAML."""
    return len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]
