"""In what the trainings multiply: bfloat16 where the processor does, else float32.

Without instructions for it torch emulates bfloat16, which took 45 times as long as float32 on a
processor that has AVX2 alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

QUICK: bool = torch.ops.mkldnn._is_mkldnn_bf16_supported()
NARROW = torch.bfloat16 if QUICK else torch.float32


def mixed() -> torch.autocast:
    """Matrix products in `NARROW`, all else in float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled=QUICK)


class Narrow(TorchFunctionMode):
    """Within it, what asks for bfloat16 by name gets `NARROW`: torch's Muon does."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if func is Tensor.bfloat16:
            return args[0].to(NARROW, copy=True)
        return func(*args, **(kwargs or {}))
