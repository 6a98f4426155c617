"""What comes next?"""

from collections.abc import AsyncIterator
from random import Random
from typing import Annotated

from livedemo import (
    Bar,
    Bars,
    Button,
    Guess,
    Likely,
    Model,
    Note,
    Passage,
    Say,
    Slider,
    Step,
    Text,
    Verdict,
    Views,
    called,
    count,
    demo,
    fit,
    generate,
    percent,
    readable,
    tail,
)
from livedemo.tokenizers import Tokenizer

FOX = "The fox hid because it was"
ASKED = "She opened the door and"
SHOWN = 10  # bars
LONGEST = 64  # tokens of own text that the model reads: the last
ROOM = 4000  # characters that the box takes
WRITES = 48  # tokens a press adds
PIECES = 2  # at once: a picture takes as long as several tokens

PRESETS = {
    "The fox": FOX,
    "A door": ASKED,
    "Scripture": "And he said to them,",
    "A dictionary": "a small animal that",
    "A novel": "Elizabeth could not help",
}


@demo(
    claim="The model never picks a word: it gives every token it knows a chance, "
    "and something else draws one.",
    models={"lm": "story-lm"},
    why="""
The last step of a language model is a score for every token of its vocabulary, its *logits*; the
softmax turns them into chances that add up to 100 %. Writing is then a loop: draw one token, put it
at the end of the text, ask again. The *temperature* divides the logits before the softmax. Below 1
the favourites gain, and at 0 the favourite is always taken; above 1 the long tail gains.
""",
    limits="""
A model of 4.8 M parameters that read some million words of novels, scripture, dictionary sentences
and Wikipedia. It knows how sentences go and little about the world. 11 % of what it was shown are
plain sentences from a grammar of our own, and the beginning “The fox hid …” is of their kind. GPT-2
small is 26 times as large and read about 40 GB of text; the loop is the same.
""",
    listed=True,
)
async def next_token(
    lm: Model,
    text: Annotated[str, Text(label="Your text", max_characters=ROOM, presets=PRESETS)] = FOX,
    temperature: Annotated[float, Slider(0.0, 2.0, 0.1)] = 1.0,
    write: Annotated[int, Button(label="Write on", stop="Stop")] = 0,
    guess: Annotated[
        str,
        Guess(
            question=f"“{ASKED} …”: which token is likeliest?",
            options=("saw", "walked", "the", ","),
            sets={"text": ASKED, "temperature": 1.0},
        ),
    ] = "",
) -> AsyncIterator[Views]:
    """Show the chances of the next token, then draw one after another when asked to."""
    found, cut = fit(lm.tokenizer.encode(text), LONGEST, keep="last")
    if not found:
        yield Say("No text, no next word. Type a beginning above.")
        return
    length = WRITES if write else 0
    chance = Random(write)
    async for step in generate(lm, found.ids, length, chance, PIECES, temperature=temperature):
        written = readable(step.tokens)
        yield [
            _verdict(guess, step.likely) if guess else None,
            Say(_sentence(step, lm.tokenizer)),
            Passage(tail(text, found), written),
            _bars(step.likely, text + "".join(written), lm.tokenizer),
            Note(cut),
        ]


def _sentence(step: Step, tokenizer: Tokenizer) -> str:
    shown = sum(share for _, share in step.likely[:SHOWN])
    token, share = step.likely[0]
    wrote = f"{count(len(step.tokens), 'token')} written. " if step.tokens else ""
    others = tokenizer.vocabulary_size - SHOWN
    return (
        f"{wrote}The likeliest next token is “{called(token.id, tokenizer)}” ({percent(share)}). "
        f"The {others:,} tokens without a bar share {percent(1 - shown)}."
    )


def _bars(likely: Likely, text: str, tokenizer: Tokenizer) -> Bars:
    # The end of a text can't be put at the end of a text. What the box has no room for goes.
    bars = [
        Bar(
            called(token.id, tokenizer),
            share,
            set=None
            if token.id == tokenizer.end
            else {"text": (text + token.text)[-ROOM:], "write": 0},
        )
        for token, share in likely[:SHOWN]
    ]
    rest = 1 - sum(bar.share for bar in bars)
    return Bars(
        "Chance of being next. Choose a token to put it at the end of your text.",
        [*bars, Bar(f"{tokenizer.vocabulary_size - SHOWN:,} others", max(0.0, rest), rest=True)],
        of="probability",
    )


def _verdict(guess: str, likely: Likely) -> Verdict:
    chances = {token.text.strip(): share for token, share in reversed(likely)}
    truth = likely[0][0].text.strip()
    mine = percent(chances[guess]) if guess in chances else "less than any token with a bar"
    return Verdict(
        guess,
        truth,
        f"“{truth}” has {percent(likely[0][1])}, your guess {mine}. The model has an answer for "
        "any beginning, also for one that nobody has written before: it computes the chances, and "
        "looks up nothing.",
    )
