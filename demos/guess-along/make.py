"""Draw the passages, by lot: `python demos/guess-along/make.py` writes `passages.json`.

They are from chapters of Austen and of scripture that no training saw. Each begins where a sentence
of theirs does, and goes on far enough for all guesses.
"""

from __future__ import annotations

import json
import random
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STORY = ROOT / "export/models/story-lm"
LENGTH = 400  # characters, of which the figure takes what it needs
EACH = 2  # passages of a source


def passages() -> list[dict[str, str]]:
    """The passages, in the order in which they are offered."""
    from workshop.architectures import held_out

    dice = random.Random(0)
    found = []
    for source in ("austen", "scripture"):
        text = "\n".join(held_out.documents(STORY)[source])
        begins = [match.end() for match in re.finditer(r"[.!?]\s+(?=[A-Z])", text[:-LENGTH])]
        for at in dice.sample(begins, EACH):
            found.append({"source": source, "text": " ".join(text[at : at + LENGTH].split())})
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "export"))
    text = json.dumps(passages(), indent=1, ensure_ascii=False)
    (HERE / "passages.json").write_text(text + "\n", encoding="utf-8")
