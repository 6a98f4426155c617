"""Where models live: ``export/models/<name>`` or ``demos/<name>``, with a ``model.py``."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = "export/models"  # by several demos
ROOMS = (SHARED, "demos")


def find_model(root: Path | str, name: str) -> Path | None:
    """The folder of model ``name`` under the project's root, or None."""
    for room in ROOMS:
        folder = Path(root) / room / name
        # Path("…") / "../x" would leave the room, and a name is one folder
        if name and Path(name).name == name and os.path.lexists(folder / "model.py"):
            return folder
    return None


def known_models(root: Path | str) -> list[str]:
    """All models under the project's root, sorted by name."""
    found = (Path(root).glob(f"{room}/*") for room in ROOMS)
    folders = (folder for each in found for folder in each)
    return sorted({f.name for f in folders if os.path.lexists(f / "model.py")})
