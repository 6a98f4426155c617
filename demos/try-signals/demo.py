"""signals: a play as signs, and signs as words."""

from collections.abc import Sequence
from typing import Annotated

from livedemo import Chips, Choice, Model, Say, Table, Views, demo

ACTIONS = ("hit", "tap", "lift", "send", "push", "throw", "bring", "carry")
PLACES = (
    *("moon", "sky", "fence", "wall", "left", "centre", "right"),
    *("first", "second", "third", "home", "pitcher"),
)
MANNERS = ("", "hard", "gently", "fast", "slowly", "high")
WHO = ("", "batter", "runner", "runners", "everyone")
WHEN = ("", "now", "first-pitch", "second-pitch", "last-pitch")


def named(values: Sequence[str], none: str) -> dict[str, str]:
    """Options of a control, the empty one by a name."""
    return {value: value or none for value in values}


@demo(
    claim="“Hit it to the moon” was in no play that this model learned from, and it still gets it "
    "right.",
    models={"lm": "signals"},
    why="""
One small encoder-decoder does three things: it turns a play into a coach's touches, and touches
into English or Spanish. What is touched before the cap means nothing, and the same touch means
another thing in each place after it. It has learned the parts, and so can put them together anew.
""",
    limits="""
It knows 162 symbols and a grammar of 28,800 plays, of which 3,720 were kept from it; it gets every
one of those right. It is no translator: it learned a small code completely.
""",
)
async def try_signals(
    lm: Model,
    action: Annotated[str, Choice(ACTIONS)] = "hit",
    place: Annotated[str, Choice(PLACES)] = "moon",
    manner: Annotated[str, Choice(named(MANNERS, "in no special way"))] = "",
    who: Annotated[str, Choice(named(WHO, "to nobody by name"))] = "",
    when: Annotated[str, Choice(named(WHEN, "at any time"))] = "",
    negation: Annotated[str, Choice({"": "do", "don't": "don't"}, label="Do or don't")] = "",
) -> Views:
    """Write a play as signs, and read those signs in English and in Spanish."""
    symbols: Sequence[str] = lm.facts["symbols"]
    parts = {
        "action": action,
        "place": place,
        "manner": manner,
        "who": who,
        "when": when,
        "negation": negation,
    }
    play = [f"{name}:{value}" for name, value in parts.items() if value]
    signs = await write(lm, symbols, play, "<signs>")
    english = await write(lm, symbols, signs, "<english>")
    spanish = await write(lm, symbols, signs, "<spanish>")
    return [
        Say(sentence(english)),
        Chips(signs, "The coach touches"),
        Table(
            "Read from the signs alone",
            ["Language", "What they say"],
            [["English", sentence(english)], ["Spanish", sentence(spanish)]],
            folded=False,
        ),
    ]


async def write(lm: Model, symbols: Sequence[str], read: Sequence[str], task: str) -> list[str]:
    """What the model answers to what it reads, up to the end."""
    source = [*map(symbols.index, read), symbols.index("<end>")]
    run = await lm.graph("write")(source=source, start=[symbols.index(task)])
    answer = [symbols[id] for id in run.answer.tolist()]
    return answer[: answer.index("<end>")] if "<end>" in answer else answer


def sentence(words: Sequence[str]) -> str:
    """Words as a sentence."""
    joined = " ".join(words).replace(" ,", ",").replace(" .", ".")
    return joined[:1].upper() + joined[1:]
