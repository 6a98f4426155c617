"""Texts that a reader may type, by accident or on purpose, where a sentence is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from livedemo import Text
from livedemo.controls import ControlError
from livedemo.demo import Demo

#: An element that no page has: a result that holds it has not escaped a text.
TAG = "ld-injected"

#: By what is odd about them.
TEXTS: Mapping[str, str] = {
    "an empty text": "",
    "a space": " ",
    "lines and tabs": "\n\t\r\n",
    "2,000 letters": "word " * 400,
    "a word of 2,000 letters": "w" * 2000,
    "3,000 letters of Chinese without a space": "的一是在不" * 600,
    "2,000 line breaks": "\n" * 2000,
    "1,000 emoji": "🙂🚀👍🎉" * 250,
    "emoji": "👩‍🚀🏳️‍🌈👍🏽",
    "Arabic": "إلى القمر",
    "Chinese": "你好，世界",
    "combining marks": "e\u0301\u0301\u0301 \u0301",
    "marks of direction": "\u202eabc\u202c \u2067def\u2069 \u200f",
    "invisible characters": "a\u200bb\u00adc\ufeff",
    "half of a surrogate pair": "a\ud800b",
    "the character NUL": "a\0b",
    "other control characters": "a\x07b\x1bc\x7f",
    "HTML": f"<{TAG}></{TAG}><script>alert(1)</script>&lt;\"'",
    "a template": "{{ 7 * 7 }}{% raw %}",
    "a special token": "<|endoftext|>[MASK]</s>",
    "numbers": "-0 1e309 NaN ∞ ½ ٣",
}


def texts(demo: Demo) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """For each control that takes a text, and each of `TEXTS` that it takes.

    Yields the control's name, what is odd about the text, and the inputs, all others as they stand.
    """
    for name, control in demo.controls.items():
        if not isinstance(control, Text):
            continue
        for what, text in TEXTS.items():
            try:
                yield name, what, {**demo.defaults, name: control.parse(text)}
            except ControlError:
                continue  # a reader is told so
