"""Figures set aside while others read and move a page's HTML.

In their place stand their author's words, for a search to find; no one else reads, moves or
changes their markup. A caption stays where it is: it is prose of the page, with links of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from livedemo_site.figures.placing import END, START

_MARK = re.compile(r"<!--livedemo:aside ([0-9a-f]{16})-->.*?<!--/livedemo:aside-->", re.DOTALL)
_CAPTION = re.compile(
    r'(.*?<div class="ld-caption">)(.*?)(</div>\n<(?:details|footer) class="ld-(?:more|foot)".*)',
    re.DOTALL,
)
_NAME = re.compile(r'<figure class="ld-figure[^"]*"[^>]* aria-label="([^"]*)"')
_CLAIM = re.compile(r'<figcaption class="ld-claim"[^>]*>(.*?)</figcaption>', re.DOTALL)
_MORE = re.compile(
    r'<details class="ld-more"[^>]*>\s*<summary[^>]*>.*?</summary>(.*?)</details>', re.DOTALL
)
# What stands for a picture.
_ALTERNATIVES = (
    re.compile(r'<[a-z]+\b(?=[^>]* role="img")[^>]* aria-label="([^"]*)"'),
    re.compile(r'<img\b[^>]* alt="([^"]*)"'),
    re.compile(r"<(?:title|desc)\b[^>]*>(.*?)</(?:title|desc)>", re.DOTALL),
)


class Aside:
    """The figures of a site's pages, while they are out of them."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}

    def take(self, html: str) -> str:
        """``html`` with words in place of each figure."""
        before, *rest = html.split(START)
        found = [before]
        for each in rest:
            figure, end, after = each.partition(END)
            found += [*self._taken(START + figure + end), after]
        return "".join(found)

    def put_back(self, html: str) -> str:
        """``html`` with the figures where they were, on whichever page it is."""
        return _MARK.sub(lambda mark: self.parts.get(mark[1], mark[0]), html)

    def _taken(self, figure: str) -> Iterator[str]:
        spoken = "".join(f"<p>{text}</p>\n" for text in dict.fromkeys(words(figure)))
        captioned = _CAPTION.fullmatch(figure)
        if captioned is None:
            yield self._mark(figure, spoken)
        else:
            yield self._mark(captioned[1], spoken)
            yield captioned[2]
            yield self._mark(captioned[3], "")

    def _mark(self, part: str, words: str) -> str:
        key = hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self.parts[key] = part
        return f"<!--livedemo:aside {key}-->{words}<!--/livedemo:aside-->"


def words(figure: str) -> Iterator[str]:
    """What the author wrote in a figure, as HTML: its question, its claim, its pictures' texts."""
    result, _, rest = figure.rpartition('<p class="ld-status')
    for pattern in (_NAME, _CLAIM, *_ALTERNATIVES, _MORE):
        # A result may have such folds too, full of numbers.
        for match in pattern.finditer(rest if pattern is _MORE else result):
            if text := match[1].strip():
                yield text
