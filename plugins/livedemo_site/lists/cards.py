"""What a model's ``card.md`` says of it in one sentence."""

from __future__ import annotations

import re

FILE = "card.md"
_ELSE = re.compile(r"[|>]|[-*+] |```|~~~|<!--|$")  # a table, a quotation, a list, code, nothing
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")


def summary(card: str) -> str:
    """The first sentence of the first paragraph, in Markdown; "" where there is none."""
    for block in re.split(r"\n\s*\n", card):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        text = " ".join(" ".join(lines).split())
        if not _ELSE.match(text):
            sentence = _SENTENCE.match(text)
            return sentence[0] if sentence else text
    return ""
