"""How an export tells what it does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

from livedemo_export.ensure import Progress

if TYPE_CHECKING:
    from tqdm import tqdm


class Bar:
    """A progress bar that appears with the first miss; in a log, a line for each stage."""

    def __init__(self) -> None:
        self.exported = 0
        self._bar: tqdm[NoReturn] | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, news: Progress) -> None:
        """Take what `ensure` reports."""
        self.exported += news.stage == "done"
        if not sys.stderr.isatty():
            if news.stage != "build":  # what follows it in a moment tells the same and more
                print(f"{news.done}/{news.total} {news.model}: {news.stage}", file=sys.stderr)
            return
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(total=news.total, unit="model", dynamic_ncols=True)
        self._bar.set_postfix_str(f"{news.model}: {news.stage}", refresh=False)
        self._bar.update(news.done - self._bar.n)
        self._bar.refresh()
