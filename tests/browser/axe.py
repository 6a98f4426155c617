"""What axe-core says of a page: an npm package that knows the rules of WCAG and good practice."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
Scheme = Literal["dark", "light"]
SCHEMES: dict[Scheme, str] = {"dark": "slate", "light": "default"}  # and what Material calls them
COLOURS = ["color-contrast", "link-in-text-block"]
#: A theme's own, by rule and a part of the element: copy buttons in landmarks without names.
THEMES = {("landmark-unique", "md-code__nav")}
# All that is folded is looked at too. What differs from one scheme to the other is colours alone.
SWITCH = """name => {
    if (document.body.dataset.mdColorScheme) document.body.dataset.mdColorScheme = name;
}"""  # Material asks for the reader's scheme when a page is loaded, and its button does this
RUN = """async ([where, runOnly]) => {
    const folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const options = runOnly ? { runOnly } : {};
    const { violations } = await axe.run(where, { ...options, resultTypes: ["violations"] });
    for (const details of folded) details.open = false;
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => ({
        rule: id,
        html: node.html.slice(0, 200),
        why: [...node.any, ...node.all, ...node.none].map(({ message }) => message).join(" "),
    })));
}"""


@cache
def _source() -> str:
    return SOURCE.read_text("utf-8")


def violations(page: Page, where: str = "html") -> list[str]:
    """What is wrong in ``where``, a selector, in both colour schemes; the page is left in light."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    found: list[str] = []
    for scheme, name in SCHEMES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(SWITCH, name)
        nodes: list[dict[str, Any]] = page.evaluate(
            RUN, [where, COLOURS if scheme == "dark" else None]
        )
        found += [
            f"{scheme}: {node['rule']}: {node['html']}: {node['why']}"
            for node in nodes
            if not any(node["rule"] == rule and part in node["html"] for rule, part in THEMES)
        ]
    return found
