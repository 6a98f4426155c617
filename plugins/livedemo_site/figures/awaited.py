"""A coroutine that a demo made and never awaited, told at the line that made it."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import iscoroutine
from traceback import walk_tb


class NotAwaited(SyntaxError):
    """A forgotten ``await``, with its file and line."""


@contextmanager
def awaited() -> Iterator[None]:
    """Raise `NotAwaited` at the end of the block where a coroutine was made in it for nothing."""
    depth = sys.get_coroutine_origin_tracking_depth()
    sys.set_coroutine_origin_tracking_depth(1)
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", RuntimeWarning)
            try:
                yield
            except BaseException as error:
                _close(error)
                raise
    finally:
        sys.set_coroutine_origin_tracking_depth(depth)
    for warning in told:
        made = warning.source
        if iscoroutine(made) and made.cr_origin:
            file, line, _ = made.cr_origin[0]
            cause = f"what {made.__qualname__}() gives is never awaited: write `await` before it"
            raise NotAwaited(cause, (file, line, None, None))
        warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)


def _close(error: BaseException) -> None:
    """Close coroutines that were stopped before they began: one error is told, not two."""
    for frame, _ in walk_tb(error.__traceback__):
        for value in list(frame.f_locals.values()):
            if iscoroutine(value) and value.cr_await is None and not value.cr_running:
                value.close()
