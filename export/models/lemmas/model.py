"""English lemmas and their forms: a table, and nothing to run."""

from pathlib import Path

from livedemo_export import Model

HERE = Path(__file__).parent


def build() -> Model:
    """The table alone."""
    return Model(
        graphs={},
        assets={"forms": HERE / "forms.txt"},
        facts={
            "title": "lemmas of English",
            "licence": "MIT",
            "source": "PyPI lemminflect 0.2.3",
        },
    )
