"""What comes next?"""

from collections.abc import AsyncIterator
from random import Random
from typing import Annotated, Any

from livedemo import (
    Bar,
    Bars,
    Button,
    Guess,
    Model,
    Note,
    Passage,
    Say,
    Slider,
    Text,
    Verdict,
    Views,
    count,
    demo,
    fit,
    label,
    percent,
    readable,
)
from livedemo.tokenizers import Token

FOX = "The fox hid because it was"
ASKED = "She opened the door and"
SHOWN = 10  # bars
LONGEST = 64  # tokens of own text
WRITES = 48  # tokens a press adds

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
and Wikipedia. It knows how sentences go and little about the world. GPT-2 small is 26 times as
large and read about 40 GB of text; the loop is the same.
""",
    listed=True,
)
async def next_token(
    lm: Model,
    text: Annotated[str, Text(label="Your text", max_tokens=LONGEST, presets=PRESETS)] = FOX,
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
    found, cut = fit(lm.tokenizer.encode(text), LONGEST)
    if not found:
        yield Say("No text, no next word. Type a beginning above.")
        return
    decode, chance = lm.graph("decode"), Random(write)
    end = lm.tokenizer.special[END]
    ids, position = found.ids, 0
    memory: dict[str, Any] = {}
    new: list[Token] = []
    while True:
        run = await decode(
            ids=ids,
            position=[position],
            temperature=temperature,
            uniform=chance.random(),
            keep=["cache"],
            **memory,
        )
        likely = [
            (lm.tokenizer.token(id), share)
            for id, share in zip(run.order.tolist(), run.probabilities.tolist(), strict=True)
        ]
        written = readable(new)
        yield [
            *([_verdict(guess, likely)] if guess else []),
            Say(_sentence(likely, lm.tokenizer.vocabulary_size, len(new))),
            Passage(text, written),
            _bars(likely, text + "".join(written), lm.tokenizer.vocabulary_size),
            Note(cut),
        ]
        drawn = run.next_id.item()
        if len(new) == (WRITES if write else 0) or drawn == end:
            return
        new.append(lm.tokenizer.token(drawn))
        position, ids, memory = position + len(ids), [drawn], {"past": run.cache}


Likely = list[tuple[Token, float]]  # tokens with their chances, likeliest first
END = "<|endoftext|>"


def _name(token: Token) -> str:
    return "(end)" if token.piece == END else label(token)


def _sentence(likely: Likely, size: int, written: int) -> str:
    shown = sum(share for _, share in likely[:SHOWN])
    token, share = likely[0]
    wrote = f"{count(written, 'token')} written. " if written else ""
    return (
        f"{wrote}The likeliest next token is “{_name(token)}” ({percent(share)}). "
        f"The {size - SHOWN:,} tokens without a bar share {percent(1 - shown)}."
    )


def _bars(likely: Likely, text: str, size: int) -> Bars:
    bars = [Bar(_name(token), share, set=_choosing(token, text)) for token, share in likely[:SHOWN]]
    rest = 1 - sum(bar.share for bar in bars)
    return Bars(
        "Chance of being next. Choose a token to put it at the end of your text.",
        [*bars, Bar(f"{size - SHOWN:,} others", max(0.0, rest), rest=True)],
    )


def _choosing(token: Token, text: str) -> dict[str, object] | None:
    """What choosing a bar sets; the end of a text can't be put at the end of a text."""
    return None if token.piece == END else {"text": text + token.text, "write": 0}


def _verdict(guess: str, likely: Likely) -> Verdict:
    chances = {token.text.strip(): share for token, share in reversed(likely)}
    truth = likely[0][0].text.strip()
    mine = percent(chances[guess]) if guess in chances else "less than any token with a bar"
    return Verdict(
        guess,
        truth,
        f"“{truth}” has {percent(likely[0][1])}, your guess {mine}. The model has no plan for the "
        "sentence: it only says how often each token came next in texts like this one.",
    )
