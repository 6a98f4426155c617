"""What of the written texts is read in training: `python export/models/story-lm/sift.py`.

Reads `.livedemo/train/texts/written.jsonl` and writes `export/workshop/written.txt.xz`: one text
after another with an empty line between, a paragraph a line. A text is cut after its last whole
sentence; out goes what talks about itself, is in another alphabet, is hardly longer than its
opening, says the same thing again and again, or was there before.
"""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter

from workshop.corpora import ROOT
from workshop.texts import WRITTEN as PUBLISHED

WRITTEN = ROOT / ".livedemo/train/texts/written.jsonl"
LEAST = 12  # words of a text
#: A paragraph that speaks of the text ends it.
ABOUT = re.compile(
    r"(?i)\b(as an ai|language model|smollm|assistant|i (added|chose|used|replaced) |in this "
    r"(\w+ )?(sentence|story|joke|poem|text|example|version)|(this|these|the) (\w+ )?"
    r"(sentences?|story|stories|paragraph|passage|poem|diary|entry|joke|conversation|version|text) "
    r"(is|are|was|uses?|shows?|highlights?|captures?|tells?|about)\b)"
)
END = re.compile(r"[.!?][\"']?(?=\s|$)")


def tidy(text: str) -> str:
    """The text up to its last whole sentence, a paragraph a line; empty if nothing is left."""
    kept: list[str] = []
    for line in text.split("\n"):
        paragraph = " ".join(line.split())
        if ABOUT.search(paragraph):
            break
        if paragraph:
            kept.append(paragraph)
    whole = "\n".join(kept)
    ends = [match.end() for match in END.finditer(whole)]
    return whole[: ends[-1]] if ends else ""


def repeats(text: str) -> float:
    """The share of its four-word sequences that came before."""
    words = re.findall(r"[\w']+", text.lower())
    fours = Counter(zip(*(words[i:] for i in range(4)), strict=False))
    return 1 - len(fours) / max(1, fours.total())


def alike(text: str) -> float:
    """How many of its sentences begin with the same two words, of all."""
    begin = Counter(" ".join(s.split()[:2]).lower() for s in re.split(r"(?<=[.!?])\s+", text))
    return max(begin.values()) / begin.total()


def fit(text: str) -> bool:
    """Whether a tidy text may be read."""
    words = text.split()
    lines = text.split("\n")
    return (
        len(words) >= LEAST
        and text.isascii()
        and repeats(text) < 0.08
        and (alike(text) < 0.34 or len(END.findall(text)) < 4)
        and text.count('"') % 2 == 0
        and all(line[-1] in ".!?\"'" for line in lines)  # no verses, no lists
        and len(words) / len(lines) > 5
    )


def sift(texts: list[str]) -> list[str]:
    """Those that may be read, tidy, each sentence in no more than three of them."""
    seen: Counter[str] = Counter()
    kept = []
    for text in map(tidy, texts):
        sentences = re.split(r"(?<=[.!?])\s+", text)[1:]  # the first is the opening, ours
        if not fit(text) or sum(seen[s] >= 3 for s in sentences) > len(sentences) / 2:
            continue
        seen.update(set(sentences))
        kept.append(text)
    return list(dict.fromkeys(kept))


def main() -> None:
    """Sift what is there."""
    lines = WRITTEN.read_text(encoding="utf-8").splitlines()
    found = sorted((json.loads(line) for line in lines), key=lambda item: int(item["number"]))
    texts = sift([item["text"] for item in found])
    PUBLISHED.write_bytes(lzma.compress(("\n\n".join(texts) + "\n").encode(), preset=9))
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} of {len(found)} texts, {words} words, {PUBLISHED.stat().st_size} bytes")


if __name__ == "__main__":
    main()
