"""Does a model know the order of its words?"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Annotated

from livedemo import (
    Beside,
    Guess,
    Likely,
    Model,
    Note,
    Say,
    Slider,
    Text,
    Toggle,
    Tokens,
    Verdict,
    Views,
    demo,
    fit,
    label,
    named,
    percent,
    pieces,
    write_on,
)
from livedemo.tokenizers import Token

from .says import Chance, Row, Says

FOX = "The fox hid because it was"
PRESETS = {
    "The fox": FOX,
    "A door": "She opened the door and",
    "Scripture": "And he said to them, Go into the",
    "A meal": "The cat ate the fish and the dog ate the",
}
LONGEST = 64  # tokens
END = 0  # the token that ends a text
ORDERS = 12  # that may be tried
LED = 3  # tokens that lead, in each order
SAME = 1e-5  # of a chance: all that rounding does is below, a test holds it
ENCODER, CAUSAL, BOTH, NEITHER = "the encoder", "the causal model", "both", "neither"


@demo(
    claim="Of two models that are not told where a word stands, one knows the order all the same.",
    models={
        "encoder": "mask-lm-no-positions",
        "causal": "story-lm-no-positions",
        "placed": "mask-lm",
        "told": "story-lm",
    },
    why="""
In an encoder each token takes a mean of all tokens, and the shares depend on queries and keys.
Where a token stands is in none of these numbers, and a sum is the same in any order: it must be
told, by *positions*. In a causal model the first token sees one token, the second two, and so on.
Who sees whom gives the order away ([Haviv et al. 2022](https://arxiv.org/abs/2203.16634)). That the
last token stays makes the test a fair one: it sees the same tokens as before, in another order.
""",
    limits="""
“What it expected before” is meant up to rounding. A computer adds up numbers of about seven digits,
and the last one may change with the order of the terms: a chance of the encoder moves by less than
0.001 percentage points. Both models began with positions, lost them and learned on; one that never
had any may do it in another way. It is tokens that change places, so a word of several tokens may
be torn apart. The encoder is asked for a hidden token at the end of the text.
""",
    listed=("order", "positions"),
)
async def shuffle(
    encoder: Model,
    causal: Model,
    placed: Model,
    told: Model,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = FOX,
    order: Annotated[
        int,
        Slider(
            0, ORDERS, label="Order", more="Shuffle", less="Back", help="0 is that of your text."
        ),
    ] = 1,
    positions: Annotated[bool, Toggle(label="Give both models positions")] = False,
    guess: Annotated[
        str,
        Guess(
            question="Neither model is told where a token stands. All tokens but the last change "
            "places. Which model now expects something else to come next?",
            options=(ENCODER, CAUSAL, BOTH, NEITHER),
            sets={"text": FOX, "order": 1, "positions": False},
        ),
    ] = "",
) -> Views:
    """Ask two models what comes after a text, in its own order and in another."""
    found, cut = fit(causal.tokenizer.encode(text), LONGEST, keep="last")
    places = shuffled(found.ids, order)
    if not places:
        return [Say("Nothing to shuffle: it takes two different tokens and one more."), Note(cut)]
    parts = pieces(found, text)
    texts = [found.ids, [found.ids[place] for place in places]] if order else [found.ids]
    filler, writer = (placed, told) if positions else (encoder, causal)
    one = Answers([await fill(filler, ids) for ids in texts])
    two = Answers([await go_on(writer, ids) for ids in texts])
    full = max(one.most, two.most)
    return [
        _verdict(guess, one, two) if guess and text == FOX and order and not positions else None,
        Tokens(parts, ids=False, caption="Your order"),
        Tokens([parts[place] for place in places], ids=False, caption="Shuffled, all but the last")
        if order
        else None,
        Say(_sentence(one, two)),
        Beside(
            [
                Says("Encoder: each token sees all", filler.facts["title"], one.rows, full),
                Says("Causal: each sees those before it", writer.facts["title"], two.rows, full),
            ]
        ),
        Note(cut),
    ]


def shuffled(ids: Sequence[int], order: int) -> list[int]:
    """The places of the tokens in another order, the last one's kept; [] where none differs."""
    head = ids[:-1]
    if len({*head}) < 2:
        return []
    places, dice = list(range(len(head))), Random(order)
    while order and [head[place] for place in places] == head:
        dice.shuffle(places)
    return [*places, len(head)]


async def fill(model: Model, ids: Sequence[int]) -> Likely:
    """What an encoder expects in the place of a hidden token after these."""
    special = model.facts["special"]
    run = await model.graph("fill")(
        ids=[special["[CLS]"], *ids, special["[MASK]"], special["[SEP]"]], place=[len(ids) + 1]
    )
    return named(model.tokenizer, run.order, run.probabilities)


async def go_on(model: Model, ids: Sequence[int]) -> Likely:
    """What a causal model expects after these."""
    return (await write_on(model, ids, 0)).likely


@dataclass(frozen=True)
class Answers:
    """What one model expects after a text and, where it was shuffled, after that too."""

    orders: Sequence[Likely]

    @property
    def rows(self) -> list[Row]:
        """The tokens that lead in one of the orders, with their chances in each."""
        leading = {token.id: token for likely in self.orders for token, _ in likely[:LED]}
        return [
            Row(name(token), [chance(likely, id) for likely in self.orders])
            for id, token in leading.items()
        ]

    @property
    def most(self) -> float:
        """The largest chance."""
        return max(likely[0][1] for likely in self.orders)

    @property
    def moved(self) -> bool:
        """Whether a chance of those that are shown has changed by more than rounding does."""
        return any(abs(row.chances[0].share - row.chances[-1].share) > SAME for row in self.rows)

    def said(self) -> str:
        """What became of the first guess."""
        (old, was), (new, now) = self.orders[0][0], self.orders[-1][0]
        first = f"“{name(old)}” ({percent(was)})"
        if len(self.orders) == 1:
            return f"expects {first}"
        if not self.moved:
            return f"still expects {first}, and no chance has moved"
        if old.id == new.id:
            return f"still expects “{name(old)}”, with {percent(now)} where it was {percent(was)}"
        return f"expects “{name(new)}” ({percent(now)}) where it expected {first}"


def chance(likely: Likely, id: int) -> Chance:
    """That of a token; of one that is not among the likeliest, what it is below."""
    for token, share in likely:
        if token.id == id:
            return Chance(share, percent(share))
    least = percent(likely[-1][1])
    return Chance(likely[-1][1], least if least.startswith("<") else f"<\u00a0{least}")


def name(token: Token) -> str:
    """A token as it is shown; the end of a text has a name."""
    return "(end)" if token.id == END else label(token)


def _sentence(one: Answers, two: Answers) -> str:
    if len(one.orders) == 1:
        return f"The encoder {one.said()}, the causal model {two.said()}. Now shuffle."
    return f"Shuffled, the encoder {one.said()}. The causal model {two.said()}."


def _verdict(guess: str, one: Answers, two: Answers) -> Verdict:
    truth = {(True, True): BOTH, (True, False): ENCODER, (False, True): CAUSAL}
    return Verdict(
        guess,
        truth.get((one.moved, two.moved), NEITHER),
        "To the encoder a text without positions is a bag of tokens. In the causal model “was” "
        "looks at the same tokens as before; but what these had seen themselves is another thing, "
        "and so is what they hold.",
    )
