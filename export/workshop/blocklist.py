"""`PYTHONPATH=export python -m workshop.blocklist`: C4's blocklist, as the figures carry it.

The English entries of the npm package, in its order, a line each, in base64: so that nobody reads
them who looks through folders, or at the files of a page, for something else.
"""

from __future__ import annotations

import base64
import json

from workshop.corpora import ROOT, Package

LIST = Package(
    "npm", "naughty-words", "1.2.0",
    "c34b05e10a97ec7b9e0c3dd91d09888187c0f08d0812eaea79679795585b217e",
)  # fmt: skip
FILE = ROOT / "demos/c4/entries.b64"


def main() -> None:
    """Fetch the package, and write its English list."""
    entries = json.loads((LIST.fetch() / "package/en.json").read_text(encoding="utf-8"))
    FILE.write_bytes(base64.encodebytes("\n".join(entries).encode()))


if __name__ == "__main__":
    main()
