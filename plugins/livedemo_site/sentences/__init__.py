"""What figures say to readers, in one catalogue a language: `en.json`, and others beside it.

A sentence holds names in braces for what changes, ``{file}``. One that depends on a number is an
object of forms, as Unicode's plural rules call them (``one``, ``few``, ``other``…), chosen by
``count`` in the page. Another language is one more file here, or an author's own; an author may
also put single sentences in other words.

What is said to authors, in logs and in the boxes of mistakes, is English and stands where it
arises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from livedemo_export.suggest import nearest

HERE = Path(__file__).parent
ENGLISH = "en"
MARK = "{/* sentences */}"  # in a module of the page: what `script` puts sentences in place of
_NAME = re.compile(r"\{(\w+)\}")

Form: TypeAlias = "str | Mapping[str, str]"


class CatalogueError(Exception):
    """A catalogue that can't be used; the message says what is wrong with it."""


class Sentences:
    """The sentences of one language.

    Attributes:
        language: the site's, as a BCP 47 tag (``de``, ``pt-BR``): numbers follow it too.
        lacking: keys of sentences that are said in English.
    """

    def __init__(
        self,
        language: str = ENGLISH,
        own: Mapping[str, Form] | None = None,
        name: str = "sentences",
    ) -> None:
        """Take a language's catalogue, and an author's ``own`` sentences over it.

        Raises:
            CatalogueError: ``own``, which is called ``name``, has an unknown key, or a sentence
                that lacks one of the names in braces or has another.
        """
        english = _read(ENGLISH)
        known = _read(_base(language))
        for key, form in (own or {}).items():
            if key not in english:
                raise CatalogueError(f"{name}: no sentence {key!r}. {nearest(key, english)}")
            problem = _problem(form, english[key])
            if problem:
                raise CatalogueError(f"{name}: {key!r} {problem}")
        given = {**known, **(own or {})}
        self.lacking = sorted(english.keys() - given.keys())
        self.language = language.replace("_", "-") if given else ENGLISH
        self._forms = {**english, **given}

    def __call__(self, key: str, **values: object) -> str:
        """A sentence that the build writes; these have one form. Raises `KeyError`."""
        form = self._forms[key]
        if not isinstance(form, str):
            raise KeyError(f"{key} depends on a number, and only a page can choose its form")
        return _NAME.sub(lambda name: str(values[name[1]]), form)

    def number(self, text: str) -> str:
        """A number in Python's way, ``1,234.5``, as this language writes it."""
        marks = {",": self("number.thousands"), ".": self("number.decimal")}
        return "".join(marks.get(sign, sign) for sign in text)

    def script(self, source: str) -> str:
        """A module of the page, with its sentences in it: those whose keys it names, or all."""
        before, mark, after = source.partition(MARK)
        if not mark:
            raise ValueError(f"the module has no {MARK}")
        named = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', source))
        forms = {key: self._forms[key] for key in sorted(named & self._forms.keys() or self._forms)}
        table = json.dumps(forms, ensure_ascii=False, separators=(",", ":"))
        return f"{before}{table}{after}".replace('"{language}"', json.dumps(self.language))


def languages() -> list[str]:
    """Those that have a catalogue."""
    return sorted(path.stem for path in HERE.glob("*.json"))


def load(path: Path) -> dict[str, Form]:
    """An author's own sentences. Raises `CatalogueError`."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CatalogueError(f"{path.name} can't be read: {error.strerror or error}") from None
    except ValueError as error:
        raise CatalogueError(f"{path.name} is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise CatalogueError(f"{path.name} must hold an object: key to sentence")
    return found


def names(form: Form) -> list[set[str]]:
    """The names in braces of each form of a sentence."""
    forms = [form] if isinstance(form, str) else list(form.values())
    return [set(_NAME.findall(each)) for each in forms]


def _problem(form: Form, english: Form) -> str:
    """What is wrong with a sentence that takes the place of an English one; "" for nothing."""
    several = isinstance(form, dict) and all(isinstance(each, str) for each in form.values())
    if not isinstance(form, str) and not several:
        return "must be a text, or an object of texts: one, other and so on"
    if isinstance(form, dict):
        if isinstance(english, str):
            return "has one form only: a text"
        if "other" not in form:
            return 'lacks the form "other"'
    wanted = names(english)[-1]
    for found in names(form):
        if found != wanted:
            here = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "no names in braces"
            return f"must have {here}, and no others"
    return ""


def _base(language: str) -> str:
    """The catalogue for a language: ``de`` for ``de-AT``."""
    return re.split("[-_]", language)[0].lower()


def _read(language: str) -> dict[str, Form]:
    file = HERE / f"{language}.json"
    if language not in languages():
        return {}
    found: dict[str, Form] = json.loads(file.read_text(encoding="utf-8"))
    return found
