"""Weight-only int8: initializer -> Cast -> Mul(scale), which onnxruntime folds when it loads.

Weights are a quarter of the size to download, and run at float32's speed. What that costs is
measured: how often the most likely choice stays the same, and the KL divergence, on held-out
inputs. Finer scales are tried until the bound is met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy
import onnx
from onnx import TensorProto, numpy_helper

Array = Any  # numpy.ndarray; onnx has no types to give

MASKED = 1e6  # no weight is as large


@dataclass(frozen=True)
class Packed:
    """``values * scale``, reshaped to ``shape``, is nearly the weight."""

    values: Array  # int8, [*shape] or, in blocks, one axis split in two
    scale: Array  # float32, broadcasts over values
    shape: tuple[int, ...]

    def unpacked(self) -> Array:
        """The weight, as float32."""
        return (self.values.astype(numpy.float32) * self.scale).reshape(self.shape)


def called(block: int | None) -> str:
    """A step of the ladder, in words."""
    return "per column" if block is None else f"per {block} weights"


def quantise(models: Mapping[str, Any], block: int | None, smallest: int) -> int:
    """Pack the larger float32 initializers of ``models`` in place; returns how many there were.

    Equal weights in several graphs are packed once, equally, and so stay shared.
    """
    packed: dict[tuple[bytes, tuple[int, ...]], Packed] = {}
    for model in models.values():
        taken = {t.name for t in model.graph.initializer}
        nodes: list[Any] = []
        kept: list[Any] = []
        for tensor in model.graph.initializer:
            array = _weight(tensor, smallest)
            if array is None:
                kept.append(TensorProto.FromString(tensor.SerializeToString()))
                continue
            key = (array.tobytes(), array.shape)
            if key not in packed:
                packed[key] = pack(array, block)
            initializers, made = _nodes(tensor.name, packed[key], taken)
            kept.extend(initializers)
            nodes.extend(made)
        del model.graph.initializer[:]
        model.graph.initializer.extend(kept)
        for node in reversed(nodes):
            model.graph.node.insert(0, node)
    return len(packed)


def pack(array: Array, block: int | None) -> Packed:
    """``array`` (float32, two axes or more) as int8 along whichever axis loses least."""
    options = list(_options(array, block)) or list(_options(array, None))
    return min(options, key=lambda p: _loss(p.unpacked() - array))


def _loss(difference: Array) -> float:
    return float(numpy.square(difference, dtype=numpy.float64).sum())


def _options(array: Array, block: int | None) -> Iterator[Packed]:
    for axis in range(array.ndim):
        if block is None:
            # one scale for each index of `axis`, over all others
            others = tuple(a for a in range(array.ndim) if a != axis)
            yield _rounded(array, others, array.shape)
        elif array.shape[axis] % block == 0:
            # [.., n, ..] -> [.., n/block, block, ..]: one scale for each run of `block`
            split = (*array.shape[:axis], -1, block, *array.shape[axis + 1 :])
            yield _rounded(array.reshape(split), (axis + 1,), array.shape)


def _rounded(array: Array, over: tuple[int, ...], shape: tuple[int, ...]) -> Packed:
    largest = numpy.abs(array).max(axis=over, keepdims=True)
    scale = numpy.where(largest > 0, largest / 127, 1).astype(numpy.float32)
    values = numpy.clip(numpy.rint(array / scale), -127, 127).astype(numpy.int8)
    return Packed(values, scale, shape)


def _weight(tensor: Any, smallest: int) -> Array | None:
    """The initializer as an array, or None when it stays float32."""
    if tensor.data_type != TensorProto.FLOAT or sum(length > 1 for length in tensor.dims) < 2:
        return None  # a vector, for which scales would cost more than they save
    if int(numpy.prod(tensor.dims)) < smallest:
        return None
    array = numpy_helper.to_array(tensor)
    # a mask, of -inf or of large numbers, would leave no scale for what is folded into it
    return array if numpy.abs(array).max() < MASKED else None


def _nodes(name: str, packed: Packed, taken: set[str]) -> tuple[list[Any], list[Any]]:
    def fresh(suffix: str) -> str:
        wanted = f"{name}.{suffix}"
        while wanted in taken:
            wanted += "_"
        taken.add(wanted)
        return wanted

    values, scale, cast = fresh("int8"), fresh("scale"), fresh("float")
    initializers = [
        numpy_helper.from_array(packed.values, values),
        numpy_helper.from_array(packed.scale, scale),
    ]
    split = packed.values.shape != packed.shape
    product = fresh("blocks") if split else name
    nodes = [
        onnx.helper.make_node("Cast", [values], [cast], to=TensorProto.FLOAT),
        onnx.helper.make_node("Mul", [cast, scale], [product]),
    ]
    if split:
        shape = fresh("shape")
        initializers.append(numpy_helper.from_array(numpy.array(packed.shape, numpy.int64), shape))
        nodes.append(onnx.helper.make_node("Reshape", [product, shape], [name]))
    return initializers, nodes
