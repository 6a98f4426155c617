"""Weight-only int8: initializer -> DequantizeLinear, which onnxruntime folds when it loads.

Weights are a quarter of the size to download, and run at float32's speed. What that costs is
measured: how often the most likely choice stays the same, and the KL divergence, on held-out
inputs. Finer scales are tried until the bound is met.

One node a weight, since onnxruntime holds all that it folds until it has folded everything: Cast,
Mul and Reshape in its place made a session three times as large, for good in a browser, where
memory that WebAssembly has had stays its own. A table whose rows are looked up is never unfolded:
the rows are looked up as int8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy
import onnx
from onnx import TensorProto, numpy_helper

from livedemo_export.strip import uses

Array = Any  # numpy.ndarray; onnx has no types to give

MASKED = 1e6  # no weight is as large
#: The first in which DequantizeLinear knows blocks; no operator that a graph has means another
#: thing there than in the opset that it was traced in.
OPSET = 21


@dataclass(frozen=True)
class Packed:
    """``values * scale``, reshaped to ``shape``, is nearly the weight.

    There is a scale for each index of ``axis``, or with ``block`` for each run of so many along it.
    """

    values: Array  # int8, [*shape] or, in blocks, one axis split in two
    scale: Array  # float32, broadcasts over values
    shape: tuple[int, ...]
    axis: int
    block: int | None

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
            unpacked = _Unpacked(tensor.name, packed[key], taken)
            unpacked.look_up(model.graph)
            if tensor.name in set(uses(model.graph)):
                nodes.append(unpacked.whole())
            kept.extend(unpacked.initializers.values())
        del model.graph.initializer[:]
        model.graph.initializer.extend(kept)
        for node in reversed(nodes):
            model.graph.node.insert(0, node)
        for opset in model.opset_import:
            if opset.domain == "":
                opset.version = max(opset.version, OPSET)
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
            yield _rounded(array, others, array.shape, axis, None)
        elif array.shape[axis] % block == 0:
            # [.., n, ..] -> [.., n/block, block, ..]: one scale for each run of `block`
            split = (*array.shape[:axis], -1, block, *array.shape[axis + 1 :])
            yield _rounded(array.reshape(split), (axis + 1,), array.shape, axis, block)


def _rounded(
    array: Array, over: tuple[int, ...], shape: tuple[int, ...], axis: int, block: int | None
) -> Packed:
    largest = numpy.abs(array).max(axis=over, keepdims=True)
    scale = numpy.where(largest > 0, largest / 127, 1).astype(numpy.float32)
    values = numpy.clip(numpy.rint(array / scale), -127, 127).astype(numpy.int8)
    return Packed(values, scale, shape, axis, block)


def _weight(tensor: Any, smallest: int) -> Array | None:
    """The initializer as an array, or None when it stays float32."""
    if tensor.data_type != TensorProto.FLOAT or sum(length > 1 for length in tensor.dims) < 2:
        return None  # a vector, for which scales would cost more than they save
    if int(numpy.prod(tensor.dims)) < smallest:
        return None
    array = numpy_helper.to_array(tensor)
    # a mask, of -inf or of large numbers, would leave no scale for what is folded into it
    return array if numpy.abs(array).max() < MASKED else None


class _Unpacked:
    """The nodes that give a weight, or rows of it, as float32.

    Attributes:
        initializers: what the nodes made so far read, by name.
    """

    def __init__(self, name: str, packed: Packed, taken: set[str]) -> None:
        self.name, self.packed, self.taken = name, packed, taken
        self.initializers: dict[str, Any] = {}
        self._names: dict[str, str] = {}

    def whole(self) -> Any:
        """The node that gives the weight under its own name."""
        packed = self.packed
        if packed.block:
            # [.., n/block, 1, ..] -> [.., n/block, ..]
            scale = self._initializer("scale", packed.scale.squeeze(packed.axis + 1))
            attributes = {"axis": packed.axis, "block_size": packed.block}
        else:
            scale = self._initializer("scale", packed.scale.reshape(-1))
            attributes = {"axis": packed.axis}
        return self._node([self._int8(), scale], self.name, **attributes)

    def look_up(self, graph: Any) -> None:
        """Let nodes of ``graph`` that look up rows of the weight look up int8 ones."""
        if len(self.packed.shape) != 2 or (self.packed.block and self.packed.axis == 0):
            return
        for node in list(graph.node):
            axis = next((a.i for a in node.attribute if a.name == "axis"), 0)
            if node.op_type == "Gather" and node.input[0] == self.name and axis == 0:
                at = list(graph.node).index(node)
                graph.node.remove(node)
                for made in reversed(self._rows(node.input[1], node.output[0])):
                    graph.node.insert(at, made)

    def _rows(self, indices: str, result: str) -> list[Any]:
        """The nodes that give the rows at ``indices`` [*I] as ``result`` [*I, columns]."""
        packed = self.packed
        rows = self._fresh(f"{result}.int8")
        nodes = [onnx.helper.make_node("Gather", [self._int8(), indices], [rows])]
        if packed.axis == 1 and not packed.block:  # [columns], the same for all rows
            scale = self._initializer("scale", packed.scale.reshape(-1))
            return [*nodes, self._node([rows, scale], result, axis=-1)]
        # [rows, blocks], or [rows, 1]
        scale = packed.scale.squeeze(2) if packed.block else packed.scale
        suffix = "scale" if packed.block else "rows"
        scales = self._fresh(f"{result}.scale")
        looked_up = [self._initializer(suffix, scale), indices]
        nodes.append(onnx.helper.make_node("Gather", looked_up, [scales]))
        if packed.block and scale.shape[1] > 1:
            last = {"axis": -1, "block_size": packed.block}
            return [*nodes, self._node([rows, scales], result, **last)]
        # one scale a row; for a single row, DequantizeLinear would take it for one of all
        floats = self._fresh(f"{result}.float")
        return [
            *nodes,
            onnx.helper.make_node("Cast", [rows], [floats], to=TensorProto.FLOAT),
            onnx.helper.make_node("Mul", [floats, scales], [result]),
        ]

    @staticmethod
    def _node(inputs: list[str], output: str, **attributes: Any) -> Any:
        return onnx.helper.make_node("DequantizeLinear", inputs, [output], **attributes)

    def _int8(self) -> str:
        return self._initializer("int8", self.packed.values.reshape(self.packed.shape))

    def _initializer(self, suffix: str, array: Array) -> str:
        if suffix not in self._names:
            name = self._names[suffix] = self._fresh(f"{self.name}.{suffix}")
            self.initializers[name] = numpy_helper.from_array(array, name)
        return self._names[suffix]

    def _fresh(self, wanted: str) -> str:
        while wanted in self.taken:
            wanted += "_"
        self.taken.add(wanted)
        return wanted
