"""A browser's runtime that several sites share, so that a reader fetches it once for all.

The versions of a documentation are such sites: each stands in a folder of its own, with a copy of
the runtime that a browser can't know to be equal. One copy beside them, in a folder that is named
by what is in it, serves all versions that were built with the same livedemo.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from livedemo_site.assets.plan import PLACE, runtime_name
from livedemo_site.assets.runtime import Runtime


class ForeignRuntime(ValueError):
    """An address on another server; the message says what is wanted."""


def shared_from(url: str) -> str:
    """``url``, as an author writes it, as seen from the folder of a site's assets.

    It is the folder that holds the runtime's folder: a path from the site's root, such as
    ``../shared/``, or from the server's, ``/docs/shared/``.
    """
    if re.match(r"[\w+.-]*:|//", url):
        raise ForeignRuntime(
            f"runtime_url is {url!r}, but figures ask no other server than their own: write a "
            "path, from the site's root (../shared/) or from the server's (/docs/shared/)"
        )
    up = "" if url.startswith("/") else "../" * (PLACE.count("/") + 1)
    return f"{up}{url.rstrip('/')}/"


def put(runtime: Runtime, folder: Path) -> Path:
    """Copy the runtime to where sites share it; returns its own folder there.

    What lies there already, of this or of other releases, stays: versions may need it.
    """
    target = folder / runtime_name(runtime)
    for name, path in runtime.files.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or file.stat().st_size != path.stat().st_size:
            shutil.copyfile(path, file)
    return target
