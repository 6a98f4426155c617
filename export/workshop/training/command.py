"""The command line that every `train.py` has."""

from __future__ import annotations

import argparse
from pathlib import Path

from workshop.training.loop import ROOT, settle


def options(name: str, steps: int) -> argparse.Namespace:
    """What the caller asks for: `steps` in all and the `folder` of the checkpoints.

    Makes the process a quiet one, too.
    """
    ask = argparse.ArgumentParser(description=f"Train {name}, or go on training it.")
    ask.add_argument("--steps", type=int, default=steps, help="to take in all")
    ask.add_argument("--folder", type=Path, default=ROOT / ".livedemo/train" / name)
    ask.add_argument("--threads", type=int, default=1)
    ask.add_argument(
        "--continued", action="store_true", help="begin with the weights that are here"
    )
    ask.add_argument("--into", type=Path, help="where the weights go, if not here")
    given = ask.parse_args()
    settle(given.threads)
    return given
