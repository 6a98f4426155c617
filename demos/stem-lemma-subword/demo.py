"""A stem, a lemma, or GPT-2's pieces: what is a word's core?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, ClassVar

import snowballstemmer
from livedemo import (
    Guess,
    Model,
    Note,
    Piece,
    Say,
    Text,
    Verdict,
    View,
    Views,
    count,
    demo,
    fit,
    pieces,
    some,
    split_note,
    visible,
)

from .forms import Lemmas, Row, apart, colours, together, words

DEFAULT = "go went gone mouse mice several severe unhappiness"
FAR = "busy business apart apartment quit quite"
PRESETS = {
    "All three": DEFAULT,
    "Too far": FAR,
    "Not far enough": "wolf wolves run ran running good better best",
    "Two answers": "saw left leaves axes meeting",
    "New words": "selfies blogged tokenizers rizz doomscrolling",
    "German": "Haus Häuser gehen ging gegangen",
}
MOST, LETTERS, PIECED = 40, 48, 400  # words, characters of one, pieces of all: shown at once
STEM, LEMMA, PIECES, NONE = "the stem", "the lemma", "the pieces", "none of them"

stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True)
class Columns(View):
    """Words with their stems, lemmas and pieces; what several words share has a colour."""

    rows: Sequence[Row]
    source: ClassVar[str] = """
{% macro chip(label, colour) %}<span class="ld-token{% if colour is not none %} ld-c{{ colour
}}{% endif %}"><bdi class="ld-piece" translate="no">{{ label }}</bdi></span>{% endmacro %}
<div class="ld-scroll" role="region" aria-label="Stem, lemma and pieces" tabindex="0">
<table class="ld-table">
<thead><tr><th scope="col">Word</th><th scope="col">Stem</th><th scope="col">Lemma</th>
<th scope="col">GPT-2</th></tr></thead>
<tbody>
{% for row in view.rows %}
<tr><th scope="row"><bdi translate="no">{{ row.word | visible }}</bdi></th>
<td>{{ chip(row.stem | visible, view.stems.get(row.stem)) }}</td>
<td>{% for lemma in row.lemmas %}
{{ chip(lemma | visible, view.lemmas.get(lemma)) }}{{ " or " if not loop.last }}
{% endfor %}{% if not row.known %}<span class="ld-id">as it is</span>{% endif %}</td>
<td>{% for piece in row.pieces %}{{ chip(piece.label, view.shared.get(piece.id)) }}
{% endfor %}</td></tr>
{% endfor %}
</tbody></table></div>"""

    @property
    def stems(self) -> dict[object, int]:
        """Colours of stems that several words have."""
        return colours([row.stem] for row in self.rows)

    @property
    def lemmas(self) -> dict[object, int]:
        """Colours of lemmas that several words have."""
        return colours(row.lemmas for row in self.rows)

    @property
    def shared(self) -> dict[object, int]:
        """Colours of pieces, by id, that several words have."""
        return colours([piece.id for piece in row.pieces] for row in self.rows)


@demo(
    claim="A stemmer chops: “several” and “severe” become one. A lemma is looked up: “went” is "
    "“go”. GPT-2 cuts where its merges end, and leaves the rest to the model.",
    models={"gpt2": "gpt2-bpe", "table": "lemmas"},
    why="""
A search engine wants one entry for *mouse* and *mice*. **Stemming** gets there with rules: chop
`-ing`, `-s`, `-ment`. It needs no dictionary, works on words that nobody has seen, and does not
know when to stop. **Lemmatising** looks a word up: it knows that *went* belongs to *go*, knows
nothing of new words, and where a word has two lemmas, only the sentence can tell which.

**Subwords** are neither. GPT-2's pieces come from counting, so they end where a frequent string
ends, which is now and then a real part of a word. Nothing is thrown away: the pieces joined are the
word. What belongs together, the model has to learn from texts.
""",
    limits="""
The stemmer is Snowball's for English (Porter's second), the table lemminflect's: 18,558 lemmas with
forms of their own, made from a lexicon for medicine and everyday English. A word that it lacks
stays as it is. All three are made for English; try the German words. GPT-2's pieces are those of
the word within a text, with a space before it.
""",
)
async def stem_lemma_subword(
    gpt2: Model,
    table: Model,
    text: Annotated[str, Text(label="Your words", rows=2, presets=PRESETS)] = DEFAULT,
    guess: Annotated[
        str,
        Guess(
            question="Which of the three makes “busy” and “business” the same?",
            options=(STEM, LEMMA, PIECES, NONE),
            sets={"text": FAR},
        ),
    ] = "",
) -> Views:
    """Stem (Porter 2001), lemma and GPT-2's pieces of each different word, side by side."""
    whole = words(text)
    found = list(dict.fromkeys(word[:LETTERS] for word in whole))
    if not found:
        return Say("No word, nothing to cut. Type something above.")
    known = lemmas(table.asset("forms"))
    rows: list[Row] = []
    parts: list[Piece] = []
    for row in (cut(word, gpt2, known) for word in found[:MOST]):
        if rows and len(parts) + len(row.pieces) > PIECED:
            break
        rows.append(row)
        parts += row.pieces
    over = fit(found, len(rows), "different word")[1]
    longer = any(len(word) > LETTERS for word in whole)
    return [
        Verdict(guess, STEM, CHOPPED) if guess else None,
        Say(
            f"{count(len(rows), 'word')}: {count(len({row.stem for row in rows}), 'stem')}, "
            f"{count(len({row.lemmas for row in rows}), 'lemma')}, {count(len(parts), 'piece')}."
        ),
        Columns(rows),
        Note(named("One stem for words of different lemmas", together(rows))),
        Note(named("Different stems for words of one lemma", apart(rows))),
        Note(split_note(parts)),
        Note(f"Of a word the first {LETTERS} characters are taken." if longer else ""),
        Note(over),
    ]


@lru_cache(maxsize=1)
def lemmas(table: bytes) -> Lemmas:
    """The table, read once."""
    return Lemmas(table.decode())


def cut(word: str, gpt2: Model, known: Lemmas) -> Row:
    """One word in all three ways."""
    spaced = f" {word}"
    return Row(
        word,
        stemmer.stemWord(word.lower()),
        tuple(known.of(word)),
        word in known,
        tuple(pieces(gpt2.tokenizer.encode(spaced), spaced)),
    )


def named(begin: str, groups: Mapping[str, Sequence[Row]]) -> str:
    """A sentence that names the first groups of words; "" where there are none."""
    if not groups:
        return ""
    each = [
        f"{', '.join(visible(row.word) for row in group)} (“{visible(core)}”)"
        for core, group in groups.items()
    ]
    return f"{begin}: {some(each, between='; ')}."


CHOPPED = (
    "By the rules of English endings both are “busi”. The table keeps them apart, and to GPT-2 "
    "each is a token of its own."
)
