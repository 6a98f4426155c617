"""Everyday stories from a small hand-written grammar.

Novels, scripture and dictionaries are short of the plain words that a reader types first. Here
somebody does something for a reason: the reason fits the deed, the pronoun fits the one it stands
for, and all else is drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from workshop.training.story_words import (
    ANIMALS,
    BOTH,
    BOYS,
    CANT,
    GIRLS,
    LOOKS,
    MEN,
    PLACES,
    SAID,
    SIZES,
    THINGS,
    TIMES,
    WHY,
    WOMEN,
)

HIM = {"she": "her", "he": "him", "it": "it"}
STILL = ("hid", "sat down", "slept", "fell asleep", "sat alone")  # done in some place
BEGINNINGS = ("Once there was", "There was once", "Once upon a time there was", "There was")


@dataclass(frozen=True)
class Somebody:
    """Who a story is about."""

    subject: str  # "The fox", "Anna"
    new: str  # as introduced: "a brown fox"
    pronoun: str
    owner: str  # "its", "her"

    @property
    def named(self) -> bool:
        """Whether it has a name instead of an article."""
        return not self.subject.startswith("The ")

    @property
    def inside(self) -> str:
        """The subject where no sentence begins."""
        return self.subject if self.named else "the" + self.subject[3:]


def somebody(rng: Random) -> Somebody:
    """An animal, somebody with a name, or somebody with a trade; any trade with any pronoun."""
    kind, size = rng.random(), rng.choice(SIZES)
    article = "an" if size[0] in "aeiou" else "a"
    if kind < 0.4:
        animal = rng.choice(ANIMALS)
        subject = f"The {animal}" if rng.random() < 0.7 else f"The {size} {animal}"
        return Somebody(subject, f"{article} {size} {animal}", "it", "its")
    female = rng.random() < 0.5
    pronoun, owner = ("she", "her") if female else ("he", "his")
    if kind < 0.7:
        name = rng.choice(GIRLS if female else BOYS)
        return Somebody(name, f"{article} {size} {'girl' if female else 'boy'}", pronoun, owner)
    person = rng.choice((WOMEN if female else MEN) + BOTH)
    return Somebody(f"The {person}", f"{article} {size} {person}", pronoun, owner)


class Story:
    """One story's two persons, and the sentences that can be told of them."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.who, self.other = somebody(rng), somebody(rng)

    def reason(self, who: Somebody) -> str:
        """Somebody did something because of a feeling."""
        pick = self.rng.choice
        feelings = pick(list(WHY))
        deed, felt = pick(WHY[feelings]), pick(feelings)
        if deed in STILL and self.rng.random() < 0.5:
            deed = f"{deed} {pick(PLACES)}"
        form = pick(["because"] * 5 + ["so", "when", "and"])
        if form == "because":
            return f"{who.subject} {deed} because {who.pronoun} was {felt}."
        if form == "so":
            return f"{who.subject} was {felt}, so {who.pronoun} {deed}."
        if form == "when":
            return f"When {who.inside} was {felt}, {who.pronoun} {deed}."
        return f"{who.subject} was {felt} and {deed}."

    def obstacle(self) -> str:
        """Something did not work out, because of the one thing or the other."""
        pick = self.rng.choice
        verbs = pick(list(CANT))
        things = pick(THINGS), pick(THINGS)
        fits = "fit" in verbs[0]
        subject = f"The {things[0]}" if fits else self.who.subject
        first = self.rng.random() < 0.5
        pronoun = self.who.pronoun if first and not fits else "it"
        why = pick(CANT[verbs][0 if first else 1])
        return f"{subject} {pick(verbs).format(b=things[1])} because {pronoun} was {why}."

    def gift(self) -> str:
        """Somebody gave somebody something."""
        pick, who, other, thing = self.rng.choice, self.who, self.other, self.rng.choice(THINGS)
        gave = pick(["gave", "showed", "brought", "sold"])
        given = f"{who.subject} {gave} {other.inside} a {pick(LOOKS)} {thing}."
        thanked = pick(["thanked", "smiled at", "laughed with", "hugged", "looked at"])
        put = f"{other.subject} {thanked} {HIM[who.pronoun]} and put the {thing} {pick(PLACES)}."
        return f"{given} {put} {who.subject} waved to {HIM[other.pronoun]}."

    def speech(self) -> str:
        """Somebody spoke of a feeling."""
        pick = self.rng.choice
        feeling = pick(pick(list(WHY)))
        words = pick(SAID).format(f=feeling)
        asks = words.endswith("?")
        said = pick(["said", "asked" if asks else "said", "whispered"])
        return f'"{words}{"" if asks else ","}" {said} {self.who.inside}.'

    def walk(self) -> str:
        """Somebody did something somewhere, at some time."""
        pick, who, other = self.rng.choice, self.who, self.other.inside
        when = pick(TIMES)
        deeds = ["went for a walk", f"met {other}", f"found a {pick(THINGS)}", f"saw {other}"]
        deed = pick([*deeds, f"lost {who.owner} {pick(THINGS)}", "played"])
        return f"{when}, {who.inside} {deed} {pick(PLACES)}."

    def tell(self) -> str:
        """One to seven sentences."""
        rng, who = self.rng, self.who
        begin = f"{who.subject} was" if who.named else rng.choice(BEGINNINGS)
        parts = [
            lambda: self.reason(who),
            lambda: self.reason(self.other),
            self.obstacle,
            self.gift,
            self.speech,
            self.walk,
        ]
        length = rng.choice([1, 1, 2, 3, 4, 5, 6])
        told = [f"{begin} {who.new}."] if length > 2 and rng.random() < 0.6 else []
        told += [rng.choices(parts, [5, 2, 2, 1, 1, 2])[0]() for _ in range(length)]
        return " ".join(told)


def stories(count: int, seed: int = 0) -> list[str]:
    """About that many different stories; the same ones for the same seed."""
    rng = Random(seed)
    return list(dict.fromkeys(Story(rng).tell() for _ in range(count)))
