"""A model.py that does not end is ended, and named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from livedemo_export.ensure import ensure

pytestmark = pytest.mark.alone

GOOD = """from pathlib import Path
from livedemo_export import Model
def build():
    return Model(graphs={}, assets={"tokenizer": Path(__file__).with_name("tokenizer.json")})
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD.replace("    return", "    while True: pass\n    return"), 4),
        (GOOD.replace("    return", "    sum(range(10**13))\n    return"), 4),
        (f"{GOOD}\nwhile True: pass\n", 6),
        (GOOD.replace("    return", "    import time\n    time.sleep(10**6)\n    return"), 5),
    ],
)
def test_what_does_not_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int
) -> None:
    monkeypatch.delenv("LIVEDEMO_STORE", raising=False)
    for name, source in (("endless", text), ("good", GOOD)):
        folder = tmp_path / "export/models" / name
        folder.mkdir(parents=True)
        (folder / "model.py").write_text(source)
        (folder / "tokenizer.json").write_text("{}")
    manifests, errors = ensure(tmp_path, ["endless", "good"], jobs=1, limit=0.5)
    assert list(manifests) == ["good"]  # no other model is taken along
    error = errors["endless"]
    assert error.where == (tmp_path / "export/models/endless/model.py", line)
    assert error.message.startswith("its build() does not end: after ")
