"""How mask-lm begins: as story-lm without its mask, with heads that look at their neighbours.

A BERT that begins at random spends thousands of steps at guessing common tokens before it finds, by
learned positions, the two tokens that tell most. Here it is given what it would find.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from workshop.architectures.bert import POSITIONS, Bert
from workshop.training.library import END, TOKENIZER

KEPT = (0, 1, 2, 3, 5)  # story-lm's blocks, but for the one that it misses least
PARTS = {  # of a block, and what GPT-2 calls them; its matrices are transposed
    "attention.output.dense": "attn.c_proj",
    "intermediate.dense": "mlp.c_fc",
    "output.dense": "mlp.c_proj",
}
NORMS = {"attention.ln": "ln_1", "ln": "ln_2"}
OFFSETS = (-1, -1, 1, 1, -2, 2)  # where each head of the first block looks at first
SHARE = 0.5  # the length of the waves that tell positions, against a token's
SHARPNESS = 12.0  # of those looks: the score of the right place


def story(config: Any) -> dict[str, Tensor]:
    """story-lm's weights under Megatron's names; [MASK] is the mean of all tokens."""
    gpt = load_file(TOKENIZER.with_name("weights.safetensors"))
    old = {name.removeprefix("transformer."): w.float() for name, w in gpt.items()}
    words = old["wte.weight"]
    special = torch.stack([words.mean(0), words[END], words[END]])  # [MASK], [CLS], [SEP]
    new = {
        "bert.embeddings.word_embeddings.weight": torch.cat([words, special]),
        POSITIONS: old["wpe.weight"][: config.max_position_embeddings],
    }
    for layer, source in enumerate(KEPT):
        ours, theirs = f"bert.encoder.layer.{layer}", f"h.{source}"
        for kind in ("weight", "bias"):
            for name, norm in NORMS.items():
                new[f"{ours}.{name}.{kind}"] = old[f"{theirs}.{norm}.{kind}"]
            for name, part in PARTS.items():
                new[f"{ours}.{name}.{kind}"] = old[f"{theirs}.{part}.{kind}"].t().contiguous()
            thirds = old[f"{theirs}.attn.c_attn.{kind}"].t().chunk(3)
            for name, third in zip(("query", "key", "value"), thirds, strict=True):
                new[f"{ours}.attention.self.{name}.{kind}"] = third.contiguous()
    new["bert.encoder.ln.weight"] = old["ln_f.weight"]
    new["bert.encoder.ln.bias"] = old["ln_f.bias"]
    # so small that GELU is a line there: the head begins as one more norm
    new["cls.predictions.transform.dense.weight"] = 0.1 * torch.eye(config.hidden_size)
    gain = old["ln_f.weight"].mean().expand(config.hidden_size)
    new["cls.predictions.transform.LayerNorm.weight"] = gain
    return new


def waves(count: int) -> Tensor:
    """So many frequencies, in radians a place, whose sum has no second peak within 128 places."""
    made = torch.Generator().manual_seed(0)
    tries = 0.1 + (math.pi - 0.1) * torch.rand(2000, count, generator=made)
    places = torch.arange(1.0, 128.0)
    peaks = torch.stack([torch.cos(w[:, None] * places).sum(0).max() for w in tries])
    return tries[peaks.argmin()]


def turned(frequencies: Tensor, places: float) -> Tensor:
    """The matrix [2n, 2n] that moves n waves (cosine, sine, cosine, …) on by so many places."""
    angles = frequencies * places
    cos, sin = angles.cos(), angles.sin()
    made: Tensor = torch.block_diag(  # type: ignore[no-untyped-call]
        *torch.stack([cos, -sin, sin, cos], -1).view(-1, 2, 2)
    )
    return made


def see_neighbours(model: Any) -> None:
    """Give the first block's heads neighbours to look at and to copy from.

    Waves are added to the positions, in as many directions as a head has, those that tokens use
    least. A head's queries are its keys moved on by its offset. Values are the directions that
    tokens use most; what stands before is written as it is, as if it stood here, and the rest into
    random directions.
    """
    tables, block = model.bert.embeddings, model.bert.encoder.layer[0].attention
    words, positions = tables.word_embeddings.weight.data, tables.position_embeddings.weight.data
    width, size = words.shape[1], words.shape[1] // len(OFFSETS)  # d, dh
    length = float(words.norm(dim=1).mean())
    made = torch.Generator().manual_seed(0)
    used = torch.linalg.eigh(torch.cov(words.t()))[1].t()  # directions [d, d], the least used first
    still = used[:size]  # [dh, d]
    frequencies = waves(size // 2)
    angles = torch.arange(len(positions))[:, None] * frequencies
    table = torch.stack([angles.cos(), angles.sin()], -1).flatten(1)  # [C, dh]
    before = float(positions.norm(dim=1).mean())
    positions += SHARE * length * table / math.sqrt(size // 2) @ still

    block.ln.weight.data.fill_(1.0)
    block.ln.bias.data.zero_()
    whole = math.sqrt(length**2 + before**2 + (SHARE * length) ** 2)  # of what the norm sees
    seen = SHARE * length / whole * math.sqrt(width)  # the waves' length after the norm
    gain = math.sqrt(SHARPNESS * math.sqrt(size)) / seen
    for head, offset in enumerate(OFFSETS):
        own = slice(head * size, (head + 1) * size)
        block.self.query.weight.data[own] = gain * turned(frequencies, offset) @ still
        block.self.key.weight.data[own] = gain * still
        first = OFFSETS[:head].count(offset) * size  # the second head copies what the first can't
        most = used.flip(0)[first : first + size]  # [dh, d]
        block.self.value.weight.data[own] = most
        anywhere = torch.linalg.qr(torch.randn(width, size, generator=made))[0]
        target = most.t() if offset == -1 else anywhere
        block.output.dense.weight.data[:, own] = length / math.sqrt(width) * target
    for part in (block.self.query, block.self.key, block.self.value, block.output.dense):
        part.bias.data.zero_()


def bert(config: Any) -> Bert:
    """A new BERT, the same each time."""
    torch.manual_seed(0)
    model = Bert(config)
    _, unknown = model.load_state_dict(story(config), strict=False)
    assert not unknown, unknown
    see_neighbours(model)
    return model
