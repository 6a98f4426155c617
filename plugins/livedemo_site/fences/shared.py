"""Controls that the figures of a page have in common: what the page says of their values.

``shared: text`` in the fences of several figures makes one control of their texts. One of the
fences says what stands in it; a second one may only repeat it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from livedemo_site.fences.options import Option, Options


@dataclass
class Shared:
    """The shared controls of one page.

    Attributes:
        said: by control, what stands in it, and the place of the fence that says so.
        count: how many figures share it.
    """

    said: dict[str, tuple[str, str]] = field(default_factory=dict)
    count: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, fences: Iterable[tuple[str, Options]]) -> Shared:
        """What the fences of a page say, each with its place."""
        shared = cls()
        for place, options in fences:
            for name in options.shared:
                shared.count[name] = shared.count.get(name, 0) + 1
                if name in options.values:
                    shared.said.setdefault(name, (options.values[name].value, place))
        return shared

    def filled(self, options: Options) -> Mapping[str, Option]:
        """The values of a fence, with those that another says for it, at the line of ``shared``."""
        others = {
            name: Option(self.said[name][0], options.shared[name])
            for name in options.shared
            if name in self.said and name not in options.values
        }
        return {**options.values, **others}

    def problem(self, name: str, options: Options) -> tuple[int, str] | None:
        """What is wrong with a control that a fence shares: its line, from 0, and the cause."""
        if self.count[name] == 1:
            return options.shared[name], f"no other figure on this page shares {name}"
        if name not in self.said:
            cause = f"{name} is shared, and no fence says what stands in it: write {name}: … in one"
            return options.shared[name], cause
        own = options.values.get(name)
        if own and own.value != self.said[name][0]:
            said, place = self.said[name]
            cause = f"{name} is shared, and {place} says that it is {said!r}: leave this line out"
            return own.line, cause
        return None
