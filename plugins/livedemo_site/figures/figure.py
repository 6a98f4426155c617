"""The card around a demo's result: claim, controls, explanation, footer. Rendered at build only."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import markdown
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from livedemo import Guess, files
from livedemo.controls import Control
from livedemo.demo import Demo
from markupsafe import Markup

from livedemo_site.assets.parts import kind
from livedemo_site.demos.wheels import Wheel
from livedemo_site.sentences import Sentences

_environment = Environment(
    loader=PackageLoader("livedemo_site"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


# A control that is seen, and not one that only the result turns.
_SEEN = re.compile(r'class="(?:[^"]* )?ld-(?:control|guess)\b')
_TABLE = re.compile(r"<table\b|<[^<>]*\sdata-values=")  # what can be saved: TABLES in controls.js
MUCH = 15_000_000  # bytes that a figure may fetch at a gesture; for more it waits for its button


def megabytes(size: int, say: Sentences) -> str:
    """Bytes as a reader reads them: ``9.8 MB``, ``0.4 MB``."""
    return say("megabytes", size=say.number(f"{size / 1e6:.1f}"))


def parameters(number: int, say: Sentences) -> str:
    """A parameter count: ``4.8 M parameters``, ``135 M parameters``."""
    if number < 1_000_000:
        return say("parameters", count=say.number(f"{number:,}"))
    return say("parameters.millions", count=say.number(f"{number / 1e6:.3g}"))


@functools.cache
def prose(text: str) -> Markup:
    """Markdown of an author's (claim, why, limits) as HTML."""
    return Markup(markdown.markdown(text))


def line(text: str) -> Markup:
    """One line of an author's Markdown as inline HTML."""
    return Markup(str(prose(text)).removeprefix("<p>").removesuffix("</p>"))


_environment.filters.update(
    prose=prose,
    line=line,
    megabytes=megabytes,
    parameters=parameters,
    json=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
)


def render_figure(
    demo: Demo,
    name: str,
    inputs: Mapping[str, Any],
    result: str,
    *,
    id: str,
    width: str,
    app_url: str,
    listed_url: str,
    page_url: str,
    page_place: str,
    frame_place: str,
    caption_html: str,
    models: Sequence[Mapping[str, Any]],
    wheels: Sequence[Wheel],
    bytes: int,
    shared: Sequence[str],
    say: Sentences,
) -> str:
    """Render the whole ``<live-demo>`` element.

    Args:
        inputs: the value of every control, as the fence sets them.
        result: what the demo's views rendered for these inputs.
        id: the element's, unique on its page.
        width: how wide the author wants it, "" for as wide as the text.
        app_url: the site's ``site.<hash>.json``, relative to the page.
        listed_url: the file of the figure's listed states, relative to the page, "" for none.
        page_url: the demo's own page, relative to the page, "" where this is it.
        page_place: the same from the site's root.
        frame_place: the demo's page for frames of other sites, from the site's root.
        caption_html: the author's caption, "" for none.
        models: ``model`` and ``facts`` of each model, as in the manifest.
        wheels: the demo's own, named with their licences.
        bytes: what the figure downloads to run, compressed; beyond `MUCH` it asks first.
        shared: the controls that it has in common with other figures of the page.
        say: what the figure's own words are.
    """
    controls = controls_of(demo, inputs, say)
    return _environment.get_template("figure.html").render(
        demo=demo,
        controls=controls,
        aside=not demo.stacked and any(map(_SEEN.search, controls.values())),
        kinds={key: kind(control) for key, control in demo.controls.items()},
        name=name,
        inputs=inputs,
        result=Markup(result),
        tables=len(_TABLE.findall(result)),
        id=id,
        width=width,
        app_url=app_url,
        listed_url=listed_url,
        page_url=page_url,
        page_place=page_place,
        frame_place=frame_place,
        caption=Markup(caption_html),
        models=models,
        wheels=wheels,
        bytes=bytes,
        much=MUCH,
        shared=shared,
        say=say,
        covered=asks(demo, inputs),
        backend="wasm" if any(model.get("graphs") for model in models) else "python",
    )


def asks(demo: Demo, inputs: Mapping[str, Any]) -> bool:
    """Whether what the demo shows for ``inputs`` answers a question that is still open.

    A guess asks about the inputs that it brings with it; where the figure has these already, the
    answer stands under the question.
    """
    return any(
        isinstance(control, Guess)
        and not inputs[name]
        and control.brings().items() <= inputs.items()
        for name, control in demo.controls.items()
    )


def controls_of(demo: Demo, inputs: Mapping[str, Any], say: Sentences) -> dict[str, Markup]:
    """The controls, rendered. An error is one of the template of a demo's own control."""
    return {key: _control(key, each, inputs[key], say) for key, each in demo.controls.items()}


def _control(name: str, control: Control, value: object, say: Sentences) -> Markup:
    """A control, rendered by the template beside its class."""
    help = Markup('<small class="ld-help">{}</small>').format(control.help) if control.help else ""
    label = control.label or name.replace("_", " ").capitalize()
    own: type = type(control)
    values = {"control": control, "name": name, "value": value, "label": label, "help": help}
    html = _template(own).render(values, say=say)
    return Markup(html)


@functools.lru_cache(256)  # a class that was loaded anew is another one
def _template(control: type) -> Template:
    own = files.owner(control, ".html") or control
    return files.template(_environment, own, files.text(own, ".html") or "", ".html")


def render_page(**values: Any) -> str:
    """Render a demo's page of its own; see ``templates/page.html`` for the values."""
    return _environment.get_template("page.html").render(**values)
