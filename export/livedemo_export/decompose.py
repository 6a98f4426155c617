"""Operators that ONNX has no words for, spelled out one by one.

The exporter spells out a whole graph by running it anew in fake tensors, twice, though nearly all
of its operators stay as they are. Here only those that need it are run. The exporter's own way
remains for graphs that write to their tensors or read numbers from them, of which it can't be told
from one operator what becomes.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import torch
from onnxscript.rewriter import MatchResult
from onnxscript.rewriter._matcher import SimplePatternMatcher
from torch.export import ExportedProgram
from torch.fx import GraphModule, Node
from torch.fx.experimental.proxy_tensor import make_fx
from torch.onnx._internal.exporter import _decomp, _fx_passes, _registration
from torch.onnx._internal.fx.passes import type_promotion
from torch.utils import _pytree as pytree

#: What `torch.onnx` has instead of this.
_whole = _fx_passes.decompose_with_registry
#: What it can translate; it makes that list anew for each graph, from a thousand functions.
_registry = functools.cache(_registration.ONNXRegistry.from_torchlib)
#: Runs a graph in fake tensors to find numbers and tensors that meet in several dtypes.
_Promotion = type_promotion._TypePromotionInterpreter
_run_node = _Promotion.run_node
_match = SimplePatternMatcher.match


@contextlib.contextmanager
def sparing() -> Iterator[None]:
    """``torch.onnx.export`` without what it does for nothing, and again for each graph."""
    with (
        mock.patch.object(_fx_passes, "decompose_with_registry", decompose),
        mock.patch.object(_registration.ONNXRegistry, "from_torchlib", staticmethod(_registry)),
        mock.patch.object(_Promotion, "run_node", _run_or_recall),
        mock.patch.object(SimplePatternMatcher, "match", _match_at_all),
    ):
        yield


def _run_or_recall(promotion: Any, node: Node) -> Any:
    """What ``node`` gives: as recorded where it takes its arguments as they are."""
    if node.op != "call_function" or "val" not in node.meta:
        return _run_node(promotion, node)
    rule = type_promotion.get_type_promotion_rule(node, promotion.type_promotion_table)
    return node.meta["val"] if rule is None else _run_node(promotion, node)


def _match_at_all(matcher: Any, model: Any, graph: Any, node: Any, **how: Any) -> Any:
    """Whether the pattern of a rule that simplifies a graph ends at ``node``.

    Asked of each rule at each node, and of some at all pairs of nodes; the operator tells most.
    """
    if matcher.pattern.output_nodes[0].op.matches(node.op_type):
        return _match(matcher, model, graph, node, **how)
    return MatchResult().fail("another operator")


def decompose(program: ExportedProgram, registry: Any) -> ExportedProgram:
    """``program``, changed in place, in operators that ``registry`` translates."""
    modules = [m for m in program.graph_module.modules() if isinstance(m, GraphModule)]
    if any(_beyond_itself(node.target) for m in modules for node in m.graph.nodes):
        return _whole(program, registry)
    known, table = _table(registry)
    try:
        spelt = [
            (module, node, _parts(node, table))
            for module in modules
            for node in module.graph.nodes
            if _needs(node.target, known, table)
        ]
    except Exception:  # what is not to be had from one operator, the whole graph may give
        return _whole(program, registry)
    if any(_beyond_itself(part.target) for *_, parts in spelt for part in parts.graph.nodes):
        return _whole(program, registry)
    _fx_passes.remove_assertion_nodes(program.graph_module)
    for module, node, parts in spelt:
        _spell_out(program, module, node, parts)
    for module in modules:
        module.graph.eliminate_dead_code()
        module.recompile()
    return program


@functools.lru_cache(maxsize=1)
def _table(registry: Any) -> tuple[set[Any], dict[Any, Callable[..., Any]]]:
    """The operators that ``registry`` translates, and how to spell out others."""
    known: set[Any] = set(_decomp.get_onnx_implemented_overloads(registry))
    return known, _decomp.create_onnx_friendly_decomposition_table(known)


def _beyond_itself(target: Any) -> bool:
    if target == torch.ops.aten.item.default:
        return True
    return isinstance(target, torch._ops.OpOverload) and target._schema.is_mutable


def _needs(target: Any, known: set[Any], table: dict[Any, Any]) -> bool:
    if not isinstance(target, torch._ops.OpOverload) or target in known:
        return False
    return target in table or target._can_decompose()


def _given(node: Node) -> tuple[list[Any], Any, list[int]]:
    """A node's arguments, flat; their layout; and which of them are other nodes."""
    given, layout = pytree.tree_flatten((node.args, node.kwargs))
    return given, layout, [index for index, one in enumerate(given) if isinstance(one, Node)]


def _parts(node: Node, table: dict[Any, Any]) -> GraphModule:
    """What ``node`` is made of."""
    given, layout, at = _given(node)

    def run(*values: Any) -> Any:
        whole = list(given)
        for index, value in zip(at, values, strict=True):
            whole[index] = value
        args, kwargs = pytree.tree_unflatten(whole, layout)
        return node.target(*args, **kwargs)  # type: ignore[operator]

    return make_fx(run, decomposition_table=table)(*(given[i].meta["val"] for i in at))


def _spell_out(
    program: ExportedProgram, module: GraphModule, node: Node, parts: GraphModule
) -> None:
    """Put ``parts`` in the place of ``node``."""
    given, _, at = _given(node)
    inputs = [n for n in parts.graph.nodes if n.op == "placeholder"]
    values = dict(zip(inputs, (given[i] for i in at), strict=True))
    with module.graph.inserting_before(node):
        result = module.graph.graph_copy(parts.graph, values)
    if isinstance(result, Node):
        _replace(program, node, result)
        return
    for user in list(node.users):  # operator.getitem, of an operator with several results
        _replace(program, user, result[user.args[1]])  # type: ignore[index,arg-type]
        module.graph.erase_node(user)


def _replace(program: ExportedProgram, node: Node, by: Node) -> None:
    node.replace_all_uses_with(by)
    program.graph_signature.replace_all_uses(node.name, by.name)
