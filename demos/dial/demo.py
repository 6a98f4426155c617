"""Is there a knob for style?"""

from collections.abc import AsyncIterator, Mapping, Sequence
from random import Random
from typing import Annotated, Any

from livedemo import (
    Button,
    Guess,
    Model,
    Note,
    Passage,
    Say,
    Slider,
    Table,
    Text,
    Verdict,
    Views,
    demo,
    fit,
    generate,
    readable,
    tail,
)
from livedemo.tokenizers import Token

from .curve import Curve, signed

DOOR = "She opened the door and"
LAYER = 3  # after which the direction is added
MOST, GOOD = 6, 2  # of the dial, to either side: its end, and where it begins
LONGEST, WRITES = 32, 24  # tokens of own text, and tokens written
TEMPERATURE = 0.7
PIECES = 8  # tokens between two pictures

MORE, BETTER, BREAKS = "more and more biblical", "good scripture, at last", "the text breaks"

PRESETS = {
    "A door": DOOR,
    "An old man": "The old man",
    "A king": "The king said",
    "A letter": "There was a letter on the table.",
    "Yesterday": "Yesterday we went to",
}


@demo(
    claim="One list of numbers, added to every token, turns a story into scripture; taken away, "
    "into Austen. Too much of it breaks the text.",
    models={"lm": "story-lm", "novel": "novel-lm", "scripture": "scripture-lm"},
    why=f"""
After layer {LAYER} each token is 216 numbers. Their mean over pages of scripture, minus their mean
over pages of Jane Austen, is a list of 216 numbers too: a *direction*. At +1 the dial adds it once
to what leaves that layer, at every token; at −1 it takes it away. No weight changes. Nobody told
the model what scripture is. That one sum is enough shows that the difference lies along a straight
line, roughly, among all else that these numbers hold.

Far out the numbers are such as no text ever gave, and the later layers were never trained for them.
""",
    limits="""
The judges are two small models: one has read nothing but Austen, the other nothing but scripture.
The less surprised a judge, the more the text is like what it has read. Words count for much in
that: names alone (“Emma”, “Yahweh”) lower the surprise, and a text that says one of them again and
again is no good style. The direction knows these two corpora and nothing of style as such; a few
sentences of one's own, sad ones minus happy ones, did nothing that could be read in a model of this
size. In large models such vectors change topics and moods
([Turner et al. 2023](https://arxiv.org/abs/2308.10248)).
""",
    listed=True,
)
async def dial(
    lm: Model,
    novel: Model,
    scripture: Model,
    state: dict[str, Any],
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = DOOR,
    strength: Annotated[
        int,
        Slider(-MOST, MOST, label="The dial", less="Towards Austen", more="Towards scripture"),
    ] = GOOD,
    again: Annotated[int, Button(label="Write another")] = 0,
    guess: Annotated[
        str,
        Guess(
            question=f"At +{GOOD} the story has turned biblical. Turn the dial to +{MOST}, and "
            "what comes?",
            options=(MORE, BETTER, BREAKS),
            sets={"text": DOOR, "strength": MOST, "again": 0},
        ),
    ] = "",
) -> AsyncIterator[Views]:
    """Write on with a direction added to the residual stream, and have two others judge it."""
    found, cut = fit(lm.tokenizer.encode(text), LONGEST, keep="last")
    if not found:
        yield Say("No text, nothing to write on. Type a beginning above.")
        return
    ids = [token.id for token in found]
    if state.get("of") != [ids, again]:
        state.update(of=[ids, again], written={}, judged={})
    written: dict[str, list[int]] = state["written"]
    judged: dict[str, list[float]] = state["judged"]

    def views(new: Sequence[Token], place: int) -> Views:
        begin = tail(text, found)
        zero = [lm.tokenizer.token(id) for id in written.get("0", [])]
        return [
            _verdict(guess, judged) if guess and judged.keys() >= {f"{MOST}", f"{GOOD}"} else None,
            Say(_sentence(place, judged)),
            Passage(begin, readable(new)),
            Note(f"With the dial at 0: {begin}{''.join(readable(zero))}" if place and zero else ""),
            _curve(judged, place),
            Note(cut),
            _table(lm, place, written, judged),
        ]

    for place in dict.fromkeys((strength, 0, GOOD, *_outwards())):
        if f"{place}" not in judged:
            steer = await lm.graph("direction")(strength=[float(place)], layer=[LAYER])
            new: Sequence[Token] = ()
            chance = Random(again)  # the same draws at each place
            async for step in generate(
                lm, ids, WRITES, chance, PIECES, temperature=TEMPERATURE, steer=steer.steer
            ):
                new = step.tokens
                if place == strength:
                    yield views(new, strength)
            written[f"{place}"] = [token.id for token in new]
            judged[f"{place}"] = [
                await _bits(judge, ids, written[f"{place}"]) for judge in (novel, scripture)
            ]
        shown = [lm.tokenizer.token(id) for id in written[f"{strength}"]]
        yield views(shown, strength)


def _outwards() -> list[int]:
    """Every second place of the dial, from the middle on."""
    return [place * way for place in range(2, MOST + 1, 2) for way in (1, -1)]


async def _bits(judge: Model, ids: Sequence[int], new: Sequence[int]) -> float:
    """How surprised a judge is by what was written on, in bits a token; 0 where that is nothing."""
    if not new:
        return 0.0
    run = await judge.graph("next")(ids=[*ids, *new], outputs=["surprise"])
    total: float = sum(run.surprise.tolist()[len(ids) :])
    return total / len(new)


def _sentence(place: int, judged: Mapping[str, Sequence[float]]) -> str:
    if f"{place}" not in judged:
        return f"Writing with the dial at {signed(place)} …"
    novel, scripture = judged[f"{place}"]
    if not (novel or scripture):
        return f"With the dial at {signed(place)} the model ends the text at once."
    said = (
        f"With the dial at {signed(place)} a reader of novels is surprised by {novel:.1f} bits a "
        f"token, a reader of scripture by {scripture:.1f}."
    )
    if not place or "0" not in judged:
        return said
    before = judged["0"]
    return f"{said[:-1]}; at 0 it was {before[0]:.1f} and {before[1]:.1f}."


def _curve(judged: Mapping[str, Sequence[float]], place: int) -> Curve:
    readers = ("a model that has read only Austen", "one that has read only scripture")
    return Curve(
        {
            name: {int(at): bits[i] for at, bits in judged.items() if bits[i]}
            for i, name in enumerate(readers)
        },
        MOST,
        place,
        "How surprised two readers are by what it writes, in bits a token. Low is at home.",
    )


def _table(
    lm: Model,
    place: int,
    written: Mapping[str, Sequence[int]],
    judged: Mapping[str, Sequence[float]],
) -> Table:
    def row(at: int) -> list[object]:
        if f"{at}" not in judged:
            return [signed(at), "…", "", ""]
        words = "".join(readable([lm.tokenizer.token(id) for id in written[f"{at}"]]))
        return [signed(at), words, *(f"{bits:.1f}" for bits in judged[f"{at}"])]

    return Table(
        "What it writes along the dial",
        ["Dial", "It goes on", "Austen’s", "Scripture’s"],
        [row(at) for at in sorted({0, place, *_outwards(), *map(int, judged)})],
        numbers=[0, 2, 3],
        folded=False,
    )


def _verdict(guess: str, judged: Mapping[str, Sequence[float]]) -> Verdict:
    _, far = judged[f"{MOST}"]
    near = judged[f"{GOOD}"][1]
    return Verdict(
        guess,
        BREAKS if far > near else BETTER,
        f"The reader of scripture is surprised by {far:.1f} bits a token here, and was by "
        f"{near:.1f} at +{GOOD}. A direction does not go on for ever: so far out "
        "no text has ever brought the later layers such numbers, and they repeat a word or two.",
    )
