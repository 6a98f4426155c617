"""T5 for one text, written out so that its insides can be reached, and a loop that writes with it.

In the shapes S = symbols read, T = symbols written so far (the start before them), M = most that
are written, L = layers, H = heads of dh, d = width, V = symbols known.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch._higher_order_ops.while_loop import while_loop
from transformers import T5Config, T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Attention


def config(vocabulary: int, width: int, inner: int, layers: int, heads: int, end: int) -> T5Config:
    """A T5 of this size without dropout; one table holds the symbols that are read and written."""
    return T5Config(
        vocab_size=vocabulary,
        d_model=width,
        d_kv=width // heads,
        d_ff=inner,
        num_layers=layers,
        num_decoder_layers=layers,
        num_heads=heads,
        relative_attention_num_buckets=32,
        relative_attention_max_distance=24,
        dropout_rate=0.0,
        feed_forward_proj="relu",
        decoder_start_token_id=0,
        pad_token_id=0,
        eos_token_id=end,
    )


def load(config: T5Config, weights: Path) -> T5ForConditionalGeneration:
    """A trained model, as transformers' own class, in float32 and ready to run."""
    model: Any = T5ForConditionalGeneration(config)
    missing, unknown = model.load_state_dict(load_file(weights), strict=False)
    tied = {"encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"}
    assert not unknown and set(missing) <= tied, (missing, unknown)
    model.tie_weights()
    return model.eval()


class Open(nn.Module):
    """T5ForConditionalGeneration's forward pass for texts of up to `most` symbols."""

    t5: Any
    ahead: Tensor
    back: Tensor

    def __init__(self, model: T5ForConditionalGeneration, most: int) -> None:
        super().__init__()
        self.t5, self.most = model, most
        self.heads, self.size = model.config.num_heads, model.config.d_kv
        place = torch.arange(most)
        buckets = {
            name: T5Attention._relative_position_bucket(
                place[None, :] - place[:, None],  # [most, most]: key minus query
                bidirectional=name == "ahead",
                num_buckets=model.config.relative_attention_num_buckets,
                max_distance=model.config.relative_attention_max_distance,
            )
            for name in ("ahead", "back")
        }
        for name, bucket in buckets.items():  # ahead: for the encoder, which sees both ways
            self.register_buffer(name, bucket.int(), persistent=False)

    def attend(self, layer: Any, x: Tensor, seen: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """x [T, d] reads seen [S, d]: what is added to x, and attention [H, T, S].

        bias [H, T, S] (or anything that broadcasts) is added to the scores, which T5 leaves
        without the usual division by the root of dh.
        """
        q, k, v = (self.by_head(m) for m in (layer.q(x), layer.k(seen), layer.v(seen)))
        attention = torch.softmax(q @ k.transpose(1, 2) + bias, dim=-1)
        mixed = (attention @ v).transpose(0, 1).reshape(-1, self.heads * self.size)
        return layer.o(mixed), attention

    def by_head(self, x: Tensor) -> Tensor:
        """[T, d] -> [H, T, dh]."""
        return x.view(-1, self.heads, self.size).transpose(0, 1)

    def distances(self, stack: Any, buckets: Tensor, length: int) -> Tensor:
        """How a stack's heads weigh distances, [H, length, length]."""
        table = stack.block[0].layer[0].SelfAttention.relative_attention_bias
        bias: Tensor = table(buckets[:length, :length]).permute(2, 0, 1)
        return bias

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """ids [S] -> what is known of each [S, d], and attention [L, H, S, S]."""
        stack = self.t5.encoder
        x, looks = self.t5.shared(source), []
        bias = self.distances(stack, self.ahead, source.shape[0])
        for block in stack.block:
            own, last = block.layer
            normed = own.layer_norm(x)
            added, attention = self.attend(own.SelfAttention, normed, normed, bias)
            looks.append(attention)
            x = last(x + added)
        return stack.final_layer_norm(x), torch.stack(looks)

    def decode(self, known: Tensor, written: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits [T, V] of what comes after each written [T], knowing known [S, d].

        The other two are the attention to what was written [L, H, T, T] and to what was read
        [L, H, T, S].
        """
        stack, count = self.t5.decoder, written.shape[0]
        x, looks, crosses = self.t5.shared(written), [], []
        place = torch.arange(count)
        # -1e9 gives exactly 0 after softmax, and is a number that every backend can write
        mask = torch.where(place[:, None] >= place[None, :], 0.0, -1e9)
        bias = self.distances(stack, self.back, count) + mask
        for block in stack.block:
            own, cross, last = block.layer
            normed = own.layer_norm(x)
            added, attention = self.attend(own.SelfAttention, normed, normed, bias)
            x = x + added
            told, reading = self.attend(
                cross.EncDecAttention, cross.layer_norm(x), known, torch.zeros(())
            )
            x = last(x + told)
            looks.append(attention)
            crosses.append(reading)
        x = stack.final_layer_norm(x)
        if self.t5.config.scale_decoder_outputs:
            x = x * self.t5.config.d_model**-0.5
        logits: Tensor = self.t5.lm_head(x)
        return logits, torch.stack(looks), torch.stack(crosses)


class Run(Open):
    """Everything about a text and what was written to it."""

    def forward(self, source: Tensor, written: Tensor) -> tuple[Tensor, ...]:
        """Logits [T, V], cross [L, H, T, S], and each side's own attention."""
        known, encoder = self.encode(source)
        logits, decoder, cross = self.decode(known, written)
        return logits, cross, encoder, decoder


class Write(Open):
    """Reads a text and writes to the end, the likeliest symbol each time: one call, one loop."""

    def __init__(self, model: T5ForConditionalGeneration, most: int) -> None:
        super().__init__(model, most)
        self.end = model.config.eos_token_id

    def forward(self, source: Tensor, start: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """ids [S], start [1] -> what is written [M], its probabilities [M], cross [L, H, M, S].

        The end symbol stands after the last one, and fills the rest. The fourth is what the encoder
        hands over, known [S, d].
        """
        known, _ = self.encode(source)
        place = torch.arange(self.most)
        first = torch.where(place == 0, start, self.end)  # row t is read to write row t + 1

        def going(at: Tensor, rows: Tensor) -> Tensor:
            # a row that is still to come holds the end, too: so the last one written is asked
            last = torch.where(place == at, rows, 0).sum()
            more: Tensor = (at < self.most - 1) & ((at == 0) | (last != self.end))
            return more

        def go(at: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
            logits, _, _ = self.decode(known, rows)
            likeliest = logits.argmax(-1).to(rows.dtype)  # [M]
            next_one = torch.where(place == at, likeliest, 0).sum().to(rows.dtype)
            return at + 1, torch.where(place == at + 1, next_one, rows)

        begun = (torch.zeros((), dtype=torch.int64), first.int())
        _, rows = while_loop(going, go, begun)  # type: ignore[no-untyped-call]
        logits, _, cross = self.decode(known, rows)
        shares, written = torch.softmax(logits, -1).max(-1)  # row t is what comes after row t
        over = (written == self.end).int().cumsum(0) > 0
        return torch.where(over, self.end, written).int(), shares, cross, known
