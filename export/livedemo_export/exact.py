"""A module's answers in float64, and what rounding as coarse as float32's can do to them.

Float32 answers differ between processors in their last digits, and no number of digits is right for
every tensor. Float64 has nine digits more: how far a float32 answer is from it is that answer's
error, whatever made it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch._ops import HigherOrderOperator
from torch.utils._python_dispatch import TorchDispatchMode

#: Of the noise: eight times what rounding to float32 does to a number, since one sum rounds often.
NOISE = 2.0**-21
#: dtypes that lose more than float32 does.
COARSE = (torch.float16, torch.bfloat16)


class NotExact(Exception):
    """Why a module doesn't run in float64, in words."""


class _Widened(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """What asks for float32 gets float64: constants, ``.float()``, tensors a deep copy misses.

    With ``dice`` each operation reads numbers that are off by up to `NOISE` of themselves.
    """

    supports_higher_order_operators = True

    def __init__(self, dice: torch.Generator | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.dice = dice

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if isinstance(func, HigherOrderOperator):  # a loop or a branch: what is in it comes back
            with self:
                return func.py_kernels[torch._C.DispatchKey.CompositeExplicitAutograd](
                    *args, **kwargs
                )
        writes, looks = func._schema.is_mutable, func.is_view
        if writes and any(isinstance(a, Tensor) and a.dtype == torch.float32 for a in args):
            raise NotExact(f"{func} writes into a float32 tensor")

        def wide(value: Any) -> Any:
            if value is torch.float32:
                return torch.float64
            if not isinstance(value, Tensor):
                # torch's own tree_map took half of the time of a module of many small operations
                return type(value)(map(wide, value)) if type(value) in (list, tuple) else value
            if value.dtype == torch.float32:
                value = value.double()
            if self.dice is None or writes or looks or value.dtype != torch.float64:
                return value
            noise = torch.empty(value.shape, dtype=torch.float64)
            return value * noise.uniform_(1 - NOISE, 1 + NOISE, generator=self.dice)

        result = func(*map(wide, args), **{name: wide(value) for name, value in kwargs.items()})
        if any(isinstance(r, Tensor) and r.dtype in COARSE for r in _several(result)):
            raise NotExact(f"{func} rounds to {_several(result)[0].dtype}")
        return result


class Exact:
    """A deep copy of ``module`` in float64, made when it is first called."""

    def __init__(self, module: nn.Module) -> None:
        self._module = module
        self._copy: nn.Module | None = None

    def __call__(self, *inputs: Tensor, noise: int | None = None) -> list[Tensor]:
        """The outputs for ``inputs``, floating ones in float64.

        ``noise`` is a seed: each number that is read is off by a little, each seed another way.

        Raises:
            NotExact: an operation has no float64, or rounds to less than float32.
        """
        dice = None if noise is None else torch.Generator().manual_seed(noise)
        try:
            if self._copy is None:
                self._copy = copy.deepcopy(self._module).double().eval()
            with eagerly(), _default(torch.float64), _Widened(dice):
                outputs = _several(self._copy(*(_wide(tensor) for tensor in inputs)))
        except NotExact:
            raise
        except Exception as error:  # whatever a custom operator says
            said = " ".join(str(error).split())[:200]
            raise NotExact(f"{type(error).__name__}: {said}") from error
        for output in outputs:
            if output.dtype == torch.float32:
                raise NotExact("an output is float32 all the same")
            if output.is_floating_point() and output.isnan().any():
                raise NotExact("float64 gives NaN")
        return outputs


@contextmanager
def eagerly() -> Iterator[None]:
    """Without gradients, and loops run as they stand: compiling them takes longer."""
    with torch.no_grad(), torch.compiler.set_stance("force_eager"):
        yield


def _wide(tensor: Tensor) -> Tensor:
    return tensor.double() if tensor.is_floating_point() else tensor.clone()


def _several(result: Any) -> list[Any]:
    return list(result) if isinstance(result, (tuple, list)) else [result]


@contextmanager
def _default(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)
