"""What stands beside a class: the template, the style and the module of a control or a view.

``Dial`` has ``dial.html``, ``dial.css`` and ``dial.js`` in the folder of its Python module, be that
a folder of livedemo or of a demo, on disk or in an archive. What it lacks it has from its base.
"""

from __future__ import annotations

import pkgutil
import sys

OURS = "livedemo"


def text(kind: type, ending: str) -> str | None:
    """The text of the file of ``kind`` with this ending; None where it has none of its own."""
    try:
        data = pkgutil.get_data(kind.__module__, f"{kind.__name__.lower()}{ending}")
    except OSError:
        return None
    return None if data is None else data.decode()


def owner(kind: type, ending: str) -> type | None:
    """The class whose file ``kind`` uses: itself or the nearest base that has one."""
    return next((each for each in kind.__mro__[:-1] if text(each, ending) is not None), None)


def address(kind: type) -> str:
    """What a page calls the module of ``kind``: ``slider``, or ``own/morse/dial`` for a demo's."""
    name = kind.__name__.lower()
    spec = sys.modules[kind.__module__].__spec__
    top, *folders = spec.parent.split(".") if spec and spec.parent else [OURS]
    return name if top == OURS else "/".join(["own", *folders, name])
