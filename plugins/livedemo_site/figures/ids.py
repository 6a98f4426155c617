"""Ids inside a figure's copy: two that stand on one page have none in common.

``browser/page/ids.js`` does the same with what the page gets later.
"""

from __future__ import annotations

import re

_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_ATTRIBUTE = re.compile(r'(\s)([\w:-]+)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_REFERS = re.compile(
    "id|for|form|list|headers"
    "|aria-(?:labelledby|describedby|controls|owns|details|flowto|activedescendant|errormessage)"
)
_ADDRESS = re.compile(r"(^|url\((?:&#39;|')?)#([^\s'\")&]+)")


def apart(html: str, figure: str) -> str:
    """Put a prefix before the ids in a part of a figure, and before what refers to them.

    Args:
        figure: the id of the figure, which no other on the page has.
    """
    prefix = f"{figure}--"
    tags = "".join(match[0] for match in _TAG.finditer(html))
    own = {id for id in _ID.findall(tags) if not id.startswith(prefix)}
    if not own:
        return html

    def named(id: str) -> str:
        return prefix + id if id in own else id

    def attribute(match: re.Match[str]) -> str:
        space, name, value = match.groups()
        if _REFERS.fullmatch(name):
            value = " ".join(map(named, value.split(" ")))
        else:
            value = _ADDRESS.sub(lambda found: f"{found[1]}#{named(found[2])}", value)
        return f'{space}{name}="{value}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(attribute, tag[0]), html)
