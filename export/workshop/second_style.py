"""Make the texts of `demos/fine-tune`: `PYTHONPATH=export python -m workshop.second_style`.

Tokens of story-lm's tokenizer, which novel-lm shares, as numbers of two bytes, the low one first:
chapters of scripture to train on, drawn by lot from those that no model holds out; and the
beginnings of what all models hold out, of scripture and of novels.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from random import Random

from livedemo import tokenizers

from workshop import texts
from workshop.architectures import held_out
from workshop.architectures.gpt import END

ROOT = Path(__file__).resolve().parents[2]
STORY, DEMO = ROOT / "export/models/story-lm", ROOT / "demos/fine-tune"
CHARACTERS = 110_000  # of scripture to train on
TESTED = 16 * 64 + 1  # tokens of each kind


def main() -> None:
    """Draw, cut, write."""
    tokenizer = tokenizers.load((STORY / held_out.TOKENIZER).read_bytes())
    kept = held_out.documents(STORY)
    begins = {text[:60] for text in kept["scripture"]}
    chapters = [text for text in texts.scripture() if text[:60] not in begins]
    Random(1).shuffle(chapters)

    def write(name: str, documents: list[str], most: int | None = None) -> None:
        ids = [id for text in documents for id in (END, *tokenizer.encode(text).ids)][:most]
        (DEMO / f"{name}.bin").write_bytes(array("H", ids).tobytes())
        print(f"{name}: {len(ids):,} tokens")

    drawn: list[str] = []
    for chapter in chapters:
        if sum(map(len, drawn)) + len(chapter) > CHARACTERS:
            break
        drawn.append(chapter)
    write("scripture", drawn)
    write("scripture-held-out", kept["scripture"], TESTED)
    write("novels-held-out", kept["austen"], TESTED)


if __name__ == "__main__":
    main()
