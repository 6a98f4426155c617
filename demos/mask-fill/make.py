"""Draw the pairs that readers judge, by lot: `python demos/mask-fill/make.py` writes `pairs.json`.

They are drawn as those are that the model was measured on, from chapters of Austen and of scripture
that no training saw. Half follow; of the others half come from the same source.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STORY = ROOT / "export/models/story-lm"
LENGTH = 64  # tokens, with the three marks


def pairs() -> list[dict[str, Any]]:
    """The pairs, in the order in which they are shown."""
    from livedemo import tokenizers
    from workshop.architectures import held_out
    from workshop.training.library import stream
    from workshop.training.pairs import Sentences, pair

    tokenizer = tokenizers.load((STORY / held_out.TOKENIZER).read_bytes())
    sources = {
        name: Sentences.of(stream([tokenizer.encode(text).ids for text in documents]), tokenizer)
        for name, documents in held_out.documents(STORY).items()
        if name != "wordnet"
    }
    rng = np.random.default_rng(0)

    def words(ids: np.ndarray) -> str:
        return "".join(tokenizer.token(int(id)).text for id in ids).strip()

    wanted = ["follows", "same", "follows", "other"] * 3
    found = []
    for number, kind in enumerate(rng.permutation(wanted)):
        source, other = ("austen", "scripture") if number % 2 else ("scripture", "austen")
        elsewhere = sources[other if kind == "other" else source]
        while True:
            a, b, apart = pair(sources[source], elsewhere, LENGTH, rng)
            if apart == (kind != "follows"):
                break
        found.append({"a": words(a), "b": words(b), "kind": str(kind)})
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "export"))
    text = json.dumps(pairs(), indent=1, ensure_ascii=False)
    (HERE / "pairs.json").write_text(text + "\n", encoding="utf-8")
