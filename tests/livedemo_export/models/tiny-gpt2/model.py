"""A GPT-2 of two layers and random weights, with its insides as outputs."""

import torch
from livedemo_export import Axis, Graph, Input, Model, Quantise
from torch import Tensor, nn
from transformers import GPT2Config, GPT2LMHeadModel

VOCABULARY, WIDTH, LAYERS, HEADS = 512, 64, 2, 4


class Run(nn.Module):
    def __init__(self, lm: GPT2LMHeadModel) -> None:
        super().__init__()
        self.lm = lm

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        out = self.lm(ids[None], output_attentions=True, output_hidden_states=True, use_cache=False)
        attention = torch.cat(out.attentions)  # [L, H, T, T]
        hidden = torch.cat(out.hidden_states)  # [L+1, T, d]
        return out.logits[0], attention, hidden


def ids(length: int, seed: int = 0) -> dict[str, Tensor]:
    made = torch.Generator().manual_seed(seed)
    return {"ids": torch.randint(VOCABULARY, (length,), generator=made, dtype=torch.int32)}


def build() -> Model:
    torch.manual_seed(3)
    config = GPT2Config(
        vocab_size=VOCABULARY,
        n_positions=64,
        n_embd=WIDTH,
        n_layer=LAYERS,
        n_head=HEADS,
        bos_token_id=0,
        eos_token_id=0,
        attn_implementation="eager",
    )
    return Model(
        graphs={
            "run": Graph(
                module=Run(GPT2LMHeadModel(config)),
                inputs={"ids": Input("int32", ("T",))},
                outputs={
                    "logits": ("T", VOCABULARY),
                    "attention": (LAYERS, HEADS, "T", "T"),
                    "hidden": (LAYERS + 1, "T", WIDTH),
                },
                examples=[ids(7), ids(1), ids(2), ids(33)],
            )
        },
        axes={"T": Axis(1, 64)},
        quantise=Quantise(output="logits", held_out=[ids(64, seed) for seed in range(8)]),
    )
