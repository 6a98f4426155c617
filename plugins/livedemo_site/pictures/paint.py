"""SVG that stands in HTML, with what stylesheets say of it in its own attributes.

What draws HTML without a browser knows CSS, but takes a piece of SVG as a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias
from xml.etree import ElementTree as etree

from cssselect2 import ElementWrapper, Matcher
from tinycss2 import parse_component_value_list, serialize
from tinycss2.color5 import parse_color

from livedemo_site.pictures.sheet import rules_of
from livedemo_site.pictures.thumbnail import SVG

_COLOURS = ("fill", "stroke")
_OTHERS = ("display", "fill-opacity", "opacity", "stroke-dasharray", "stroke-linejoin")
_WIDTH = "stroke-width"
_DEEPEST = 32  # variables in variables
_Variables: TypeAlias = Mapping[str, Sequence[Any]]


def paint(root: etree.Element, sheets: Sequence[str]) -> None:
    """Put the colours and strokes, those of the light scheme, into the SVG below ``root``."""
    matcher = Matcher()
    for rule in rules_of(sheets):
        if not rule.around:  # what holds under conditions is no matter of colour
            for selector in rule.selectors:
                matcher.add_selector(selector, rule.declared)
    variables: dict[etree.Element, _Variables] = {}
    for wrapper in ElementWrapper.from_xml_root(root).iter_subtree():
        element = wrapper.etree_element
        found: dict[str, Sequence[Any]] = {}
        for *_, pseudo, declared in matcher.match(wrapper):
            if pseudo is None:
                found.update((name, each.value) for name, each in declared.items())
        above = variables[wrapper.parent.etree_element] if wrapper.parent is not None else {}
        own = [name for name in found if name.startswith("--")]
        known = {**above, **{name: found[name] for name in own}}
        computed = {**known, **{name: _computed(known, name) for name in own}}
        variables[element] = {name: v for name, v in computed.items() if v is not None}
        if element.tag.startswith(f"{{{SVG}}}"):
            for name in (*_COLOURS, *_OTHERS, _WIDTH):
                with suppress(_Unknown):
                    if name in found:
                        value = _resolved(found[name], variables[element])
                        element.set(name, _colour(value) if name in _COLOURS else value)


class _Unknown(Exception):
    """A variable that has no value here: what asks for it counts as not said."""


def _computed(known: _Variables, name: str) -> Sequence[Any] | None:
    """The value of a variable without others in it; None where one of them has none."""
    try:
        return list(parse_component_value_list(_resolved(known[name], known)))
    except _Unknown:
        return None


def outermost(element: etree.Element) -> Iterator[etree.Element]:
    """The pieces of SVG below an element."""
    for each in element:
        if each.tag == f"{{{SVG}}}svg":
            yield each
        else:
            yield from outermost(each)


def size(svg: etree.Element, room: tuple[float, float]) -> None:
    """Make a piece of SVG as large as its room, in what it says of itself."""
    width, height = room
    inner = etree.Element(svg.tag, {"width": f"{width:g}", "height": f"{height:g}"})
    for name in ("viewBox", "preserveAspectRatio"):
        if name in svg.attrib:
            inner.set(name, svg.attrib.pop(name))
    inner.extend(svg)
    svg[:] = [inner]
    svg.attrib.update(inner.attrib, viewBox=f"0 0 {width:g} {height:g}")
    svg.attrib.pop("preserveAspectRatio", None)
    _thicken(inner, room, 1)


def _thicken(element: etree.Element, room: tuple[float, float], scale: float) -> None:
    """Strokes that keep their width at any scale get the one that comes to the same."""
    if view := element.get("viewBox"):
        _, _, width, height = map(float, view.split())
        scale = (room[0] / width * room[1] / height) ** 0.5 or 1
    if "vector-effect" in element.attrib:
        stroke = float(element.get(_WIDTH, "1").removesuffix("px"))
        element.set(_WIDTH, f"{stroke / scale:.3g}")
    for each in element:
        _thicken(each, room, scale)


def _resolved(tokens: Sequence[Any], variables: _Variables, deep: int = 0) -> str:
    """A value as text, without variables and functions of colours; `_Unknown`."""
    if deep > _DEEPEST:  # they name each other
        raise _Unknown
    return "".join(_parts(tokens, variables, deep)).strip()


def _parts(tokens: Sequence[Any], variables: _Variables, deep: int) -> Iterator[str]:
    def resolved(part: Sequence[Any]) -> str:
        return _resolved(part, variables, deep + 1)

    for token in tokens:
        if token.type != "function":
            yield token.serialize()
            continue
        first, *others = _split(token.arguments)
        match token.lower_name:
            case "var":
                yield _looked_up(serialize(first).strip(), others, variables, resolved)
            case "light-dark":
                yield resolved(first)
            case "color-mix":
                yield _mixed(*map(resolved, others))
            case name:
                yield f"{name}({','.join(map(resolved, (first, *others)))})"


def _looked_up(
    name: str,
    others: Sequence[Sequence[Any]],
    variables: _Variables,
    resolved: Callable[[Sequence[Any]], str],
) -> str:
    """What a variable holds, or else what stands behind its name."""
    if name in variables:
        with suppress(_Unknown):
            return resolved(variables[name])
    if not others:
        raise _Unknown
    return ",".join(map(resolved, others))


def _split(tokens: Sequence[Any]) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _mixed(one: str, other: str) -> str:
    """Two colours in sRGB; the share stands behind the first."""
    tokens = [t for t in parse_component_value_list(one) if t.type != "whitespace"]
    shares = [t.value / 100 for t in tokens if t.type == "percentage"]
    share = shares[0] if shares else 0.5
    a, b = parse_color(tokens[0]), parse_color(other)
    if a is None or b is None:
        return one
    (*x, p), (*y, q) = a.to("srgb"), b.to("srgb")
    alpha = share * p + (1 - share) * q
    mixed = (share * p * m + (1 - share) * q * n for m, n in zip(x, y, strict=True))
    return f"rgba({','.join(f'{255 * m / (alpha or 1):.0f}' for m in mixed)},{alpha:.3g})"


def _colour(value: str) -> str:
    """As the files' reader knows it: in six digits, or with its opacity."""
    colour = parse_color(value)
    if colour is None or isinstance(colour, str):
        return value
    *parts, alpha = colour.to("srgb")
    numbers = ",".join(f"{255 * part:.0f}" for part in parts)
    return f"rgb({numbers})" if alpha == 1 else f"rgba({numbers},{alpha:.3g})"
