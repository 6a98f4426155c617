"""Figures set aside while others read a page: its words are its text, and no figure's markup is."""

from __future__ import annotations

import re

_START, _END = "<live-demo ", "</live-demo>"
_MARK = re.compile(r"<!--livedemo:aside (\d+)-->")


class Aside:
    """The figures of one page, while they are out of it."""

    def __init__(self) -> None:
        self.figures: list[str] = []

    def take(self, html: str) -> str:
        """``html`` with a comment in place of each figure; forgets those of another page."""
        before, *rest = html.split(_START)
        self.figures = []
        parts = [before]
        for each in rest:
            figure, end, after = each.partition(_END)
            parts.append(f"<!--livedemo:aside {len(self.figures)}-->{after}")
            self.figures.append(_START + figure + end)
        return "".join(parts)

    def put_back(self, html: str) -> str:
        """``html`` with the figures where their comments are."""
        return _MARK.sub(lambda mark: self.figures[int(mark[1])], html)
