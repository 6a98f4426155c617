"""What a stylesheet says of a few elements, and no more: a picture carries its own style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as etree

from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list
from tinycss2 import parse_blocks_contents, parse_rule_list, parse_stylesheet

LAYER = "livedemo"
# What a picture can ask for: its width is always one, and nobody prints it.
_ASKED = re.compile(r"prefers-color-scheme|forced-colors")
_OUTSIDE = re.compile(r"(?<![\w-])(?:url|src|image-set)\(", re.IGNORECASE)  # which no image loads
_ATTRIBUTE = re.compile(r"\[\s*([\w-]+)")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        around: the conditions around it from the outermost on, as ``@media (…)``.
        prelude: its selectors, written short.
        selectors: the same, compiled.
        declared: what it declares, by name.
        nested: the rules in it, written short.
    """

    around: Sequence[str]
    prelude: str
    selectors: Sequence[Any]
    declared: Mapping[str, Any]
    nested: Sequence[str]

    def short(self, asked: set[str] | None = None) -> str:
        """The rule as text, of its variables only those ``asked`` for, where that is known."""
        parts = [
            f"{name}:{_short(each.value)}{'!important' if each.important else ''}"
            for name, each in self.declared.items()
            if asked is None or name in asked or not name.startswith("--")
        ]
        text = ";".join([*parts, *self.nested])
        before = "".join(f"{each}{{" for each in self.around)
        return f"{before}{self.prelude}{{{text}}}{'}' * len(self.around)}" if text else ""


def needed(sheets: Sequence[str], root: etree.Element) -> str:
    """The rules of ``sheets`` for any of the elements below ``root``, written short."""
    rules = rules_of(sheets)
    matcher = Matcher()
    for rule in rules:
        for selector in rule.selectors:
            matcher.add_selector(selector, id(rule))
    elements = ElementWrapper.from_xml_root(root).iter_subtree()
    met = {found for element in elements for *_, found in matcher.match(element)}
    left = [rule for rule in rules if id(rule) in met]
    asked: set[str] | None = None
    while True:  # a variable may be asked for by one that nobody asks for
        css = "".join(rule.short(asked) for rule in left)
        if asked == (asked := set(_VARIABLE.findall(css))):
            return css


def attributes(css: str) -> set[str]:
    """The names of the attributes that selectors ask for."""
    return set(_ATTRIBUTE.findall(css))


def rules_of(sheets: Sequence[str]) -> list[Rule]:
    """The rules that hold in a picture, in order.

    What the first sheet has outside of the layer, and asks of the browser, is about themes, which a
    picture has none of. Any other sheet is the site's own: of that, what has effect in a figure is
    left, its rules in the layer and its variables elsewhere.
    """
    return [
        rule
        for number, sheet in enumerate(sheets)
        for rule in _rules(parse_stylesheet(sheet, True, True), (), False, number > 0)
    ]


def _rules(
    nodes: Sequence[Any], around: tuple[str, ...], inside: bool, own: bool
) -> Iterator[Rule]:
    """The rules among ``nodes``.

    Args:
        around: the conditions around them.
        inside: they stand in the layer.
        own: they are the site's own.
    """
    for node in nodes:
        if node.type == "qualified-rule" and (inside or own):
            try:
                selectors = compile_selector_list(node.prelude)
            except SelectorError:
                continue  # what only a running page has
            declared, nested = _content(node, only_variables=not inside)
            yield Rule(around, _short(node.prelude), selectors, declared, nested)
        elif node.type == "at-rule" and node.content is not None:
            prelude, below = _short(node.prelude), parse_rule_list(node.content, True, True)
            match node.lower_at_keyword:
                case "layer" if prelude == LAYER:
                    yield from _rules(below, around, True, own)
                case "media" if not _ASKED.search(prelude):
                    pass
                case "supports" if not own:
                    pass
                case "media" | "container" | "supports":
                    condition = f"@{node.lower_at_keyword} {prelude}"
                    yield from _rules(below, (*around, condition), inside, own)


def _content(rule: Any, only_variables: bool) -> tuple[Mapping[str, Any], Sequence[str]]:
    """What a rule declares, by name, and the rules nested in it."""
    declared, nested = {}, []
    for node in parse_blocks_contents(rule.content, True, True):
        if node.type == "declaration":
            variable = node.name.startswith("--")
            if (variable or not only_variables) and not _OUTSIDE.search(_short(node.value)):
                declared[node.name if variable else node.lower_name] = node
        elif node.type == "qualified-rule" and not only_variables:
            nested.append(Rule((), _short(node.prelude), (), *_content(node, False)).short())
    return declared, nested


def _short(tokens: Sequence[Any]) -> str:
    """The tokens as text, with one space where there are several, or a comment."""
    kept = [" " if t.type in ("whitespace", "comment") else t.serialize() for t in tokens]
    return re.sub(r"\s+", " ", "".join(kept)).strip()
