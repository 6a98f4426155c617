"""What a reader meets in story-lm, measured: salad, phrases said again, heads that feed others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from livedemo import tokenizers
from measure import induction
from model import HERE
from torch import Tensor
from workshop.architectures import held_out
from workshop.architectures.gpt import END, VOCABULARY
from workshop.training.trigram import Trigram

Logits = Callable[[Tensor], Tensor]  # ids [T] -> logits [T, V]

#: How a reader may begin.
BEGINNINGS = (
    "The fox hid because", "One day a little girl", "And he said to them,", "a small animal that",
    "Elizabeth could not help", "The cat drank the", "My brother and I", "It was raining, so",
    "She opened the door and", "Once upon a time", "I would like a cup of", "The old man",
    "A dog is", "When the sun went down,", "He gave her a", "The king said", "Yesterday we went to",
    "I am so tired that", "Tom was hungry.", "There was a letter on the table.",
)  # fmt: skip
SALAD = 6.8  # nats: the mean surprise over `SPAN` tokens that makes salad of them
SPAN = 8

#: Said twice.
PHRASES = (
    "The cat sat on the mat", "My name is Anna", "I live in a small house", "to be or not to be",
    "The sky is blue", "green ideas sleep furiously", "one two three four five", "Paris is a city",
    "the quick brown fox jumps over the lazy dog", "She sells sea shells",
    "London Bridge is falling", "Mr. Dursley of number four", "A rose is a rose",
    "Peter Piper picked a pepper", "cats and dogs", "the end of the world",
    "My hovercraft is full of eels", "Call me Ishmael", "hello world", "water fire earth air",
    "Harry Potter", "Anna and Tom went home", "machine learning model", "I think therefore I am",
    "The red car stopped", "blue monkey seven window", "a b c d e f g",
    "potato engine violet song", "the president of France", "winter spring summer autumn",
)  # fmt: skip
INVENTED = (
    "The wug likes blickets", "Zorbax met Quilfen", "a florpy dax", "Mimsy were the borogoves",
    "the glib snarfed", "Twas brillig and the slithy toves", "Kragmor the Untrag",
    "vint vand vone", "Blorptown", "Xandrilla Moop", "my grobbly nuzzle", "Tindlewick Farnaby",
    "ziggle zaggle zop", "Prundy Vost", "the quibbling skrod",
)  # fmt: skip


def samples(lm: Any, count: int = 200, length: int = 48, temperature: float = 1.0) -> Tensor:
    """Texts that go on from `BEGINNINGS` in turn, without them: int64 [count, length]."""
    tokenizer = tokenizers.load((HERE / held_out.TOKENIZER).read_bytes())
    found = []
    for seed, beginning in enumerate(BEGINNINGS):
        torch.manual_seed(seed)
        ids = torch.tensor([[END, *tokenizer.encode(beginning).ids]])
        rows, past = ids.expand(count // len(BEGINNINGS), -1), None
        drawn: list[Tensor] = []
        for _ in range(length):
            out = lm(rows, past_key_values=past, use_cache=True)
            past = out.past_key_values
            rows = torch.multinomial(torch.softmax(out.logits[:, -1] / temperature, -1), 1)
            drawn.append(rows)
        found.append(torch.cat(drawn, 1))
    return torch.cat(found)


def salad(rows: Tensor, model: Trigram) -> float:
    """The share of texts with eight tokens in a row that a trigram model finds very surprising."""
    nats = np.stack([model.bits(row) for row in rows.numpy()]) * np.log(2)
    spans = np.lib.stride_tricks.sliding_window_view(nats, SPAN, axis=1).mean(-1)
    return float((spans.max(1) > SALAD).mean())


def copied(logits: Logits, phrases: tuple[str, ...]) -> float:
    """The share of tokens that are likeliest where phrases come again, from their second on."""
    tokenizer = tokenizers.load((HERE / held_out.TOKENIZER).read_bytes())
    right: list[bool] = []
    for phrase in phrases:
        # words before it, since a word that begins a text is another token
        head = tokenizer.encode(f"She said: {phrase}.").ids
        both = tokenizer.encode(f"She said: {phrase}. {phrase}.").ids
        second = len(head) + 1  # the second token of the second time
        said = logits(torch.tensor([END, *both]))[:-1].argmax(-1)
        right += (said[second:] == torch.tensor(both[second:])).tolist()
    return sum(right) / len(right)


def feeders(attention: Callable[..., Tensor], scale: Tensor, to: tuple[int, int]) -> Tensor:
    """The induction score of head `to` (from 0) without one of the heads below it, [l, H].

    `attention` takes ids [T] and head_scale [L, H], of which `scale` leaves all as it is.
    """
    layer, head = to
    left = torch.zeros(layer, scale.shape[1])
    for i in range(layer):
        for j in range(scale.shape[1]):
            off = scale.clone()
            off[i, j] = 0
            looks = partial(attention, head_scale=off)
            left[i, j] = induction(looks, VOCABULARY, count=4)[layer, head]
    return left
