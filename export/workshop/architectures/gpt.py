"""GPT-2 for one text, written out so that its insides can be reached.

In the shapes L = layers, H = heads of dh, d = H dh, V = tokens, C = positions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import GPT2Config, GPT2LMHeadModel

END = 0  # <|endoftext|>
VOCABULARY = 6144  # story-lm's tokens, which all our GPTs speak

#: (0 for keys or 1 for values, layer, new ones [H, N, dh]) -> all that may be looked at [H, S, dh]
Past = Callable[[int, int, Tensor], Tensor]


def config(width: int, layers: int, heads: int, context: int = 128) -> GPT2Config:
    """A GPT-2 of this size, without dropout."""
    return GPT2Config(
        vocab_size=VOCABULARY,
        n_positions=context,
        n_embd=width,
        n_layer=layers,
        n_head=heads,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=END,
        eos_token_id=END,
    )


def load(config: GPT2Config, weights: Path | dict[str, Tensor]) -> GPT2LMHeadModel:
    """A trained model, as transformers' own class, in float32 and ready to run.

    Weights without a table of positions give a model without positions: the table is 0.
    """
    state = load_file(weights) if isinstance(weights, Path) else weights
    lm: Any = GPT2LMHeadModel(config)
    missing, unknown = lm.load_state_dict(state, strict=False)
    optional = {"lm_head.weight", "transformer.wpe.weight"}
    assert not unknown and set(missing) <= optional, (missing, unknown)
    if "transformer.wpe.weight" in missing:
        lm.transformer.wpe.weight.data.zero_()
    lm.tie_weights()
    return lm.eval()


class Open(nn.Module):
    """GPT2LMHeadModel's forward pass; a table of positions that is 0 is left out."""

    gpt: Any
    slots: Tensor

    def __init__(self, lm: GPT2LMHeadModel) -> None:
        super().__init__()
        gpt: Any = lm.transformer
        self.gpt = gpt
        self.layers, self.heads = gpt.config.n_layer, gpt.config.n_head
        self.width, self.context = gpt.config.n_embd, gpt.config.n_positions
        self.size, self.vocabulary = self.width // self.heads, gpt.config.vocab_size  # dh, V
        self.positions = bool(gpt.wpe.weight.any())
        slots = torch.arange(self.context, dtype=torch.int32)
        self.register_buffer("slots", slots, persistent=False)

    def unchanged(self) -> tuple[Tensor, Tensor]:
        """The head_scale [L, H] and steer [L, d] that change nothing."""
        return torch.ones(self.layers, self.heads), torch.zeros(self.layers, self.width)

    def embed(self, ids: Tensor, places: Tensor) -> Tensor:
        """[T] and [T] -> [T, d]."""
        words: Tensor = self.gpt.wte(ids)
        return words + self.gpt.wpe(places) if self.positions else words

    def by_head(self, x: Tensor) -> Tensor:
        """[T, d] -> [H, T, dh]."""
        return x.view(-1, self.heads, self.size).transpose(0, 1)

    def block(
        self, layer: int, x: Tensor, mask: Tensor, head_scale: Tensor, steer: Tensor, past: Past
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """One block: the residual stream x [T, d] after it, attention [H, T, S], keys and values.

        mask [T, S] is true where a token may look; past puts new keys, and values, among the S
        known ones; head_scale [L, H] weighs what each head says, steer [L, d] is added at the end.
        """
        block = self.gpt.h[layer]
        projected = block.attn.c_attn(block.ln_1(x)).split(self.width, dim=-1)
        q, k, v = (self.by_head(m) for m in projected)
        keys, values = past(0, layer, k), past(1, layer, v)
        scores = q @ keys.transpose(1, 2) / math.sqrt(self.size)  # [H, T, S]
        # -1e9 gives exactly 0 after softmax, and is a number that every backend can write
        attention = torch.softmax(torch.where(mask, scores, -1e9), dim=-1)
        mixed = attention @ values * head_scale[layer][:, None, None]  # [H, T, dh]
        x = x + block.attn.c_proj(mixed.transpose(0, 1).reshape(-1, self.width))
        x = x + block.mlp(block.ln_2(x))
        return x + steer[layer], attention, keys, values

    def logits(self, x: Tensor) -> Tensor:
        """[T, d] -> [T, V]; the embedding stands left, so that the file holds it only once."""
        scores: Tensor = (self.gpt.wte.weight @ self.gpt.ln_f(x).T).T
        return scores

    def whole(
        self, ids: Tensor, head_scale: Tensor, steer: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """logits [T, V], attention [L, H, T, T], hidden [L+1, T, d] of a text without a past."""
        slots = self.slots[: ids.shape[0]]
        mask = slots[:, None] >= slots[None, :]
        x = self.embed(ids, slots)
        attention, hidden = [], [x]
        for layer in range(self.layers):
            x, looks, _, _ = self.block(layer, x, mask, head_scale, steer, lambda _0, _1, new: new)
            attention.append(looks)
            hidden.append(x)
        return self.logits(x), torch.stack(attention), torch.stack(hidden)
