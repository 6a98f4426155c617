"""story-lm: a GPT-2 of 4.8 M parameters with its insides open, three graphs over the same weights.

`run` looks at a whole text, `next` ranks the next token and says how surprising each token was,
`decode` writes on, one token at a time, from a cache of fixed size. In the shapes L = 6 layers,
H = 6 heads of dh = 36, d = 216, V = 6144 tokens, C = 256 positions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from livedemo import tokenizers
from livedemo_export import Axis, Graph, Input, Model, Quantise, Tolerance
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import GPT2Config, GPT2LMHeadModel

HERE = Path(__file__).resolve().parent
END = 0  # <|endoftext|>
TOP = 64  # how many of the likeliest tokens are named
CONFIG = GPT2Config(
    vocab_size=6144,
    n_positions=256,
    n_embd=216,
    n_layer=6,
    n_head=6,
    resid_pdrop=0.0,
    embd_pdrop=0.0,
    attn_pdrop=0.0,
    bos_token_id=END,
    eos_token_id=END,
)
V, C, D = CONFIG.vocab_size, CONFIG.n_positions, CONFIG.n_embd
L, H, DH = CONFIG.n_layer, CONFIG.n_head, CONFIG.n_embd // CONFIG.n_head

#: (0 for keys or 1 for values, layer, new ones [H, N, dh]) -> all that may be looked at [H, S, dh]
Past = Callable[[int, int, Tensor], Tensor]


def load() -> GPT2LMHeadModel:
    """The trained model, as transformers' own class, in float32 and ready to run."""
    lm: Any = GPT2LMHeadModel(CONFIG)
    missing, unknown = lm.load_state_dict(load_file(HERE / "weights.safetensors"), strict=False)
    assert not unknown and set(missing) <= {"lm_head.weight"}, (missing, unknown)
    lm.tie_weights()
    return lm.eval()


class Open(nn.Module):
    """GPT2LMHeadModel's forward pass for one text, written out so that its heads can be reached."""

    gpt: Any
    slots: Tensor

    def __init__(self, lm: GPT2LMHeadModel) -> None:
        super().__init__()
        self.gpt = lm.transformer
        self.register_buffer("slots", torch.arange(C, dtype=torch.int32), persistent=False)

    def block(
        self, layer: int, x: Tensor, mask: Tensor, head_scale: Tensor, steer: Tensor, past: Past
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """One block: the residual stream x [T, d] after it, attention [H, T, S], keys and values.

        mask [T, S] is true where a token may look; past puts new keys, and values, among the S
        known ones; head_scale [L, H] weighs what each head says, steer [L, d] is added at the end.
        """
        block = self.gpt.h[layer]
        q, k, v = (by_head(m) for m in block.attn.c_attn(block.ln_1(x)).split(D, dim=-1))
        keys, values = past(0, layer, k), past(1, layer, v)
        scores = q @ keys.transpose(1, 2) / math.sqrt(DH)  # [H, T, S]
        # -1e9 gives exactly 0 after softmax, and is a number that every backend can write
        attention = torch.softmax(torch.where(mask, scores, -1e9), dim=-1)
        mixed = attention @ values * head_scale[layer][:, None, None]  # [H, T, dh]
        x = x + block.attn.c_proj(mixed.transpose(0, 1).reshape(-1, D))
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
        x = self.gpt.wte(ids) + self.gpt.wpe(slots)
        attention, hidden = [], [x]
        for layer in range(L):
            x, looks, _, _ = self.block(layer, x, mask, head_scale, steer, lambda _0, _1, new: new)
            attention.append(looks)
            hidden.append(x)
        return self.logits(x), torch.stack(attention), torch.stack(hidden)


def by_head(x: Tensor) -> Tensor:
    """[T, d] -> [H, T, dh]."""
    return x.view(-1, H, DH).transpose(0, 1)


class Run(Open):
    """Everything about a text.

    hidden[0] is the sum of the embeddings, hidden[l] what leaves block l; so hidden[L] stands
    before the final norm, where transformers' own `hidden_states` have it after the norm.
    """

    def forward(
        self, ids: Tensor, head_scale: Tensor, steer: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """logits [T, V], attention [L, H, T, T], hidden [L+1, T, d]."""
        return self.whole(ids, head_scale, steer)


def chances(logits: Tensor, temperature: Tensor) -> Tensor:
    """Softmax of logits [V] at a temperature [1]; at 0 all of it is on the likeliest token."""
    return torch.softmax((logits - logits.max()) / temperature.clamp(min=1e-6), dim=-1)


class Next(Open):
    """How likely what comes next is, and the surprise of what came, in bits.

    The first token has nothing before it: its surprise is that after <|endoftext|>, which stands
    before every text in training.
    """

    begin: Tensor

    def __init__(self, lm: GPT2LMHeadModel) -> None:
        super().__init__(lm)
        with torch.no_grad():
            begin, _, _ = self.whole(torch.tensor([END]), torch.ones(L, H), torch.zeros(L, D))
        self.register_buffer("begin", begin, persistent=False)  # [1, V]

    def forward(
        self, ids: Tensor, temperature: Tensor, head_scale: Tensor, steer: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Probabilities [V] from the likeliest token on; order [64], the first ones' ids.

        The third is the surprise [T] of the text's own tokens, at temperature 1.
        """
        logits, _, _ = self.whole(ids, head_scale, steer)
        probabilities, _ = torch.topk(chances(logits[-1], temperature), V)
        _, order = torch.topk(logits[-1], TOP)
        before = torch.cat([self.begin, logits])[: ids.shape[0]]  # row t: what was expected at t
        own = torch.log_softmax(before, dim=-1).gather(1, ids[:, None].long())[:, 0]
        return probabilities, order.int(), own / -math.log(2)


class Decode(Open):
    """Reads N new tokens after those in the cache, and draws the next.

    The cache [2, L, H, C, dh] holds keys and values by position. The new ones go to `position` and
    on; nothing after them is looked at. The draw walks along the vocabulary until the chances add
    up to `uniform` in [0, 1); a `top_k` of 1 to 64 leaves it only so many of the likeliest tokens.
    """

    def forward(
        self,
        ids: Tensor,
        position: Tensor,
        past: Tensor,
        temperature: Tensor,
        uniform: Tensor,
        top_k: Tensor,
        head_scale: Tensor,
        steer: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The cache, probabilities and order [64] of the likeliest tokens, next_id [1]."""
        count = ids.shape[0]
        places = position + self.slots[:count]  # [N]
        mask = places[:, None] >= self.slots[None, :]  # [N, C]
        source = self.slots - position  # [C]: which new token belongs in each slot
        fresh = ((source >= 0) & (source < count))[None, :, None]
        source = source.clamp(0, count - 1)

        def put(kind: int, layer: int, new: Tensor) -> Tensor:
            return torch.where(fresh, new.index_select(1, source), past[kind, layer])

        x = self.gpt.wte(ids) + self.gpt.wpe(places)
        all_keys, all_values = [], []
        for layer in range(L):
            x, _, keys, values = self.block(layer, x, mask, head_scale, steer, put)
            all_keys.append(keys)
            all_values.append(values)
        cache = torch.stack([torch.stack(all_keys), torch.stack(all_values)])

        logits = self.logits(x[-1:])[0]
        shares = chances(logits, temperature)
        _, order = torch.topk(logits, TOP)  # by logits: at temperature 0 the other chances tie
        probabilities = shares.index_select(0, order)
        least = probabilities.index_select(0, (top_k - 1).clamp(0, TOP - 1))
        walked = torch.where((shares >= least) | (top_k < 1), shares, 0.0).cumsum(0)
        passed = (walked <= uniform * walked[-1]).sum(0, keepdim=True, dtype=torch.int32)
        return cache, probabilities, order.int(), passed.clamp(max=V - 1)


def held_out(length: int = 128) -> list[Tensor]:
    """`held-out.txt`, which no training saw, as windows of ids, int32 [length], evenly spread."""
    tokenizer = tokenizers.load((HERE / "tokenizer.json").read_bytes())
    text = (HERE / "held-out.txt").read_text(encoding="utf-8")
    ids = [token.id for token in tokenizer.encode(text)]
    starts = range(0, len(ids) - length, len(ids) // 32)
    return [torch.tensor(ids[at : at + length], dtype=torch.int32) for at in starts]


def number(value: float, dtype: torch.dtype = torch.float32) -> Tensor:
    """One number as the [1] that the graphs take."""
    return torch.full((1,), value, dtype=dtype)


def build() -> Model:
    """What the exporter makes of it."""
    lm = load()
    windows = held_out()
    noise = torch.Generator().manual_seed(0)
    changed = {
        "head_scale": torch.rand(L, H, generator=noise),
        "steer": torch.randn(L, D, generator=noise) / 10,
    }
    past = torch.randn(2, L, H, C, DH, generator=noise)
    place = number(3, torch.int32)
    change = {
        "head_scale": Input("float32", (L, H), default=1.0),
        "steer": Input("float32", (L, D), default=0.0),
    }
    temperature = Input("float32", (1,), default=1.0)
    return Model(
        graphs={
            "run": Graph(
                module=Run(lm),
                inputs={"ids": Input("int32", ("T",)), **change},
                outputs={
                    "logits": ("T", V),
                    "attention": (L, H, "T", "T"),
                    "hidden": (L + 1, "T", D),
                },
                examples=[
                    {"ids": windows[0][:8], **changed},
                    {"ids": windows[1][:1]},
                    {"ids": windows[2][:64]},
                    {"ids": torch.cat(windows[3:5])},
                ],
            ),
            "next": Graph(
                module=Next(lm),
                inputs={"ids": Input("int32", ("T",)), "temperature": temperature, **change},
                outputs={"probabilities": (V,), "order": (TOP,), "surprise": ("T",)},
                examples=[
                    {"ids": windows[0][:8], **changed},
                    {"ids": windows[1][:1]},
                    {"ids": windows[2][:64], "temperature": number(0.7)},
                ],
            ),
            "decode": Graph(
                module=Decode(lm),
                inputs={
                    "ids": Input("int32", ("N",)),
                    "position": Input("int32", (1,), default=0),
                    "past": Input("float32", (2, L, H, C, DH), default=0.0),
                    "temperature": temperature,
                    "uniform": Input("float32", (1,), default=0.0),
                    "top_k": Input("int32", (1,), default=0),
                    **change,
                },
                outputs={
                    "cache": (2, L, H, C, DH),
                    "probabilities": (TOP,),
                    "order": (TOP,),
                    "next_id": (1,),
                },
                examples=[
                    {"ids": windows[0][:8], "position": place, "past": past, **changed},
                    {"ids": windows[1][:1], "temperature": number(0.0)},
                    {"ids": windows[2][:64], "uniform": number(0.4), "temperature": number(0.7)},
                    {"ids": windows[3], "uniform": number(0.9), "top_k": number(5, torch.int32)},
                ],
            ),
        },
        axes={"T": Axis(1, C), "N": Axis(1, C)},
        tolerance=Tolerance(atol=1e-4, rtol=1e-3),
        quantise=Quantise(output="logits", graph="run", held_out=[{"ids": w} for w in windows]),
        assets={"tokenizer": HERE / "tokenizer.json"},
        facts={
            "title": "story-lm",
            "parameters": sum(p.numel() for p in lm.parameters()),
            "licence": "MIT",
            "trained_on": "Jane Austen's novels, the World English Bible, WordNet's sentences, "
            "a sample of Wikipedia, and stories from a grammar of our own",
        },
    )
