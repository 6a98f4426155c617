"""A graph without what depends on where and how it was made.

The exporter writes source paths, stack traces and its own bookkeeping into every node. Without
them the same module gives the same bytes in any folder, and half as many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from livedemo_export.axes import Shape
from livedemo_export.spec import Graph

#: What onnxruntime-web and its WebGPU build both know.
OPSET = 20
#: Old enough for every onnxruntime-web that has the operators of the opset.
IR_VERSION = 10


def private(kind: str, names: Iterable[str]) -> list[str]:
    """What a graph's inputs or outputs are called until it is stripped.

    An author's names may be those that the exporter gives to what is inside: ``softmax`` to the
    result of that operator, ``weight`` to a parameter.
    """
    return [f"livedemo.{kind}.{index}" for index, _ in enumerate(names)]


def strip(model: Any, graph: Graph) -> Any:
    """``model`` (a ModelProto, changed in place) with only what running it needs.

    Inputs and outputs get their declared names and shapes, parameters keep their names, and all
    others are numbered.
    """
    model.ir_version = IR_VERSION
    for field in ("producer_name", "producer_version", "domain", "model_version", "doc_string"):
        model.ClearField(field)
    del model.metadata_props[:]
    model.graph.name = "graph"
    for part in _graphs(model.graph):
        del part.value_info[:]  # the runtime infers shapes itself
        _clear(part)
        for one in (*part.node, *part.input, *part.output, *part.initializer):
            _clear(one)
    declared = {
        **dict(zip(private("input", graph.inputs), graph.inputs, strict=True)),
        **dict(zip(private("output", graph.outputs), graph.outputs, strict=True)),
    }
    _rename(model.graph, declared)
    for value in model.graph.input:
        _declare(value, graph.inputs[value.name].shape if value.name in graph.inputs else None)
    for value in model.graph.output:
        _declare(value, graph.outputs.get(value.name))
    first_use = {name: index for index, name in enumerate(uses(model.graph))}
    ordered = sorted(model.graph.initializer, key=lambda t: first_use.get(t.name, len(first_use)))
    kept = [type(t).FromString(t.SerializeToString()) for t in ordered if t.name in first_use]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    return model


def serialised(model: Any) -> bytes:
    """The model's bytes; equal models give equal bytes."""
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def _clear(part: Any) -> None:
    for field in ("doc_string", "metadata_props"):
        part.ClearField(field)


def _graphs(graph: Any) -> Iterator[Any]:
    """``graph`` and the bodies of its loops and branches."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            attribute.ClearField("doc_string")
            for body in (*attribute.graphs, *([attribute.g] if attribute.HasField("g") else ())):
                yield from _graphs(body)


def uses(graph: Any) -> Iterator[str]:
    """Every name that a node reads, or that is given out, in order."""
    for part in _graphs(graph):
        for node in part.node:
            yield from node.input
        for value in part.output:
            yield value.name


def _rename(graph: Any, declared: Mapping[str, str]) -> None:
    """Give the ``declared`` names, and number all values and nodes but these and the parameters
    (``block.weight``).
    """
    names = dict(declared)
    taken = set(declared.values())
    parameters = {t.name for t in graph.initializer if "." in t.name}

    def new(name: str) -> str:
        if not name:  # an optional input that is left out
            return name
        if name not in names:
            wanted = name if name in parameters else f"v{len(names)}"
            while wanted in taken:
                wanted += "_"
            names[name] = wanted
            taken.add(wanted)
        return names[name]

    for count, part in enumerate(_graphs(graph)):
        for value in (*part.input, *part.output):
            value.name = new(value.name)
        for index, node in enumerate(part.node):
            node.name = f"n{count}_{index}" if count else f"n{index}"
            node.input[:] = [new(name) for name in node.input]
            node.output[:] = [new(name) for name in node.output]
        for tensor in part.initializer:
            tensor.name = new(tensor.name)


def _declare(value: Any, shape: Shape | None) -> None:
    if shape is None:  # a name that nobody declared is the check's business
        return
    tensor = value.type.tensor_type
    tensor.ClearField("shape")
    for length in shape:
        dim = tensor.shape.dim.add()
        if isinstance(length, int):
            dim.dim_value = length
        else:
            dim.dim_param = length
