"""What a demo shows: the views, and how they become HTML.

One folder is one view: its class, and beside it a Jinja2 template (``.html``), its style (``.css``)
and, where it has any, modules for the page (``.js``).

The same templates render at build time and in the browser, every value escaped. They use classes
and SVG presentation attributes only: a strict content security policy forbids ``style="…"``.
Each view has a table or a text that says the same in words.

What is drawn is of a *quantity*, and bears the class of its name, as ``ld-probability``. The class
sets ``--ld-quantity``, the colour to draw with; which one that is, the site's style says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import ClassVar, Literal, TypeAlias, get_args

from jinja2 import Environment, StrictUndefined, Template

from livedemo import files
from livedemo.text import visible


class ViewError(Exception):
    """A view that is not put together as a view must be; the message says how to mend it."""


class View:
    """Base of all views.

    The template stands beside the class, ``heatmap.html`` for ``Heatmap``, or in ``source``; what a
    view lacks it has from its base. The template sees the view as ``view``.
    """

    source: ClassVar[str] = ""

    def html(self) -> str:
        """Render the view. Raises `ViewError` where it has no template."""
        kind: type = type(self)
        return _template(kind).render(view=self)

    @property
    def module(self) -> str:
        """What ``data-module`` calls the module beside the class, which draws once it is live."""
        return files.address(files.owner(type(self), ".js") or type(self))


Quantity: TypeAlias = Literal[
    "probability",
    "attention",
    "query",
    "key",
    "value",
    "mlp",
    "residual",  # the residual stream: numbers above zero and below
    "loss",
    "measure",  # any other: a count, a cosine, a share
    "right",
    "failure",
]
QUANTITIES: tuple[str, ...] = get_args(Quantity)


class Picture(View):
    """Base of views whose marks are of one quantity, which the demo names in ``of``."""

    of: Quantity

    def __post_init__(self) -> None:
        """Raises `ViewError` for a name that is none of `QUANTITIES`."""
        if self.of not in QUANTITIES:
            choices = ", ".join(QUANTITIES)
            raise ViewError(f"of={self.of!r:.80} is no quantity: it is one of {choices}")


Views: TypeAlias = View | Sequence[View | None]

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # `dumps` makes one each time


def render(views: Views) -> str:
    """Render one view or several, in order; what is None has nothing to show.

    Raises `ViewError` for what is no view, and whatever a view's template raises.
    """
    given: object = views
    if isinstance(given, View):
        several: Iterable[object] = [given]
    elif isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise ViewError(f"it gives {_called(given)}")
    else:
        several = given
    shown = []
    for view in several:
        if view is None:
            continue
        if not isinstance(view, View):
            raise ViewError(f"among its views is {_called(view)}")
        shown.append(view.html().strip())
    return "\n".join(shown)


def _called(thing: object) -> str:
    """What stands where a view should, and what is likely to be meant."""
    kind = type(thing).__name__
    match thing:
        case None:
            return "nothing: `return Say(…)` for instance, or `yield` it bit by bit"
        case str():
            return "a text and no view: write Say(…) around it"
        case type():
            return f"the class {thing.__name__} and no view: call it, {thing.__name__}(…)"
    if hasattr(thing, "__await__"):
        getattr(thing, "close", bool)()  # it has been told of
        return f"a {kind} and no view: it lacks an `await`"
    if hasattr(thing, "__aiter__"):
        return f"an {kind} and no view: go through it with `async for`, and yield its views"
    return f"{thing!r:.80}, of type {kind}, and no view: views are Say(…), Table(…) and their like"


@lru_cache(256)  # a class that was loaded anew is another one
def _template(kind: type) -> Template:
    for each in kind.__mro__[:-1]:
        if source := vars(each).get("source"):
            return files.template(_environment(), each, source)
        if source := files.text(each, ".html"):
            return files.template(_environment(), each, source, ".html")
    name = kind.__name__
    raise ViewError(f"the view {name} has no template: write {name.lower()}.html beside its module")


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(visible=visible, set=_data_set, percent=percent)
    return environment


def _data_set(values: Mapping[str, object]) -> str:
    """The value of a ``data-set`` attribute: which controls choosing an element sets."""
    return _JSON.encode(values)


def percent(share: float) -> str:
    """A share as a percentage with as many digits as it means: ``41 %``, ``0.3 %``, ``< 0.1 %``.

    No space in it is one at which a line breaks.
    """
    hundred = 100 * share
    if hundred >= 9.95:
        return f"{hundred:.0f}\u00a0%"
    return f"{hundred:.1f}\u00a0%" if hundred >= 0.05 else "<\u00a00.1\u00a0%"
