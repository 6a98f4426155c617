"""A file of parameters is one of safetensors, and what is none is refused."""

import base64
from array import array

import pytest
from livedemo import Tensor, pack, unpack
from safetensors.numpy import load

TENSORS = {
    "a": Tensor("float32", (2, 3), array("f", range(6))),
    "b_c": Tensor("float32", (), array("f", [0.5])),
}


def test_it_is_read_back_here_and_by_safetensors() -> None:
    data = pack(TENSORS, {"alphabet": "aé🙂"})
    tensors, facts = unpack(base64.b64encode(data).decode())
    assert facts == {"alphabet": "aé🙂"}
    assert {n: (t.shape, t.tolist()) for n, t in tensors.items()} == {
        "a": ((2, 3), [[0, 1, 2], [3, 4, 5]]),
        "b_c": ((), 0.5),
    }
    theirs = load(data)
    assert theirs["a"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert theirs["b_c"].shape == ()


def test_whatever_else_is_refused() -> None:
    whole = pack(TENSORS, {})
    for data in (b"", b"\0" * 8, b"\xff" * 40, whole[:-3], whole[:20], b"PK\3\4" + whole):
        with pytest.raises(ValueError, match="no file of safetensors"):
            unpack(base64.b64encode(data).decode())
    with pytest.raises(ValueError, match="no file of safetensors"):
        unpack("é")
