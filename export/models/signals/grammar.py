"""The coach's language: a play, the signs that pass it on, and what they say in two languages.

A play has six parts. As signs it is: touches that mean nothing (a coach hides the message), the
cap, which says "now it counts", then one sign each for action, place, manner, who and when, and
perhaps a wipe, which says "don't". The same touch means another thing in each place, so that a
sign can only be read by counting from the cap. English and Spanish put the parts in an order of
their own, and in Spanish the verb changes with who is spoken to and with the "don't".
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from itertools import product
from random import Random
from typing import Any

PARTS = ("action", "place", "manner", "who", "when", "negation")
TOUCHES = (
    "nose", "chin", "ear", "chest", "belt", "arm",
    "wrist", "elbow", "knee", "shoulder", "neck", "hip",
)  # fmt: skip
CAP, WIPE = "cap", "wipe"

#: name -> English, then Spanish: tell one, tell several, don't (one), don't (several)
ACTIONS = {
    "hit": ("hit", "golpéalo", "golpéenlo", "golpees", "golpeen"),
    "tap": ("tap", "tócalo", "tóquenlo", "toques", "toquen"),
    "lift": ("lift", "levántalo", "levántenlo", "levantes", "levanten"),
    "send": ("send", "mándalo", "mándenlo", "mandes", "manden"),
    "push": ("push", "empújalo", "empújenlo", "empujes", "empujen"),
    "throw": ("throw", "lánzalo", "láncenlo", "lances", "lancen"),
    "bring": ("bring", "tráelo", "tráiganlo", "traigas", "traigan"),
    "carry": ("carry", "llévalo", "llévenlo", "lleves", "lleven"),
}
PLACES = {
    "moon": ("to the moon", "a la luna"),
    "sky": ("to the sky", "al cielo"),
    "fence": ("to the fence", "a la cerca"),
    "wall": ("to the wall", "al muro"),
    "left": ("to left field", "al jardín izquierdo"),
    "centre": ("to centre field", "al jardín central"),
    "right": ("to right field", "al jardín derecho"),
    "first": ("to first base", "a la primera base"),
    "second": ("to second base", "a la segunda base"),
    "third": ("to third base", "a la tercera base"),
    "home": ("to home plate", "al plato"),
    "pitcher": ("to the pitcher", "al lanzador"),
}
MANNERS = {
    "": ("", ""),
    "hard": ("hard", "con fuerza"),
    "gently": ("gently", "con suavidad"),
    "fast": ("fast", "deprisa"),
    "slowly": ("slowly", "despacio"),
    "high": ("high", "por lo alto"),
}
#: name -> English, Spanish, whether several are spoken to
WHO = {
    "": ("", "", False),
    "batter": ("batter", "bateador", False),
    "runner": ("runner", "corredor", False),
    "runners": ("runners", "corredores", True),
    "everyone": ("everyone", "todos", True),
}
WHEN = {
    "": ("", ""),
    "now": ("now", "ahora"),
    "first-pitch": ("on the first pitch", "en el primer lanzamiento"),
    "second-pitch": ("on the second pitch", "en el segundo lanzamiento"),
    "last-pitch": ("on the last pitch", "en el último lanzamiento"),
}
NEGATION = {"": "", "don't": WIPE}
VALUES: tuple[dict[str, Any], ...] = (ACTIONS, PLACES, MANNERS, WHO, WHEN, NEGATION)


@dataclass(frozen=True)
class Play:
    """What is to be done; each part is a key of its table."""

    action: str
    place: str
    manner: str = ""
    who: str = ""
    when: str = ""
    negation: str = ""

    def parts(self) -> list[str]:
        """As the model reads it: "action:hit", "place:moon" ...; the empty ones are left out."""
        return [
            f"{name}:{value}" for name, value in zip(PARTS, astuple(self), strict=True) if value
        ]

    def signs(self, false: tuple[str, ...] = ()) -> list[str]:
        """The touches, after some `false` ones."""
        counts = [list(table).index(v) for table, v in zip(VALUES, astuple(self), strict=True)]
        told = [TOUCHES[(5 * count + 3 * place) % 12] for place, count in enumerate(counts[:5])]
        return [*false, CAP, *told, *([WIPE] if self.negation else [])]

    def english(self) -> list[str]:
        """Batter, don't hit it hard to the moon now."""
        verb = [*(["don't"] if self.negation else []), ACTIONS[self.action][0], "it"]
        said = [*verb, *words(MANNERS[self.manner][0]), *words(PLACES[self.place][0])]
        return [*called(WHO[self.who][0]), *said, *words(WHEN[self.when][0]), "."]

    def spanish(self) -> list[str]:
        """Bateador, ahora no lo golpees con fuerza a la luna."""
        several = WHO[self.who][2]
        verb = ACTIONS[self.action][(3 if self.negation else 1) + several]
        when = words(WHEN[self.when][1])
        said = [*when, *(["no", "lo"] if self.negation else []), verb]
        said += [*words(MANNERS[self.manner][1]), *words(PLACES[self.place][1])]
        return [*called(WHO[self.who][1]), *said, "."]


def words(phrase: str) -> list[str]:
    """A phrase's words."""
    return phrase.split()


def called(who: str) -> list[str]:
    """Whom it is said to, and a comma."""
    return [who, ","] if who else []


def plays() -> list[Play]:
    """All of them: 28,800."""
    return [Play(*parts) for parts in product(*VALUES)]


def apart(play: Play) -> bool:
    """Whether the play's action and place stand together in no play of the training.

    One place for each action, and never the same: 8 of 96 pairs, "hit it to the moon" among them.
    """
    return list(PLACES).index(play.place) == 3 * list(ACTIONS).index(play.action) % 8


def split() -> tuple[list[Play], dict[str, list[Play]]]:
    """The plays to train on, and the held-out ones: `pairs` and `plays`.

    `pairs` have an action and a place that were never trained together; `plays` are a twentieth of
    all others.
    """
    known = [play for play in plays() if not apart(play)]
    Random(0).shuffle(known)
    count = len(known) // 20
    return known[count:], {"pairs": [p for p in plays() if apart(p)], "plays": known[:count]}


def symbols() -> list[str]:
    """Everything that is read or written, in a fixed order: what the model's ids stand for."""
    given = [f"{n}:{v}" for n, table in zip(PARTS, VALUES, strict=True) for v in table if v]
    said = {word for play in plays() for word in [*play.english(), *play.spanish()]}
    return [
        "<end>",
        "<signs>",
        "<english>",
        "<spanish>",
        *given,
        CAP,
        WIPE,
        *TOUCHES,
        *sorted(said),
    ]
