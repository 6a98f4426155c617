"""Tensors as a demo sees them: a type, a shape, and a buffer. No NumPy: the browser has none."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from math import prod
from typing import Any

# The element types that every backend shares, as the buffer protocol's format characters.
FORMATS = {"float32": "f", "int32": "i", "int64": "q", "bool": "?", "uint8": "B", "int8": "b"}


class Tensor:
    """A dense, row-major tensor.

    Args:
        dtype: one of ``float32``, ``int32``, ``int64``, ``bool``, ``uint8``, ``int8``.
        shape: its lengths, outermost first; ``()`` is a scalar.
        data: anything with the buffer protocol that holds ``prod(shape)`` elements, or ``None``
            for a tensor that stays where it was computed and can only be handed back.
        handle: what the backend needs to take the tensor back without a copy.

    Indexing follows the leading axes: ``t[2, 0]`` is a tensor of the remaining axes, or a number
    when none remain. Slices copy nothing.
    """

    __slots__ = ("_data", "dtype", "handle", "shape")

    def __init__(
        self,
        dtype: str,
        shape: Iterable[int],
        data: Any = None,
        *,
        handle: object = None,
    ) -> None:
        if dtype not in FORMATS:
            raise ValueError(f"no element type {dtype!r}; known: {', '.join(FORMATS)}")
        self.dtype = dtype
        self.shape = tuple(shape)
        self.handle = handle
        self._data: memoryview[Any] | None = None
        if data is not None:
            self._data = memoryview(data).cast("B").cast(FORMATS[dtype])  # type: ignore[call-overload]
            if len(self._data) != prod(self.shape):
                raise ValueError(f"{len(self._data)} elements do not fill shape {self.shape}")

    @classmethod
    def of(cls, dtype: str, values: Any, shape: Iterable[int] | None = None) -> Tensor:
        """Build a tensor from a number or (nested) lists, which must be rectangular."""
        flat, found = _flatten(values)
        convert: Callable[[Any], Any] = float if dtype == "float32" else int
        code = {"?": "B"}.get(FORMATS[dtype], FORMATS[dtype])
        return cls(dtype, found if shape is None else shape, array(code, map(convert, flat)))

    @classmethod
    def full(cls, dtype: str, shape: Iterable[int], value: float) -> Tensor:
        """A tensor of one value."""
        shape = tuple(shape)
        code = {"?": "B"}.get(FORMATS[dtype], FORMATS[dtype])
        one = float(value) if dtype == "float32" else int(value)
        return cls(dtype, shape, array(code, [one]) * prod(shape))

    @property
    def data(self) -> memoryview[Any]:
        """The elements, flat. Raises `ValueError` for a tensor that was kept in the backend."""
        if self._data is None:
            raise ValueError("this tensor was kept where it was computed; ask for it in outputs=")
        return self._data

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, index: int | tuple[int, ...]) -> Any:
        indices = index if isinstance(index, tuple) else (index,)
        if len(indices) > len(self.shape):
            raise IndexError(f"{len(indices)} indices for shape {self.shape}")
        offset, rest = 0, prod(self.shape)
        for i, (position, length) in enumerate(zip(indices, self.shape, strict=False)):
            if not -length <= position < length:
                raise IndexError(f"index {position} on axis {i} of length {length}")
            rest //= length
            offset += (position % length) * rest
        if len(indices) == len(self.shape):
            return self.data[offset]
        part = Tensor(self.dtype, self.shape[len(indices) :])
        part._data = self.data[offset : offset + rest]
        return part

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def tolist(self) -> Any:
        """The elements as nested lists (a number for a scalar)."""
        if not self.shape:
            return self.data[0]
        nested: list[Any] = self.data.tolist()
        for axis in range(len(self.shape) - 1, 0, -1):
            length = self.shape[axis]
            nested = [nested[i * length : (i + 1) * length] for i in range(prod(self.shape[:axis]))]
        return nested

    def item(self) -> Any:
        """The one element. Raises `ValueError` where there are more or fewer."""
        if prod(self.shape) != 1:
            raise ValueError(f"item() needs one element, and shape {self.shape} has more or none")
        return self.data[0]

    def __repr__(self) -> str:
        return f"Tensor({self.dtype}, {list(self.shape)})"


def _flatten(values: Any) -> tuple[list[Any], tuple[int, ...]]:
    """Flatten nested sequences; a ragged one raises `ValueError`."""
    if not isinstance(values, list | tuple | range):
        return [values], ()
    parts = [_flatten(value) for value in values]
    if len({shape for _, shape in parts}) > 1:
        raise ValueError("the lists of a tensor must all have the same lengths")
    inner = parts[0][1] if parts else ()
    return [x for flat, _ in parts for x in flat], (len(parts), *inner)
