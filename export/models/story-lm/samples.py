"""Print what story-lm writes, as Markdown: `python export/models/story-lm/samples.py`.

The first ten of `readers.BEGINNINGS`, with the seeds 0 to 9, at temperature 1 and at 0.7: as they
come, none left out.
"""

from __future__ import annotations

import readers
import torch
from livedemo import tokenizers
from model import HERE, load

TEN = 10


def main() -> None:
    """Draw and print."""
    torch.set_num_threads(1)
    lm = load()
    tokenizer = tokenizers.load((HERE / "tokenizer.json").read_bytes())
    for temperature in (1.0, 0.7):
        print(f"\nTemperature {temperature:g}:\n")
        with torch.no_grad():
            drawn = readers.samples(lm, len(readers.BEGINNINGS), temperature=temperature)
        for number, (beginning, row) in enumerate(zip(readers.BEGINNINGS, drawn, strict=True)):
            if number < TEN:
                text = " ".join(tokenizer.decode(row.tolist()).split())
                text = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
                print(f"{number + 1}. **{beginning}** {text}".replace("<|endoftext|>", " ¶ "))


if __name__ == "__main__":
    main()
