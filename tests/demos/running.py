"""A demo as the build runs it, with the models that readers get."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from livedemo.demo import Demo
from livedemo.loader import load_demo
from livedemo_export.ensure import ensure
from livedemo_export.store import Store
from livedemo_site.models.ort_model import OrtModel
from livedemo_site.runs.last import last_frame
from livedemo_site.testing import texts

ROOT = Path(__file__).resolve().parents[2]

#: What a reader may type where a sentence is expected.
TEXTS = tuple(texts.TEXTS.values())


def demo_of(name: str) -> Demo:
    """The demo of this name."""
    return load_demo(str(ROOT / "demos"), name)


@cache
def models_of(*names: str) -> dict[str, OrtModel]:
    """Models by name, exported where that was not done yet."""
    manifests, errors = ensure(ROOT, names)
    assert not errors
    store = Store.open(ROOT)
    return {name: OrtModel(store, manifests[name]) for name in names}


def named(demo: Demo, models: Mapping[str, OrtModel]) -> dict[str, OrtModel]:
    """A demo's models as it gets them, by its parameters."""
    return {parameter: models[name] for parameter, name in demo.models.items()}


def last(demo: Demo, models: Mapping[str, OrtModel], **inputs: object) -> str:
    """The HTML that a demo shows in the end, `plain`."""
    return plain(asyncio.run(last_frame(demo, inputs, named(demo, models))).html)


def plain(html: str) -> str:
    """HTML without the marks that keep translators off, so that a test can name what is shown."""
    html = html.replace(' translate="no"', "")
    return re.sub(r"<bdi>([^<]*)</bdi>(?=\.(?:</strong>| <strong>))", r"\1", html)
