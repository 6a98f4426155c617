"""Author mistakes in model.py come back as a sentence and the author's own line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from livedemo_export.errors import ExportError
from livedemo_export.load import load

Write = Callable[..., Path]

HEAD = "from livedemo_export import Axis, Graph, Input, Model\n"

CASES = [
    ("x = 1\n", 1, "has no build\\(\\)"),
    ("\n\ndef build():\n    return 3\n", 3, "returned int, not a livedemo_export.Model"),
    ("\n\nx = = 1\n", 3, "SyntaxError"),
    ("def build():\n    return 1 / 0\n", 2, "ZeroDivisionError: division by zero"),
    ("import nonesuch\n", 1, "no module 'nonesuch'"),
    ("import blocks\n", 1, "import a neighbour as `from .blocks import"),
    ("from .blocks import Deep\nDeep()\n", 2, "ValueError: deep trouble"),
    ("def build():\n    return open('weights.bin')\n", 2, "weights.bin is missing: commit it"),
    (
        "from pathlib import Path\nfrom safetensors.torch import load_file\n\n"
        "def build():\n    load_file(Path(__file__).with_name('weights.safetensors'))\n",
        5,
        "^weights.safetensors is missing",
    ),
    (
        HEAD + "\ndef build():\n    return Model(\n        graphs={},\n        facts={1j: 2})\n",
        4,
        "JSON",
    ),
    (HEAD + "def build():\n    return Model(graphs={'run': Input('int8', (1,))})\n", 3, "int32"),
]


@pytest.mark.parametrize(("text", "line", "message"), CASES)
def test_a_mistake_has_its_line(model: Write, text: str, line: int, message: str) -> None:
    blocks = "class Deep:\n    def __init__(self):\n        raise ValueError('deep trouble')\n"
    folder = model("a-model", text, **{"blocks.py": blocks})
    with pytest.raises(ExportError, match=message) as caught:
        load(folder)
    assert caught.value.where is not None
    path, number = caught.value.where
    if "deep" in message:
        assert (path.name, number) == ("blocks.py", 3)
    else:
        assert (path.name, number) == ("model.py", line)


def test_neighbours_and_hyphens(model: Write) -> None:
    text = (
        "from livedemo_export import Model\nfrom .parts.facts import FACTS\n"
        "def build() -> Model:\n    return Model(graphs={}, facts=FACTS)\n"
    )
    one = model("a-b", text)
    two = model("a_b", text)
    for folder, title in ((one, "one"), (two, "two")):
        (folder / "parts").mkdir()
        (folder / "parts/facts.py").write_text(f"FACTS = {{'title': {title!r}}}\n")
    assert load(one).facts == {"title": "one"}
    assert load(two).facts == {"title": "two"}
    (one / "parts/facts.py").write_text("FACTS = {'title': 'one, edited'}\n")
    assert load(one).facts == {"title": "one, edited"}
