"""No graph at all: a file for the reader."""

from pathlib import Path

from livedemo_export import Model

HERE = Path(__file__).parent


def build() -> Model:
    return Model(
        graphs={}, assets={"tokenizer": HERE / "tokenizer.json"}, facts={"title": "three words"}
    )
