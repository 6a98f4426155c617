"""Where the fences of a page stand in its file.

A Markdown extension sees the text after the host has cut off front matter and other extensions
have pasted things in, so its own line numbers are not the author's. The fences themselves are
the same in both: they are matched in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from livedemo_site.fences.find import Fence, find


def lines_of(fences: Sequence[Fence], file: Path | None, tab: int = 4) -> list[int]:
    """The line in ``file``, from 1, of each of the ``fences`` that were found in its text.

    One that the file does not hold, since it was pasted in from another, gets the line it has in
    the text; so do all where there is no file.
    """
    written: list[Fence] = []
    if file is not None and file.is_file():
        text = file.read_text(encoding="utf-8-sig", errors="replace")
        written = list(find(text.split("\n"), tab))
    found: list[int] = []
    start = 0
    for fence in fences:
        for i in range(start, len(written)):
            if written[i].source == fence.source:
                found.append(written[i].first + 1)
                start = i + 1
                break
        else:
            found.append(fence.first + 1)
    return found
