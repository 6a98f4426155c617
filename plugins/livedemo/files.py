"""What stands beside a class: the template, the style and the module of a control or a view.

``Dial`` has ``dial.html``, ``dial.css`` and ``dial.js`` in the folder of its Python module, be that
a folder of livedemo or of a demo, on disk or in an archive. What it lacks it has from its base.
"""

from __future__ import annotations

import pkgutil
import sys

from jinja2 import Environment, Template

OURS = "livedemo"
BOM = b"\xef\xbb\xbf"


class NotText(SyntaxError):
    """A file that isn't UTF-8, with the line where that shows."""


def text(kind: type, ending: str) -> str | None:
    """The text of the file of ``kind`` with this ending; None where it has none of its own."""
    try:
        data = pkgutil.get_data(kind.__module__, f"{kind.__name__.lower()}{ending}")
    except OSError:
        return None
    return None if data is None else decoded(data, beside(kind, ending))


def decoded(data: bytes, file: str) -> str:
    """The text of an author's ``file``. `NotText` where it isn't UTF-8."""
    try:
        return data.removeprefix(BOM).decode()  # the browser has no codec "utf-8-sig"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        name = file.rpartition("/")[2]
        cause = f"{name} isn't UTF-8: byte 0x{data[error.start]:02X} in line {line}"
        raise NotText(f"{cause}; save it as UTF-8", (file, line, None, None)) from None


def beside(kind: type, ending: str) -> str:
    """Where the file of ``kind`` with this ending is, or would be."""
    module = getattr(sys.modules.get(kind.__module__), "__file__", None) or ""
    return f"{module.rpartition('/')[0]}/{kind.__name__.lower()}{ending}"


def template(environment: Environment, kind: type, source: str, ending: str = "") -> Template:
    """``source`` as a template whose errors name the author's line.

    It is the text of the file of ``kind`` with this ``ending``, or stands in its Python module.
    """
    if ending:
        file = beside(kind, ending)
    else:
        spec = sys.modules[kind.__module__].__spec__
        file = (spec and spec.origin) or ""
        whole = (spec and getattr(spec.loader, "get_source", str)(spec.name)) or ""
        above = whole.partition(source)[0].count("\n") if source in whole else 0
        source = "{#" + above * "\n" + "#}" + source  # so that lines count from the module's first
    code = environment.compile(source, file, file)
    return Template.from_code(environment, code, environment.make_globals(None))


def owner(kind: type, ending: str) -> type | None:
    """The class whose file ``kind`` uses: itself or the nearest base that has one."""
    return next((each for each in kind.__mro__[:-1] if text(each, ending) is not None), None)


def address(kind: type) -> str:
    """What a page calls the module of ``kind``: ``slider``, or ``own/morse/dial`` for a demo's."""
    name = kind.__name__.lower()
    spec = sys.modules[kind.__module__].__spec__
    top, *folders = spec.parent.split(".") if spec and spec.parent else [OURS]
    return name if top == OURS else "/".join(["own", *folders, name])
