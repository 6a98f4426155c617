"""A file for the reader to keep."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from livedemo.views import View


@dataclass(frozen=True)
class Download(View):
    """A link that saves ``data`` as a file called ``name``; nothing is fetched.

    The bytes lie in the page: show it where the reader asks for it.
    """

    name: str
    data: bytes
    words: str

    @property
    def address(self) -> str:
        """The bytes as an address."""
        return "data:application/octet-stream;base64," + base64.b64encode(self.data).decode()

    @property
    def size(self) -> str:
        """In kilobytes."""
        return f"{len(self.data) / 1000:,.0f} KB"
