"""Errors of ``build()`` whose own words mislead: damaged files, the network, ``exit()``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from livedemo_export.errors import ExportError
from livedemo_export.load import load
from safetensors.torch import save

LOAD = "from pathlib import Path\nfrom safetensors.torch import load_file\n\ndef build():\n    {}\n"
READ = LOAD.format('return load_file(Path(__file__).with_name("weights.safetensors"))')
GOOD = save({"w": torch.ones(4)})


def told(folder: Path) -> tuple[str, int]:
    with pytest.raises(ExportError) as caught:
        load(folder)
    assert caught.value.where
    return caught.value.message, caught.value.where[1]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"this is no file of weights", "its header would be longer than its 26 bytes"),
        (b"", "weights.safetensors is empty"),
        (GOOD[:-3], f"it has {len(GOOD) - 3} bytes, and {len(GOOD)} are announced"),
        (GOOD[:12], "its header would be longer than its 12 bytes"),
        (GOOD[:8] + b"x" * (len(GOOD) - 8), "its header is not JSON"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "run `git lfs pull`"),
    ],
)
def test_a_damaged_file_is_named(model: Callable[..., Path], data: bytes, cause: str) -> None:
    folder = model("damaged", READ)
    (folder / "weights.safetensors").write_bytes(data)
    message, line = told(folder)
    assert "weights.safetensors" in message and cause in message
    assert line == 5


def test_a_torch_file_that_is_a_pointer(model: Callable[..., Path]) -> None:
    text = "import torch\n\ndef build():\n    return torch.load(__file__[:-8] + 'weights.pt')\n"
    folder = model("damaged", text)
    (folder / "weights.pt").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid x\n")
    assert told(folder) == (
        "weights.pt is a pointer of Git LFS and not the file: run `git lfs pull`",
        4,
    )


def test_any_other_file_that_is_a_pointer(model: Callable[..., Path]) -> None:
    read = "json.loads(Path(__file__).with_name('tokenizer.json').read_text())"
    folder = model("p", f"import json\nfrom pathlib import Path\n\ndef build():\n    {read}\n")
    (folder / "tokenizer.json").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid x\n")
    message, line = told(folder)
    assert message.startswith("tokenizer.json is a pointer of Git LFS") and line == 5


HUB = [
    "from transformers import GPT2LMHeadModel as M",
    "M.from_pretrained('nobody/nothing')",
    "from transformers import AutoTokenizer as T",
    "T.from_pretrained('nobody/nothing')",
    "from huggingface_hub import hf_hub_download as d",
    "d('nobody/nothing', 'config.json')",
    "from huggingface_hub import snapshot_download as d",
    "d('nobody/nothing')",
    "from tokenizers import Tokenizer as T",
    "T.from_pretrained('nobody/nothing')",
]


@pytest.mark.parametrize(("name", "call"), [*zip(HUB[::2], HUB[1::2], strict=True)])
def test_what_is_not_on_this_machine_is_not_fetched(
    model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, name: str, call: str
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)  # as in the worker
    folder = model("hub", f"{name}\n\ndef build():\n    return {call}\n")
    message, line = told(folder)
    assert line == 4
    assert "models are exported without the network (HF_HUB_OFFLINE=1)" in message
    assert "onnection" not in message  # nobody's is to blame


def test_the_network_does_not_answer(model: Callable[..., Path]) -> None:
    text = "from urllib.request import urlopen\n\ndef build():\n    urlopen('http://127.0.0.1:9')\n"
    message, line = told(model("asks", text))
    assert "the network is asked" in message and line == 4


@pytest.mark.parametrize("call", ["sys.exit(1)", "exit()", "raise SystemExit"])
def test_a_build_that_ends_the_export(model: Callable[..., Path], call: str) -> None:
    message, line = told(model("ends", f"import sys\n\ndef build():\n    {call}\n"))
    assert message.startswith("it calls exit()") and line == 4


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        ("x = 1\ny = 'é'\n".encode("latin-1"), "model.py isn't UTF-8: byte 0xE9 in line 2"),
        (b"x = 1\ny = '\0'\n", "it holds a byte 0"),
    ],
)
def test_a_file_that_is_no_text(model: Callable[..., Path], data: bytes, cause: str) -> None:
    folder = model("text", "")
    (folder / "model.py").write_bytes(data)
    message, line = told(folder)
    assert cause in message and line == 2
