"""C4's rules, one page at a time.

Source: section 2.2 of Raffel et al. 2020, “Exploring the Limits of Transfer Learning with a Unified
Text-to-Text Transformer”; in what the paper leaves open, and in the order of the rules, the program
that makes C4, ``clean_page`` and ``_remove_lines_from_text`` in TensorFlow Datasets'
``text/c4_utils.py``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from ..c4.blocklist import hits

ENDS = (".", "?", "!", '"')
ELLIPSIS = "..."
POLICIES = (
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)
CITATION = re.compile(r"\[\d*\]|\[edit\]|\[citation needed\]")
LONGEST = 1_000  # characters of a word
# C4's program asks NLTK's Punkt where a sentence ends; this counts signs and what closes on them.
SENTENCE = re.compile(r"""[.?!]+["'”’)\]]*(?=\s|$)""")


@dataclass(frozen=True)
class Line:
    """A line of a page, and the rule that drops it: "" where it stays.

    A rule of `PAGE` drops the line's whole page.
    """

    text: str
    rule: str = ""


@dataclass(frozen=True)
class Page:
    """A page's lines after the rules, and the rule that drops the page: "" where it stays."""

    lines: list[Line]
    rule: str = ""

    @property
    def kept(self) -> list[str]:
        """The lines that are left."""
        return [] if self.rule else [line.text for line in self.lines if not line.rule]


#: The rules that drop a page for one of its lines, or for what its lines come to.
PAGE = ("placeholder", "brackets", "listed", "sentences")


def clean(text: str, rules: Collection[str], words: int, sentences: int) -> Page:
    """The lines of a page, empty ones left out, by the ``rules`` that are named.

    Args:
        words: the fewest that a line may have; 0 for no such rule.
        sentences: the fewest that a page may have; 0 for no such rule.
    """
    seen: set[str] = set()
    lines: list[Line] = []
    for raw in filter(None, map(str.strip, text.splitlines())):
        line = CITATION.sub("", raw) if "citations" in rules else raw
        rule = dropped_by(line, rules, words)
        key = line.strip().lower()
        if not rule and "duplicates" in rules and key in seen:
            rule = "duplicates"
        if not rule:
            seen.add(key)
        lines.append(Line(line, rule))
    return Page(lines, page_rule(lines, rules, sentences))


def dropped_by(line: str, rules: Collection[str], words: int) -> str:
    """The first rule that drops a line, or its page for this line."""
    lower = line.lower()
    if words and any(len(word) > LONGEST for word in line.split()):
        return "long"
    if "ends" in rules and (not line.endswith(ENDS) or line.endswith(ELLIPSIS)):
        return "ends"
    if len(line.split()) < words:
        return "words"
    if "placeholder" in rules and "lorem ipsum" in lower:
        return "placeholder"
    if "javascript" in rules and "javascript" in lower:
        return "javascript"
    if "brackets" in rules and "{" in line:
        return "brackets"
    if "policies" in rules and any(policy in lower for policy in POLICIES):
        return "policies"
    return ""


def page_rule(lines: list[Line], rules: Collection[str], sentences: int) -> str:
    """The rule that drops a page whole."""
    for line in lines:
        if line.rule in PAGE:
            return line.rule
    kept = [line.text for line in lines if not line.rule]
    if sum(map(sentences_in, kept)) < sentences:
        return "sentences"
    if "listed" in rules and hits("\n".join(kept)):
        return "listed"
    return ""


def sentences_in(line: str) -> int:
    """How many sentences a line has: one at least."""
    return max(1, len(SENTENCE.findall(line)))
