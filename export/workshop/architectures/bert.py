"""BERT for one text, written out so that its insides can be reached.

It is Megatron's BERT (Shoeybi et al. 2019): BERT with each norm before what it feeds, as GPT-2 has
it, and one more at the end. In the shapes L = layers, H = heads of dh, d = H dh, V = tokens,
C = positions.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import MegatronBertConfig, MegatronBertForPreTraining

MASK, CLS, SEP = 6144, 6145, 6146  # after story-lm's tokens
TOP = 64  # how many of the likeliest tokens are named
POSITIONS = "bert.embeddings.position_embeddings.weight"


def config(width: int, layers: int, heads: int, context: int = 128) -> MegatronBertConfig:
    """A BERT of this size, without dropout."""
    return MegatronBertConfig(
        vocab_size=SEP + 1,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * width,
        max_position_embeddings=context,
        type_vocab_size=2,
        hidden_act="gelu_pytorch_tanh",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=0,
    )


class Bert(MegatronBertForPreTraining):  # type: ignore[misc]
    """With a third head, which reads the pooled [CLS] as the second does."""

    def __init__(self, config: MegatronBertConfig) -> None:
        super().__init__(config)
        self.sentiment = nn.Linear(config.hidden_size, 1)
        self.post_init()


def load(config: MegatronBertConfig, weights: Path) -> Bert:
    """A trained model, in float32 and ready to run.

    Weights without a table of positions give a model without positions: the table is 0.
    """
    model: Any = Bert(config)
    missing, unknown = model.load_state_dict(load_file(weights), strict=False)
    tied = {name for name in missing if name.startswith("cls.predictions.decoder.")}
    assert not unknown and set(missing) <= {POSITIONS, *tied}, (missing, unknown)
    if POSITIONS in missing:
        model.bert.embeddings.position_embeddings.weight.data.zero_()
    model.tie_weights()
    ready: Bert = model.eval()
    return ready


class Open(nn.Module):
    """MegatronBertForPreTraining's forward pass; a table of positions that is 0 is left out."""

    bert: Any
    cls: Any
    sentiment: Any
    slots: Tensor

    def __init__(self, model: Bert) -> None:
        super().__init__()
        self.bert, self.cls, self.sentiment = model.bert, model.cls, model.sentiment
        sizes = model.config
        self.layers, self.heads = sizes.num_hidden_layers, sizes.num_attention_heads
        self.width, self.vocabulary = sizes.hidden_size, sizes.vocab_size
        self.context = sizes.max_position_embeddings
        self.positions = bool(self.bert.embeddings.position_embeddings.weight.any())
        slots = torch.arange(self.context, dtype=torch.int32)
        self.register_buffer("slots", slots, persistent=False)

    def embed(self, words: Tensor, segments: Tensor) -> Tensor:
        """Token embeddings [T, d] and segments [T] -> what enters the first block, [T, d]."""
        tables = self.bert.embeddings
        x: Tensor = words + tables.token_type_embeddings(segments)
        if self.positions:
            x = x + tables.position_embeddings(self.slots[: words.shape[0]])
        return x

    def block(self, layer: int, x: Tensor) -> tuple[Tensor, Tensor]:
        """One block: the stream x [T, d] after it and its attention [H, T, T]."""
        block = self.bert.encoder.layer[layer]
        own = block.attention.self

        def by_head(y: Tensor) -> Tensor:  # [T, d] -> [H, T, dh]
            return y.view(-1, self.heads, self.width // self.heads).transpose(0, 1)

        y = block.attention.ln(x)
        q, k, v = (by_head(part(y)) for part in (own.query, own.key, own.value))
        scores = q @ k.transpose(1, 2) / math.sqrt(self.width // self.heads)
        attention = torch.softmax(scores, dim=-1)  # everyone sees everyone: no mask
        mixed = (attention @ v).transpose(0, 1).reshape(-1, self.width)
        x = block.attention.output(mixed, x)  # adds x
        return block.output(block.intermediate(block.ln(x)), x), attention

    def whole(self, words: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """Token embeddings [T, d] -> attention [L, H, T, T] and hidden [L+1, T, d].

        hidden[L] stands before the final norm, as in our GPTs.
        """
        x = self.embed(words, segments)
        attention, hidden = [], [x]
        for layer in range(self.layers):
            x, looks = self.block(layer, x)
            attention.append(looks)
            hidden.append(x)
        return torch.stack(attention), torch.stack(hidden)

    def words(self, ids: Tensor) -> Tensor:
        """[T] -> [T, d]."""
        table: Tensor = self.bert.embeddings.word_embeddings(ids)
        return table

    def logits(self, x: Tensor) -> Tensor:
        """The stream [T, d] -> [T, V]; the embedding stands left: the file holds it only once."""
        head = self.cls.predictions
        table = self.bert.embeddings.word_embeddings.weight
        scores: Tensor = (table @ head.transform(self.bert.encoder.ln(x)).T).T + head.bias
        return scores

    def pooled(self, x: Tensor) -> Tensor:
        """The stream [T, d] -> what the two heads read of the whole text, [d]."""
        found: Tensor = self.bert.pooler(self.bert.encoder.ln(x)[None])[0]
        return found
