"""A demo's golden view: what it shows at first, kept beside it in ``expected.html``."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from livedemo_site.diagnostics import Diagnostic
from livedemo_site.testing.compare import difference

FILE = "expected.html"


def held(golden: Path, shown: str, name: str, html: str, update: bool) -> Diagnostic | None:
    """What is wrong with ``html``, the first view of the demo ``name``; None where it is as kept.

    Args:
        golden: the file that keeps it; ``shown`` is its path as an author knows it.
        update: keep this one from now on.
    """
    here = Diagnostic(shown, 0, "")
    again = f"Look at it, and where it is right: livedemo test {name} --update"
    try:
        if update:
            golden.write_text(html + "\n", encoding="utf-8")
        elif not golden.exists():
            return replace(here, cause="there is no golden view yet", choices=again)
        kept = golden.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        what = "written" if update else "read"
        return replace(here, cause=f"the golden view can't be {what}: {error}")
    if (change := difference(kept, html)) is None:
        return None
    cause = f'demo "{name}" shows something else: {change}'
    return replace(here, line=_line(kept, html), cause=cause, choices=again)


def _line(kept: str, html: str) -> int:
    """The first line of ``kept`` that is another in ``html``."""
    pairs = zip_longest(kept.split("\n"), html.split("\n"), fillvalue="")
    return next((i for i, pair in enumerate(pairs, 1) if difference(*pair) is not None), 1)
