"""A text of the reader's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from livedemo.controls import Control, ControlError, texts
from livedemo.tokenizers.base import LONE_SURROGATES


@dataclass(frozen=True)
class Text(Control):
    """A text of the reader's own.

    Attributes:
        max_characters: longer texts are refused.
        rows: height of the box, in lines; 1 gives a single-line box.
        presets: texts to try, as ``{label: text}`` or a sequence of texts.
    """

    max_characters: int = 4000
    rows: int = 2
    presets: Mapping[str, str] | Sequence[str] = ()

    def __post_init__(self) -> None:
        """Raise `ControlError` where a preset is no text that it takes."""
        for name, value in (("max_characters", self.max_characters), ("rows", self.rows)):
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise ControlError(f"Text: {name} must be a whole number from 1, not {value!r}")
        for preset in texts("Text", "presets", self.presets):
            if len(preset) > self.max_characters:
                raise ControlError(
                    f"Text: the preset {preset[:20]!r}… has {len(preset):,} characters, and "
                    f"max_characters is {self.max_characters:,}"
                )

    def parse(self, raw: object) -> str:
        """Accept any string up to ``max_characters``; a lone surrogate is read as U+FFFD."""
        if not isinstance(raw, str):
            raise ControlError(f"must be a text, not {raw!r}")
        if len(raw) > self.max_characters:
            raise ControlError(
                f"takes {self.max_characters:,} characters at most, not {len(raw):,}"
            )
        return LONE_SURROGATES.sub("\ufffd", raw)

    def choices(self) -> dict[str, str]:
        """The presets as ``{label: text}``."""
        if isinstance(self.presets, Mapping):
            return dict(self.presets)
        return {text: text for text in self.presets}

    def ends(self) -> Sequence[str]:
        """None at all, a space, a long one, and letters that are not Latin."""
        long = ("The fox hid because it was scared. " * 60)[: min(2000, self.max_characters)]
        return ("", " ", long, "👩‍🚀", "إلى القمر")

    def states(self) -> Sequence[str]:
        """The presets."""
        return list(self.choices().values())
