"""Make story-lm's tokenizer and its held-out text: `python export/models/story-lm/make_texts.py`.

Both were made once, before any training, and every language model here relies on them. The
held-out text is that part of it which may be passed on.
"""

from __future__ import annotations

from pathlib import Path

from livedemo.tokenizers.compact import compact
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from workshop.architectures import held_out
from workshop.training.library import VOCABULARY, sources
from workshop.training.mixture import SHARES

HERE = Path(__file__).resolve().parent
LATER = "written"  # was not there yet


def train_tokenizer(documents: list[str]) -> Tokenizer:
    """A byte-level BPE with GPT-2's way of cutting text into words."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(documents, trainer)
    return tokenizer


def main() -> None:
    """Read the packages, write `tokenizer.json` and `held-out.txt`."""
    split = sources()
    tokenizer = train_tokenizer([d for name in SHARES if name != LATER for d in split[name].train])
    (HERE / "tokenizer.json").write_text(compact(tokenizer.to_str()), encoding="utf-8")
    passed_on = [document for name in held_out.SOURCES for document in split[name].held_out]
    (HERE / "held-out.txt").write_text("\n\n".join(passed_on) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
