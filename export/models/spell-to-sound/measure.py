"""What we claim of spell-to-sound, as functions: errors of phones and words, where it looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

Phones = tuple[str, ...]
#: A word -> the pronunciations that are listed for it.
Words = Mapping[str, Sequence[Phones]]
#: Words -> the sounds that are written for them.
Speaks = Callable[[Sequence[str]], list[Phones]]


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Phones to add, drop or change (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        corner, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (a != b))
    return row[-1]


def nearest(said: Phones, listed: Sequence[Phones]) -> tuple[int, int]:
    """Wrong phones against the listed pronunciation that is nearest, and how many it has."""
    return min((distance(said, one), len(one)) for one in listed)


def errors(said: Mapping[str, Phones], words: Words) -> dict[str, float]:
    """Shares of wrong phones and of words that are not wholly right."""
    counted = [nearest(said[word], listed) for word, listed in words.items()]
    wrong, phones = (sum(column) for column in zip(*counted, strict=True))
    return {
        "words": len(counted),
        "phone_error": round(wrong / phones, 4),
        "word_error": round(sum(one > 0 for one, _ in counted) / len(counted), 4),
    }


def difference(one: Mapping[str, Phones], other: Mapping[str, Phones], words: Words) -> Any:
    """How much larger the errors of one are than the other's: of 95 % of redrawn lists of words.

    Words are drawn anew with replacement, 4,000 times, the same for both (a paired bootstrap).
    """
    names = [*words]
    made = [[nearest(said[word], words[word]) for word in names] for said in (one, other)]
    counted = torch.tensor(made, dtype=torch.float64)  # [2, words, (wrong, phones)]
    drawn = torch.Generator().manual_seed(0)
    rows = torch.randint(0, len(names), (4000, len(names)), generator=drawn)
    phones = counted[:, rows].sum(2)  # [2, 4000, 2]
    whole = (counted[..., 0] > 0).double()[:, rows].mean(2)  # [2, 4000]
    found = {"phone_error": phones[..., 0] / phones[..., 1], "word_error": whole}
    ends = torch.tensor([0.025, 0.975], dtype=torch.float64)
    return {
        name: [round(float(end), 5) for end in (shares[0] - shares[1]).quantile(ends)]
        for name, shares in found.items()
    }


def monotone(crosses: Sequence[Tensor]) -> Tensor:
    """How often the place most looked at does not move back from one sound to the next, [L, H].

    `crosses` [L, H, T, S] are the cross-attentions of one word each; row t is of the t-th sound.
    """
    kept = torch.stack(
        [(one.argmax(-1).diff(dim=-1) >= 0).sum(-1) for one in crosses]  # [words, L, H]
    )
    return kept.sum(0) / sum(one.shape[2] - 1 for one in crosses)


def together(crosses: Sequence[Tensor]) -> Tensor:
    """How a word's sounds and places go together, [L, H]: mean correlation of ranks (Kendall).

    Of all pairs of sounds, those whose places stand in the same order less those in the opposite
    one, as a share. 1 is a reader who never goes back, 0 one who looks anywhere.
    """
    shares = []
    for one in crosses:
        at = one.argmax(-1).float()  # [L, H, T]
        order = torch.sign(at[..., None, :] - at[..., :, None])  # [L, H, T, T]
        above = torch.triu(torch.ones(at.shape[-1], at.shape[-1]), diagonal=1)
        shares.append((order * above).sum((-2, -1)) / above.sum())
    return torch.stack(shares).mean(0)


def speak(network: Any, ids: Callable[[str], list[int]], symbols: Sequence[str]) -> Speaks:
    """How a transformers encoder-decoder speaks, the likeliest phone each time.

    Symbol 0 begins and 1 ends.
    """

    def said(words: Sequence[str]) -> list[Phones]:
        made: list[Phones] = []
        for at in range(0, len(words), 64):
            rows = [torch.tensor(ids(word)) for word in words[at : at + 64]]
            source = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=-1)
            found = network.generate(
                source.clamp(min=0),
                attention_mask=(source >= 0).long(),
                max_new_tokens=28,
                do_sample=False,
                num_beams=1,
            )
            made += [tuple(symbols[i] for i in row if i > 1) for row in found.tolist()]
        return made

    return said
