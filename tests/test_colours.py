"""Colours of the style sheets: what is written can be read and what is drawn seen, in both schemes,
and what stands side by side is told apart, by eyes that know no red or no green as well.

Colour alone says nothing in a figure; where it helps, it should help everybody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from coloraide.everything import ColorAll as Color

ROOT = Path(__file__).parents[1]
OURS = sorted((ROOT / "plugins").rglob("*.css"))
SITE = sorted((ROOT / "docs/stylesheets").glob("*.css"))
SHEETS = {"the product": OURS, "the flagship": SITE}
SCHEMES = ("light", "dark")
#: How people see: all colours, no green (deuteranopia), no red (protanopia).
EYES = (None, "deutan", "protan")

TOKENS = [f"--ld-token-{number}" for number in range(8)]
QUANTITIES = [
    f"--ld-{name}"
    for name in ("probability", "attention", "query", "key", "value", "mlp", "measure")
]
GROUNDS = ("--ld-bg", "--ld-raised")
#: WCAG 2: contrast of text, and of what is no text. Distances in CAM02-UCS, in which 1 can be seen.
READ, SEEN = 4.5, 3
BESIDE, NEAR, ANYWHERE, AS_QUANTITIES = 25, 15, 9, 11


@cache
def declared(sheets: str) -> dict[str, list[str]]:
    """The values that a variable has anywhere in the sheets."""
    found: dict[str, list[str]] = defaultdict(list)
    for sheet in SHEETS[sheets]:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        for name, value in re.findall(r"(--[\w-]+):\s*([^;{}]+)[;}]", text):
            found[name].append(" ".join(value.split()))
    return found


def arguments(value: str) -> list[str]:
    """Those of a CSS function: what stands between its commas."""
    parts, depth = [""], 0
    for sign in value[value.index("(") + 1 : value.rindex(")")]:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def resolved(value: str, scheme: str, sheets: str) -> Iterator[Color]:
    """The colours that a value may be; none where only a page's theme decides."""
    if value.startswith("light-dark("):
        yield from resolved(arguments(value)[scheme == "dark"], scheme, sheets)
    elif value.startswith("var("):
        name, *other = arguments(value)
        for each in declared(sheets).get(name, other):
            yield from resolved(each, scheme, sheets)
    elif Color.match(value, fullmatch=True):
        yield Color(value)


def colours(name: str, scheme: str, sheets: str = "the flagship") -> list[Color]:
    """What a variable may be; a failure where it has no colour."""
    found = [each for value in declared(sheets)[name] for each in resolved(value, scheme, sheets)]
    assert found, f"{name} has no colour in {sheets}"
    return found


def colour(name: str, scheme: str) -> Color:
    """What a variable of the flagship is everywhere."""
    (found,) = colours(name, scheme)
    return found


def distance(one: Color, other: Color, eye: str | None) -> float:
    """How far two colours are from each other, as an eye sees them (Machado et al. 2009)."""
    if eye:
        one, other = (each.filter(eye, 1, method="machado").clip("srgb") for each in (one, other))
    return float(one.delta_e(other, method="cam02"))


def faint(
    names: list[str], grounds: tuple[str, ...], least: float, scheme: str, sheets: str
) -> list[str]:
    """Where a variable's colour has too little contrast with a ground, in words."""
    return [
        f"{name} {one.to_string(hex=True)} on {ground} {other.to_string(hex=True)}: {ratio:.2f}"
        for name in names
        for one in colours(name, scheme, sheets)
        for ground in grounds
        for other in colours(ground, scheme, sheets)
        if (ratio := one.contrast(other, method="wcag21")) < least
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sheets", SHEETS)
def test_text_can_be_read_and_edges_seen(sheets: str, scheme: str) -> None:
    text = ["--ld-fg", "--ld-soft", "--ld-accent", "--ld-good", "--ld-bad"]
    assert faint(text, GROUNDS, READ, scheme, sheets) == []
    assert faint(["--ld-on-accent"], ("--ld-accent",), READ, scheme, sheets) == []
    assert faint(["--ld-line"], ("--ld-bg",), SEEN, scheme, sheets) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_marks_can_be_seen(scheme: str) -> None:
    marks = [*QUANTITIES, "--ld-loss", "--ld-plus", "--ld-minus"]
    assert faint(marks, GROUNDS, SEEN, scheme, "the flagship") == []
    assert faint(TOKENS, ("--ld-bg",), SEEN, scheme, "the flagship") == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_in_the_colour_of_a_quantity_can_be_read(scheme: str) -> None:
    """Those of the flagship's texts; they stand on the page's own ground."""
    texts = "".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md")))
    words = {f"--ld-{name}" for name in re.findall(r"\*\{\s*\.ld-(\w+)", texts)}
    found = sorted(words & declared("the flagship").keys())
    assert faint(found, ("--md-default-bg-color", "--ld-bg"), READ, scheme, "the flagship") == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_token_can_be_read_on_its_tint(scheme: str) -> None:
    sheets = "".join(path.read_text("utf-8") for path in [*OURS, *SITE])
    shares = re.findall(
        r"color-mix\(in srgb, var\(--ld-token\b.*?\) (\d+)%, var\(--ld-bg\)\)", sheets
    )
    most = max(map(int, shares)) / 100
    for name in TOKENS:
        for ground in colours("--ld-bg", scheme):
            tint = Color.mix(ground, colour(name, scheme), most, space="srgb")
            ratio = colour("--ld-fg", scheme).contrast(tint, method="wcag21")
            assert ratio >= READ, f"{name}: {ratio:.2f}"


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_tokens_side_by_side_are_told_apart(scheme: str, eye: str | None) -> None:
    tokens = [colour(name, scheme) for name in TOKENS]
    for apart, least in ((1, BESIDE), (2, NEAR), (3, ANYWHERE), (4, ANYWHERE)):
        for number, one in enumerate(tokens):
            other = (number + apart) % len(tokens)
            found = distance(one, tokens[other], eye)
            assert found >= least, f"tokens {number} and {other}: {found:.1f}"


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_quantities_are_told_apart(scheme: str, eye: str | None) -> None:
    pairs = [*combinations(QUANTITIES, 2), ("--ld-plus", "--ld-minus"), ("--ld-good", "--ld-bad")]
    for one, other in pairs:
        found = distance(colour(one, scheme), colour(other, scheme), eye)
        assert found >= AS_QUANTITIES, f"{one} and {other}: {found:.1f}"
