"""Which head and which neuron does what: `python export/models/story-lm/attribute.py`.

Writes `heads.json`: for each habit that heads of language models are known for, how strong each of
the 36 heads has it, beside what a head that spreads its weight evenly would score; and the neurons
of the MLPs that fire for one kind of token. Neurons are chosen on one half of the held-out text and
measured on the other. Half a minute on one core; nothing is trained.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from livedemo import tokenizers
from livedemo.tokenizers import Tokenizer
from measure import best, duplicate, induction, previous_token
from model import CONFIG, HERE, load
from readers import feeders
from torch import Tensor
from workshop.architectures import gpt, gpt_graphs, held_out
from workshop.architectures.gpt import END, VOCABULARY

#: Sentences in which "it" stands for one thing, and the word for that; no training saw them.
IT = (
    ("The kitten cried because it had lost its mother.", "kitten"),
    ("We sold the piano when it grew too old.", "piano"),
    ("The bridge fell down after it was hit by a ship.", "bridge"),
    ("I threw the bread away because it was hard.", "bread"),
    ("The lamp went out, and nobody knew why it did.", "lamp"),
    ("My watch stopped when it got wet.", "watch"),
    ("The river froze, so it was easy to cross.", "river"),
    ("She read the letter and then she burned it.", "letter"),
    ("The ball rolled into the street, where a boy caught it.", "ball"),
    ("The horse would not move because it was afraid.", "horse"),
    ("He picked up the stone and threw it into the lake.", "stone"),
    ("The tree lost its leaves, but it was not dead.", "tree"),
    ("They painted the door, and now it is green.", "door"),
    ("The soup was cold before anyone had tasted it.", "soup"),
    ("The moon came up, and it was very bright.", "moon"),
    ("A bird built a nest and laid an egg in it.", "nest"),
    ("The boat sank because it was too full.", "boat"),
    ("I opened the book and read it to the end.", "book"),
    ("The dog ran home because it was hungry.", "dog"),
    ("The queen wore a ring, and everybody admired it.", "ring"),
    ("The snow was deep, but it melted in a day.", "snow"),
    ("The farmer bought a cow, and it gave much milk.", "cow"),
    ("The clock is slow, so I never trust it.", "clock"),
    ("The fire was small until the wind reached it.", "fire"),
)

AFTER = 16  # rows from which weight on the first token counts: before, there is little else

Kind = Callable[[Sequence[str], int], bool]


def matches(pattern: str) -> Kind:
    """Whether a token, as text, matches from end to end."""
    compiled = re.compile(pattern)
    return lambda texts, at: compiled.fullmatch(texts[at]) is not None


def after(pattern: str) -> Kind:
    """Whether the token before does."""
    same = matches(pattern)
    return lambda texts, at: at > 0 and same(texts, at - 1)


#: What a token may be, by its text and what stands before it.
KINDS: Mapping[str, Kind] = {
    "a comma": matches(","),
    "a full stop": matches(r"\."),
    "a question or exclamation mark": matches("[?!]"),
    "a quotation mark": matches(' ?"'),
    "a number": matches(r" ?\d+"),
    "“the”": matches(" ?[Tt]he"),
    "“a” or “an”": matches(" ?[Aa]n?"),
    "“and”": matches(" ?[Aa]nd"),
    "“to”": matches(" to"),
    "“of”": matches(" of"),
    "“not”, “never” or “no”": matches(" (?:not|never|no)"),
    "a form of “be”": matches(" (?:am|is|are|was|were|be|been|being)"),
    "“he”, “she” or “they”": matches(" ?(?:[Hh]e|[Ss]he|[Tt]hey)"),
    "“I” or “you”": matches(" ?(?:I|[Yy]ou)"),
    "“his”, “her”, “my” or “your”": matches(" (?:his|her|my|your|their|our)"),
    "“can”, “will”, “would” or the like": matches(
        " (?:can|could|will|would|shall|should|may|might|must)"
    ),
    "a place word (in, on, at, …)": matches(" (?:in|on|at|into|from|upon|over|under|through)"),
    "the rest of a word": matches("[a-z]+"),
    "“Mr.” or “Mrs.”": matches(" ?(?:Mr|Mrs|Miss)"),
    "the word after “the”": after(" ?[Tt]he"),
    "the word after “to”": after(" to"),
    "the word after a form of “be”": after(" (?:am|is|are|was|were|be|been|being)"),
    "the word after “Mr.” or “Mrs.”": after(r" ?(?:Mr|Mrs|Miss)\.?"),
    "the beginning of a sentence": after(r"[.?!]"),
}


def texts_of(tokenizer: Tokenizer, ids: Tensor) -> list[str]:
    """Each token as text."""
    return [tokenizer.decode([id]) for id in ids.tolist()]


def on(looks: Sequence[Tensor], columns: Sequence[Tensor]) -> tuple[Tensor, float]:
    """How much each head [L, H] looks at some tokens, and the share that an even spread gives.

    looks [L, H, T, T] and columns [T] of 0 and 1, for each window; rows from `AFTER` on count.
    """
    rows, even = [], []
    for weights, marked in zip(looks, columns, strict=True):
        rows.append((weights * marked).sum(-1)[..., AFTER:].mean(-1))
        share = marked.cumsum(0) / torch.arange(1, len(marked) + 1)
        even.append(float(share[AFTER:].mean()))
    return torch.stack(rows).mean(0), sum(even) / len(even)


def coreference(
    attention: Callable[[Tensor], Tensor], tokenizer: Tokenizer
) -> tuple[Tensor, float]:
    """How much each head [L, H] looks from "it" to what it stands for, and an even spread's share.

    A word of several tokens is looked at if any of them is.
    """
    scores, even = [], []
    for sentence, noun in IT:
        found = tokenizer.encode(sentence)
        start = sentence.index(f" {noun}")
        end = start + len(noun) + 1
        inside = [at for at, token in enumerate(found) if start <= token.start < end]
        at = next(i for i, token in enumerate(found) if token.text == " it")
        ids = torch.tensor([END, *found.ids])
        row = attention(ids)[:, :, at + 1]
        scores.append(row[..., torch.tensor(inside) + 1].sum(-1))
        even.append(len(inside) / (at + 2))
    return torch.stack(scores).mean(0), sum(even) / len(even)


def activations(lm: Any, windows: Sequence[Tensor]) -> Tensor:
    """What each neuron of each MLP says, after its GELU, [N, L, 4d] over all tokens."""
    seen: list[list[Tensor]] = [[] for _ in lm.transformer.h]
    hooks = [
        block.mlp.act.register_forward_hook(
            lambda _m, _i, out, layer=layer: seen[layer].append(out)
        )
        for layer, block in enumerate(lm.transformer.h)
    ]
    for window in windows:
        lm(window[None].long())
    for hook in hooks:
        hook.remove()
    return torch.stack([torch.cat(each, 1)[0] for each in seen], 1)


def precision(order: Tensor, kind: Tensor) -> Tensor:
    """Of the tokens at which each neuron fires most, how many are of the kind: [L, 4d].

    order [n, L, 4d]: the tokens at which each fires most, first the most; kind [N]. Of them as many
    count as are half of those of the kind.
    """
    count = max(1, int(kind.sum()) // 2)
    return kind[order[:count]].float().mean(0)


def neurons(lm: Any, tokenizer: Tokenizer, windows: Sequence[Tensor]) -> list[dict[str, Any]]:
    """For each kind of token, the neuron that fires for it, and how purely, on unseen text."""
    halves = [windows[::2], windows[1::2]]
    texts = [[texts_of(tokenizer, window) for window in half] for half in halves]
    marks = [
        {
            name: torch.tensor([kind(text, at) for text in half for at in range(len(text))])
            for name, kind in KINDS.items()
        }
        for half in texts
    ]
    most = [max(int(kind.sum()) for kind in half.values()) // 2 for half in marks]
    orders = [
        activations(lm, half).topk(count, 0).indices
        for half, count in zip(halves, most, strict=True)
    ]
    found = []
    for name in KINDS:
        chosen = precision(orders[0], marks[0][name])
        layer, neuron = divmod(int(chosen.argmax()), chosen.shape[1])
        held = precision(orders[1][:, layer, neuron], marks[1][name])
        found.append(
            {
                "fires_for": name,
                "layer": layer + 1,
                "neuron": neuron + 1,
                "precision": round(float(held), 3),
                "share_of_tokens": round(float(marks[1][name].float().mean()), 4),
            }
        )
    return sorted(found, key=lambda each: -each["precision"])


def table(scores: Tensor) -> list[list[float]]:
    """Numbers for people to read."""
    return [[round(score, 3) for score in row] for row in scores.tolist()]


def habit(scores: Tensor, even: float) -> dict[str, Any]:
    """The head that has a habit most, and all scores."""
    layer, head, score = best(scores)
    named = {"layer": layer, "head": head, "score": round(score, 3), "even": round(even, 3)}
    return named | {"all": table(scores)}


def find(lm: Any) -> dict[str, Any]:
    """What `heads.json` says of a model."""
    tokenizer = tokenizers.load((HERE / held_out.TOKENIZER).read_bytes())
    windows = [window.long() for window in held_out.windows(HERE, count=96)]
    some = windows[::3]
    run = gpt_graphs.Run(lm)
    one, zero = run.unchanged()

    def attention(ids: Tensor, head_scale: Tensor = one) -> Tensor:
        weights: Tensor = run(ids, head_scale, zero)[1]
        return weights

    looks = [attention(window) for window in some]
    first = [(torch.arange(len(window)) == 0).float() for window in some]
    stop = matches("[.,;:?!]")
    stops = [
        torch.tensor([float(stop(texts, at)) for at in range(len(texts))])
        for texts in (texts_of(tokenizer, window) for window in some)
    ]
    before, copy = previous_token(attention, some), induction(attention, VOCABULARY)
    one_back = float(torch.stack([(1 / torch.arange(2, len(w) + 1)).mean() for w in some]).mean())
    twice = 1 / 75  # of 51 to 100 random tokens
    layer, head, _ = best(copy)
    left = feeders(attention, one, (layer - 1, head - 1))
    feeds = best(1 - left)
    return {
        "heads": {
            "previous token": habit(before, one_back),
            "induction": habit(copy, twice),
            "duplicate token": habit(duplicate(attention, VOCABULARY), twice),
            "first token": habit(*on(looks, first)),
            "punctuation": habit(*on(looks, stops)),
            "it to its noun": habit(*coreference(attention, tokenizer)),
        },
        "feeds_induction": {
            "layer": feeds[0],
            "head": feeds[1],
            "induction_without": round(float(left.min()), 3),
            "previous_token": round(float(before[feeds[0] - 1, feeds[1] - 1]), 3),
        },
        "neurons": neurons(lm, tokenizer, windows),
    }


def main() -> None:
    """Find, print, write."""
    ask = argparse.ArgumentParser(description="Find out which head of story-lm does what.")
    ask.add_argument("--weights", type=Path, help="look at these, and write nothing")
    given = ask.parse_args()
    torch.set_num_threads(1)
    with torch.no_grad():
        facts = find(gpt.load(CONFIG, given.weights) if given.weights else load())
    if not given.weights:
        (HERE / "heads.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    for name, found in facts["heads"].items():
        print(name, {k: v for k, v in found.items() if k != "all"})
    print("feeds induction", facts["feeds_induction"])
    for each in facts["neurons"]:
        print(each)


if __name__ == "__main__":
    main()
