"""Parameters as a file that a reader can keep, in the format of safetensors.

A length of eight bytes, a header in JSON that says where each tensor lies, the numbers: PyTorch's
users open it with ``safetensors.torch.load_file``.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from math import prod

from livedemo.tensor import Tensor

FACTS = "__metadata__"  # texts by name
TYPE = "F32"
MOST = 100_000  # bytes of a header


def pack(tensors: Mapping[str, Tensor], facts: Mapping[str, str]) -> bytes:
    """The file that holds these tensors, float32 all of them, and these texts."""
    header: dict[str, object] = {FACTS: dict(facts)}
    at = 0
    for name, tensor in tensors.items():
        size = tensor.data.nbytes
        header[name] = {
            "dtype": TYPE,
            "shape": list(tensor.shape),
            "data_offsets": [at, at + size],
        }
        at += size
    head = json.dumps(header, ensure_ascii=False).encode()
    head += b" " * (-len(head) % 8)
    parts = (len(head).to_bytes(8, "little"), head, *(t.data.tobytes() for t in tensors.values()))
    return b"".join(parts)


def unpack(text: str) -> tuple[dict[str, Tensor], dict[str, str]]:
    """What `pack` has packed, from the file's bytes in base64.

    Raises:
        ValueError: it is no such file; the message is a sentence's end.
    """
    try:
        data = base64.b64decode(text, validate=True)
        length = int.from_bytes(data[:8], "little")
        if not 0 < length <= min(MOST, len(data) - 8):
            raise ValueError
        header = json.loads(data[8 : 8 + length])
        facts = {str(k): str(v) for k, v in header.pop(FACTS, {}).items()}
        body = data[8 + length :]
        tensors = {}
        for name, entry in header.items():
            shape, (start, end) = [int(n) for n in entry["shape"]], entry["data_offsets"]
            if entry["dtype"] != TYPE or end - start != 4 * prod(shape) or end > len(body):
                raise ValueError
            tensors[name] = Tensor("float32", shape, body[start:end])
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error):
        raise ValueError("is no file of safetensors in float32") from None
    return tensors, facts
