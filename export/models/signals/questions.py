"""Questions about plays: what signals is asked, in training and after it.

    python export/models/signals/questions.py

writes `symbols.txt` and `held-out.txt`, which `model.py` reads.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import NamedTuple

from grammar import TOUCHES, Play, split, symbols

HERE = Path(__file__).resolve().parent
TASKS = ("<signs>", "<english>", "<spanish>")
EACH = 40  # questions of each task and held-out group in held-out.txt


class Question(NamedTuple):
    """A task, what is read, and the right answer."""

    task: str
    source: list[str]
    target: list[str]


def ask(play: Play, task: str, random: Random) -> Question:
    """One question about a play; signs that are to be read begin with up to three false ones."""
    if task == "<signs>":
        return Question(task, play.parts(), play.signs())
    false = tuple(random.choices(TOUCHES, k=random.randrange(4)))
    said = play.english() if task == "<english>" else play.spanish()
    return Question(task, play.signs(false), said)


def main() -> None:
    """Write both files."""
    (HERE / "symbols.txt").write_text("\n".join(symbols()) + "\n", encoding="utf-8")
    random, lines = Random(0), []
    for group in split()[1].values():
        for play in random.sample(group, EACH):
            for question in (ask(play, task, random) for task in TASKS):
                lines.append("\t".join([question.task, *map(" ".join, question[1:])]))
    (HERE / "held-out.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
