"""Who may look at whom?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Annotated

from livedemo import (
    Bar,
    Bars,
    Beside,
    Chips,
    Guess,
    Likely,
    Model,
    Note,
    Pick,
    Say,
    Tensor,
    Text,
    Verdict,
    View,
    Views,
    demo,
    fit,
    label,
    named,
    percent,
    pieces,
    visible,
)
from livedemo.tokenizers import Encoding

from .kind import Kind
from .words import Words

HE = "The king said that he was tired."
SHE = "The king said that she was tired."
MEAL = "The food was bad and the waiter was rude."
ASKED = 2  # “king” in both, counted from 1
LONGEST = 60  # tokens
LETTERS = 24
SHOWN = 5  # bars

PRESETS = {
    "He": HE,
    "She": SHE,
    "The fox": "The fox hid because it was scared.",
    "A door": "He opened the door and went in.",
    "A meal": MEAL,
}
ENCODER, DECODER, BOTH, NEITHER = "the encoder-only", "the decoder-only", "both", "neither"


@demo(
    claim="What stands after a word can't change what a decoder-only model expects in its place. "
    "An encoder-only model sees it, and guesses anew.",
    models={"bert": "mask-lm", "gpt": "story-lm", "speller": "spell-to-sound"},
    why="""
The three are built of the same parts. What sets them apart is the *mask*: which pairs of tokens no
attention may join. Rows look, columns are looked at; a square is empty where no head of any layer
gave any weight, and these are the weights of this very run. An encoder sees all, and is good for
reading: its vectors know both sides. A decoder must not see what it is to guess, and so can write.
An encoder-decoder reads one text whole and writes another, word by word; the block below the
letters is its *cross-attention*.
""",
    limits="""
Three small models, which know little. The third turns letters into sounds, and therefore gets the
picked word and not the sentence. Encoder-decoders also translate and sum up texts; no summariser
runs here, for one this small would be none. A hidden word of several tokens is hidden whole, and
its first token asked for. What a sentence feels like the encoder learned from rated tweets, reviews
and editorials. Of others that raters found clearly good or clearly bad, it tells the right side in
79 of 100; a sum of one number for each token, which knows no order, tells it in 78. What marks a
text's ends for the encoder is not drawn. The third's heads can be so sure that a square stays empty
which its mask leaves open.
""",
)
async def three_types(
    bert: Model,
    gpt: Model,
    speller: Model,
    text: Annotated[str, Text(label="Your sentence", presets=PRESETS)] = HE,
    word: Annotated[int, Pick()] = ASKED,
    guess: Annotated[
        str,
        Guess(
            question="One word after “king” is another: “she” where “he” was. Whose guess at "
            "the word “king” has changed?",
            options=(ENCODER, DECODER, BOTH, NEITHER),
            sets={"text": SHE, "word": ASKED},
        ),
    ] = "",
) -> Views:
    """Ask three models about one word of a sentence, and show who looked at whom."""
    found, cut = fit(gpt.tokenizer.encode(text), LONGEST)
    words = split(text, found)
    if not words:
        return Say("No text, nothing to look at. Type a sentence above.")
    at = min(max(word, 1), len(words)) - 1
    place = Place.of(text, found, words[at])
    hidden = await fill(bert, found, place)
    following = await go_on(gpt, found, place)
    spelt = await spell(speller, place.text)
    full = max(hidden.likely[0][1], following.likely[0][1])
    return [
        await _verdict(guess, bert, gpt, hidden, following)
        if guess and text == SHE and at == ASKED - 1
        else None,
        Words([visible(text[start:end]) for start, end in words], at + 1, "word"),
        Say(_sentence(place, hidden, following, spelt)),
        Beside([hidden.kind(full), following.kind(full), spelt]),
        Note(_feeling(await feeling(bert, found))),
        Note(cut),
    ]


@dataclass(frozen=True)
class Place:
    """A word of the text: its characters, and its tokens from ``first`` to before ``last``."""

    text: str
    first: int
    last: int

    @classmethod
    def of(cls, text: str, found: Encoding, span: tuple[int, int]) -> "Place":
        """The word that stands from one character to before another."""
        start, end = span
        own = [i for i, t in enumerate(found) if t.start < end and max(t.end, t.start + 1) > start]
        return cls(text[start:end], own[0], own[-1] + 1)


def split(text: str, found: Encoding) -> list[tuple[int, int]]:
    """The words and marks of the text that its tokens ``found`` cover, as (start, end)."""
    end = max((token.end for token in found), default=0)
    return [
        match.span() for match in re.finditer(r"\w+(?:['’]\w+)*|[^\w\s]+", text[:end])
    ]  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a model says stands at a place, and who looked at whom on the way."""

    likely: Likely
    seen: Sequence[Sequence[float]]
    names: Sequence[str]
    row: int
    title: str
    model: str
    text: str
    task: str

    def first(self) -> str:
        """The likeliest token, and its chance."""
        token, share = self.likely[0]
        return f"“{label(token)}” ({percent(share)})"

    def kind(self, full: float) -> Kind:
        """Its squares and bars; a chance of ``full`` fills the width."""
        bars = [Bar(label(token), share) for token, share in self.likely[:SHOWN]]
        answer = Bars("Chance of standing there", bars, full, of="probability")
        return Kind(
            self.title,
            self.model,
            self.text,
            self.seen,
            self.names,
            self.row,
            0,
            self.task,
            answer,
        )


async def fill(bert: Model, found: Encoding, place: Place) -> Told:
    """Hide the word, and ask for its first token."""
    special = bert.facts["special"]
    ids, names = list(found.ids), [part.label for part in pieces(found, "")]
    for at in range(place.first, place.last):
        ids[at], names[at] = special["[MASK]"], "[MASK]"
    given = {"ids": [special["[CLS]"], *ids, special["[SEP]"]]}
    run = await bert.graph("fill")(**given, place=[place.first + 1])
    looks = await bert(**given, outputs=["attention"])
    return Told(
        named(bert.tokenizer, run.order, run.probabilities),
        [row[1:-1] for row in largest(looks.attention)[1:-1]],
        names,
        place.first + 1,
        "Encoder only",
        "mask-lm",
        "Every token may look at every other, before it and after it.",
        "Its task: a word is hidden. Which one is it?",
    )


async def feeling(bert: Model, found: Encoding) -> float:
    """What people would feel in the text, nothing hidden: from -4 to 4, as far as bert can tell."""
    special = bert.facts["special"]
    run = await bert(ids=[special["[CLS]"], *found.ids, special["[SEP]"]], outputs=["sentiment"])
    told: float = run.sentiment.item()
    return told


async def go_on(gpt: Model, found: Encoding, place: Place) -> Told:
    """Ask for the token after those before the word."""
    before = found.ids[: place.first] or [gpt.tokenizer.end]
    run = await gpt.graph("next")(ids=before, outputs=["probabilities", "order"])
    looks = await gpt(ids=found.ids, outputs=["attention"])
    likely = Tensor.of("float32", run.probabilities.data[: len(run.order)].tolist())
    return Told(
        named(gpt.tokenizer, run.order, likely),
        largest(looks.attention),
        [part.label for part in pieces(found, "")],
        place.first,
        "Decoder only",
        "story-lm",
        "A token may look at itself and at what stands before it.",
        "Its task: which token comes next, after all that stands before the word?",
    )


async def spell(speller: Model, word: str) -> Kind:
    """Write the word's sounds, and see who looked at whom."""
    symbols: Sequence[str] = speller.facts["symbols"]
    known = set(symbols[2:29])
    begin, end = symbols.index("<begin>"), symbols.index("<end>")
    read = [c for c in word.lower().replace("\u2019", "'") if c in known][:LETTERS]
    source = [*map(symbols.index, read), end]
    sounds: list[int] = []
    if read:
        run = await speller.graph("write")(source=source, outputs=["sounds"])
        sounds = run.sounds.tolist()
        sounds = sounds[: sounds.index(end)] if end in sounds else sounds[:-1]
    run = await speller(
        source=source, written=[begin, *sounds], outputs=["encoder", "decoder", "cross"]
    )
    letters, written = largest(run.encoder), largest(run.decoder)
    seen = [row + [0.0] * len(written) for row in letters]
    seen += [look + own for look, own in zip(largest(run.cross), written, strict=True)]
    names = [*read, "(end)", "(begin)", *(symbols[sound] for sound in sounds)]
    answer: View = Chips(
        [symbols[sound] for sound in sounds], "What it writes, in ARPAbet's sounds"
    )
    if not read:
        answer = Note("The picked word has no letter from a to z: nothing to spell out.")
    return Kind(
        "Encoder-decoder",
        "spell-to-sound",
        "Letters look at all letters. A sound looks at all letters, and at the sounds before it.",
        seen,
        names,
        0,
        len(source),
        "Its task: another text. How does the word sound?",
        answer,
    )


def largest(attention: Tensor) -> list[list[float]]:
    """The most that any head of [L, H, T, S] gives, for each pair."""
    rows, columns = attention.shape[2:]
    most = list(map(max, *(head.data for head in chain.from_iterable(attention))))
    return [most[columns * i : columns * (i + 1)] for i in range(rows)]


def _sentence(place: Place, hidden: Told, following: Told, spelt: Kind) -> str:
    sounds = spelt.answer.words if isinstance(spelt.answer, Chips) else []
    third = f" The third spells it out: {' '.join(map(str, sounds))}." if sounds else ""
    return (
        f"Where “{visible(place.text)}” stands, the encoder guesses {hidden.first()}, and the "
        f"decoder {following.first()}.{third}"
    )


def _feeling(told: float) -> str:
    return (
        "With no word hidden, the encoder has another task too: how does the sentence feel to "
        f"people, from −4 (bad) to +4 (good)? It says {told:+z.1f}.".replace(" -", " −")
    )


async def _verdict(guess: str, bert: Model, gpt: Model, hidden: Told, following: Told) -> Verdict:
    """Whose chances are others than with the sentence's other end."""
    found = gpt.tokenizer.encode(HE)
    place = Place.of(HE, found, split(HE, found)[ASKED - 1])
    first, second = await fill(bert, found, place), await go_on(gpt, found, place)
    moved = (_shown(first) != _shown(hidden), _shown(second) != _shown(following))
    truth = {(True, True): BOTH, (True, False): ENCODER, (False, True): DECODER}
    return Verdict(
        guess,
        truth.get(moved, NEITHER),
        f"The word is hidden. With “he” behind it the encoder first guesses {first.first()}, with "
        f"“she” {hidden.first()}. The decoder has seen neither: its squares are empty there.",
    )


def _shown(told: Told) -> list[tuple[str, str]]:
    return [(label(token), percent(share)) for token, share in told.likely[:SHOWN]]
