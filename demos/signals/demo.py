"""What does the coach want, and in which language?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Annotated, ClassVar

from livedemo import (
    Choice,
    Guess,
    Model,
    Note,
    Palette,
    Pick,
    Piece,
    Say,
    Table,
    Tensor,
    Toggle,
    Verdict,
    View,
    Views,
    demo,
    percent,
)

from .reading import Reading

ACTIONS = ("hit", "tap", "lift", "send", "push", "throw", "bring", "carry")
PLACES = {
    "moon": "the moon",
    "sky": "the sky",
    "fence": "the fence",
    "wall": "the wall",
    "left": "left field",
    "centre": "centre field",
    "right": "right field",
    "first": "first base",
    "second": "second base",
    "third": "third base",
    "home": "home plate",
    "pitcher": "the pitcher",
}
MANNERS = {"": "no special way"} | {m: m for m in ("hard", "gently", "fast", "slowly", "high")}
WHO = {"": "nobody by name"} | {who: who for who in ("batter", "runner", "runners", "everyone")}
WHEN = {
    "": "any time",
    "now": "now",
    "first-pitch": "on the first pitch",
    "second-pitch": "on the second pitch",
    "last-pitch": "on the last pitch",
}
LANGUAGES = {"english": "English", "spanish": "Spanish"}
CODES = {"english": "en", "spanish": "es"}
#: What is touched before the cap, to fool whoever looks on.
FALSE = {
    "": "nothing",
    "nose": "nose",
    "belt knee": "belt, knee",
    "chest nose ear": "chest, nose, ear",
}
CAP = "cap"
HEADS = 4  # in a layer
#: What the touches after the cap stand for, in their order.
PARTS = ("action", "place", "manner", "who", "when", "don't")
NOTHING, ACTION, ALL = "nothing", "the action", "all of it"


@demo(
    claim="Touches before the cap say nothing: add what you like there, and the model still reads "
    "the same play, in English and in Spanish.",
    models={"lm": "signals"},
    why="""
An *encoder* reads the touches. Its *self-attention* lets every touch look at all others, the cap
too, so that one touch gets other numbers in another place: a nose before the cap is a feint, and
the first nose after it may be “hit”. Then a *decoder* writes. At each word it looks back at the
encoder's numbers: that is *cross-attention*, the lines. They are no list of which word translates
which touch. “Golpéalo” looks at “action”, and at “who” too: a Spanish verb changes with who is
told, and here nobody is named.
""",
    limits="""
One network of 434,752 parameters does all three: play to touches, touches to English, touches to
Spanish. It is no translator: it learned a code of 162 symbols completely. Of its 28,800 plays 3,720
were kept from it, “hit it to the moon” among them, and it gets every one of those right. The lines
are the mean of the four heads in the decoder's last layer; its first layer looks elsewhere.
""",
    listed=("language", "before"),
)
async def signals(
    lm: Model,
    action: Annotated[str, Choice(ACTIONS, label="Do what with it")] = "hit",
    place: Annotated[str, Choice(PLACES, label="Where to")] = "moon",
    manner: Annotated[str, Choice(MANNERS, label="How")] = "",
    who: Annotated[str, Choice(WHO, label="Who is told")] = "",
    when: Annotated[str, Choice(WHEN, label="When")] = "",
    negation: Annotated[bool, Toggle(label="Don't do it")] = False,
    before: Annotated[str, Choice(FALSE, label="Touched before the cap")] = "nose",
    language: Annotated[str, Choice(LANGUAGES, label="Lines for")] = "spanish",
    word: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str,
        Guess(
            question="The coach touches chest, nose and ear, and only then the cap and the play. "
            "What do these three touches change in the sentence?",
            options=(NOTHING, ACTION, ALL),
            sets={"before": "chest nose ear"},
        ),
    ] = "",
) -> Views:
    """Turn a play into touches and these into two languages; show what each word looked at."""
    symbols: Sequence[str] = lm.facts["symbols"]
    parts = {
        "action": action,
        "place": place,
        "manner": manner,
        "who": who,
        "when": when,
        "negation": "don't" if negation else "",
    }
    play = [f"{name}:{value}" for name, value in parts.items() if value]
    signs = (await Answer.of(lm, symbols, play, "<signs>")).words
    touches = [*before.split(), *signs]
    answers = {
        name: await Answer.of(lm, symbols, touches, f"<{name}>", ["known"]) for name in LANGUAGES
    }
    plain = answers
    if guess and before:
        plain = {name: await Answer.of(lm, symbols, signs, f"<{name}>") for name in LANGUAGES}
    answer = answers[language]
    word = min(word, len(answer.words))
    meant = meanings(touches)
    return [
        _verdict(guess, answers, plain) if guess else None,
        Said(*(sentence(answers[name].words) for name in LANGUAGES)),
        Say(_sentence(answer, touches, meant, word, len(before.split()))),
        Reading(
            answer.looks,
            named(answer.words),
            word,
            "word",
            onto=named([*touches, "(end)"]),
            language=CODES[language],
            parts=[*meant, "the end"],
            vectors=answer.known,
        ),
        Note(_again(touches, answer.known)),
        Table(
            f"Table: what each word looks at, in {LANGUAGES[language]}",
            ["Written", "Looks at", "Weight"],
            [
                [name, _touch(at, touches, meant), percent(weight)]
                for i, name in enumerate(answer.words)
                for at, weight in answer.looked(i)
            ],
            numbers=[2],
        ),
    ]


@dataclass(frozen=True)
class Said(View):
    """A sentence in both languages."""

    english: str
    spanish: str

    source: ClassVar[str] = """
      <p class="ld-part">Read from the touches alone</p>
      <p class="ld-passage" lang="en">{{ view.english }}</p>
      <p class="ld-passage" lang="es">{{ view.spanish }}</p>"""


@dataclass(frozen=True)
class Answer:
    """What the model wrote, and how.

    Attributes:
        words: what is written, without the end.
        looks: cross-attention, the mean of the last layer's heads, [words, touches and end].
        known: what the encoder made of each touch and the end, where it was asked for.
    """

    words: Sequence[str]
    looks: Tensor
    known: Sequence[Sequence[float]]

    @classmethod
    async def of(
        cls,
        lm: Model,
        symbols: Sequence[str],
        read: Sequence[str],
        task: str,
        more: Sequence[str] = (),
    ) -> "Answer":
        """Ask the model."""
        source = [*map(symbols.index, read), symbols.index("<end>")]
        run = await lm.graph("write")(
            source=source, start=[symbols.index(task)], outputs=["answer", "cross", *more]
        )
        words = [symbols[id] for id in run.answer.tolist()]
        words = words[: words.index("<end>")] if "<end>" in words else words
        heads = run.cross[-1].tolist()  # [H, M, S]
        rows = [
            [sum(weights) / HEADS for weights in zip(*row, strict=True)]
            for row in zip(*heads, strict=True)
        ]
        looks = Tensor.of("float32", rows[: len(words)], (len(words), len(source)))
        return cls(words, looks, run.known.tolist() if more else [])

    def looked(self, i: int) -> list[tuple[int, float]]:
        """What word ``i`` looks at with half a head or more, as (place, weight), in its order."""
        return [(at, x) for at, x in enumerate(self.looks[i].tolist()) if x > 0.5 / HEADS]


def sentence(words: Sequence[str]) -> str:
    """Words as a sentence."""
    joined = " ".join(words).replace(" ,", ",").replace(" .", ".")
    return joined[:1].upper() + joined[1:]


def named(words: Sequence[str]) -> list[Piece]:
    """Words to draw lines between; equal ones have one colour."""
    palette = Palette()
    return [Piece(word, i, "", word, colour=palette(word)) for i, word in enumerate(words)]


def meanings(touches: Sequence[str]) -> list[str]:
    """Which part of the play each touch is, by its place after the cap."""
    cap = touches.index(CAP) if CAP in touches else len(touches)
    after = [*PARTS, *[""] * len(touches)]
    return [
        "a feint" if at < cap else "now it counts" if at == cap else after[at - cap - 1]
        for at in range(len(touches))
    ]


def _sentence(
    answer: Answer, touches: Sequence[str], meant: Sequence[str], word: int, feints: int
) -> str:
    if word:
        looked = [
            f"{_touch(at, touches, meant)} with {percent(x)}" for at, x in answer.looked(word - 1)
        ]
        return f"“{answer.words[word - 1]}” looks at {'; at '.join(looked)}."
    if not feints:
        return f"{len(answer.words)} words and marks. Choose one to see which touches it looked at."
    shares = [sum(row.tolist()[:feints]) for row in answer.looks]
    return (
        f"While it writes, it gives {percent(sum(shares) / len(shares))} of its attention to what "
        "was touched before the cap."
    )


def _again(touches: Sequence[str], known: Sequence[Sequence[float]]) -> str:
    """What became of the touch that comes most often; "" where none comes twice."""
    most = max(touches, key=touches.count)
    places = [at for at, touch in enumerate(touches) if touch == most]
    if len(places) < 2:
        return ""
    alike = [cosine(known[a], known[b]) for a in places for b in places if a < b]
    told = f"the cosine of the two vectors is {alike[0]:.2f}"
    if len(alike) > 1:
        told = f"the cosines of these vectors are {min(alike):.2f} to {max(alike):.2f}"
    return (
        f"“{most}” is touched {'twice' if len(places) == 2 else f'{len(places)} times'}. It begins "
        f"as the same {len(known[0])} numbers; once the encoder has read it in its places, {told}. "
        "1 would be: no difference."
    )


def cosine(a: Sequence[float], b: Sequence[float]) -> float:
    """How near two vectors point the same way."""
    inner, one, other = (
        sum(x * y for x, y in zip(p, q, strict=True)) for p, q in ((a, b), (a, a), (b, b))
    )
    return inner / sqrt(one * other)


def _touch(at: int, touches: Sequence[str], meant: Sequence[str]) -> str:
    return f"{touches[at]} ({meant[at]})" if at < len(touches) else "the end"


def _verdict(guess: str, answers: dict[str, Answer], plain: dict[str, Answer]) -> Verdict:
    """What the touches before the cap changed, in both languages."""
    changed = [answers[name].words != plain[name].words for name in answers]
    verbs = answers["english"].words[:1] != plain["english"].words[:1]
    truth = ALL if any(changed) and not verbs else ACTION if verbs else NOTHING
    return Verdict(
        guess,
        truth,
        "The encoder reads them like all others, and they get vectors too. But it reads each in "
        "its surroundings, and the decoder has no use for a touch with no cap before it.",
    )
