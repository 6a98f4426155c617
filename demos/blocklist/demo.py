"""Would your text have been kept?"""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from livedemo import (
    Bar,
    Bars,
    Choice,
    Guess,
    Note,
    Say,
    See,
    Table,
    Text,
    Toggle,
    Verdict,
    View,
    Views,
    count,
    demo,
)

from ..c4.blocklist import Hit, entries, hits
from .redacted import Redacted

HEALTH = (
    "Safer sex protects you and your partner from infections. Condoms are free at every clinic in "
    "town. If you are worried, ask a doctor or a nurse: they have heard every question before."
)
PRESETS = {
    "Health advice": HEALTH,
    "A novel": (
        "Moby-Dick is a novel by Herman Melville. A sailor called Ishmael tells of the hunt for a "
        "white whale."
    ),
    "Helping": (
        "Our line is open day and night for anyone who has lived through a rape. You will speak to "
        "a woman who has been trained to listen. Nothing you say will be passed on."
    ),
    "A youth group": (
        "Our group for gay and lesbian teenagers meets on Tuesdays. We cook, we watch films, and "
        "whoever wants to can talk."
    ),
    "Hatred": (
        "People like you are vermin. Nobody wants you in this town. Go back to where you came "
        "from, all of you, before it is too late."
    ),
    "Within words": (
        "Scunthorpe and Penistone are towns in the north of England. Essex and Sussex are "
        "counties. A class of assistants assessed the cockpit."
    ),
}
LONGEST = 20_000  # characters
SHOWN, HITS, ROWS = 2_000, 300, 40  # characters, covered words and rows that are shown at once

# Dodge et al. 2021, section 5.3: documents that the list removed from C4, by their English.
REMOVED = {
    "African American": 42.0,
    "Hispanic-aligned": 32.0,
    "other": 7.2,
    "White-aligned": 6.2,
}
LEFT = {"African American": 0.07, "Hispanic-aligned": 0.09, "White-aligned": 97.8}  # % of C4
FEWER, SAME, TWICE = "fewer", "as many", "twice as many"
MORE = "nearly seven times as many"
AFRICAN = "African American"


@demo(
    claim="One word of the list, and the whole page is gone, whatever the page is about.",
    stacked=True,
    why="""
The list was made for another purpose: a company that sells pictures did not want certain words
suggested to people who type in its search box. For C4 it was turned into a rule for pages. The rule
looks at words and not at what is said with them. So health advice, help for victims and novels go
together with the pages that were meant, and hatred in clean words stays.

Words are not shared out evenly either. Some that are listed are ordinary in one community and rare
in another. So a list that names no group can remove the texts of one group seven times as often.
""",
    limits="""
The list is LDNOOBW, the English one of the npm package `naughty-words` 1.2.0: 403 entries, under
[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). C4's list of 2019 may have differed a
little. Matching is that of the program which
makes C4: lower case, and no letter or digit on either side. C4 looks at what its other rules have
left of a page; here your text is looked at as it is. The four kinds of English are a model's
guess, learned from tweets and the census of the places that they came from: a kind of writing, and
no one's identity.
""",
)
async def blocklist(
    text: Annotated[
        str, Text(label="Your text", rows=3, max_characters=LONGEST, presets=PRESETS)
    ] = HEALTH,
    show: Annotated[
        str, Choice({"text": "My text", "study": "What the list took out of C4"})
    ] = "text",
    bare: Annotated[bool, Toggle(label="Show the listed words")] = False,
    guess: Annotated[
        str,
        Guess(
            question="Of the documents in White-aligned English the list removed 6.2 %. And of "
            "those in African American English?",
            options=(FEWER, SAME, TWICE, MORE),
            sets={"show": "study"},
        ),
    ] = "",
) -> Views:
    """Match a text with C4's blocklist, or show what the list removed (Dodge et al. 2021)."""
    if show == "study":
        return [Verdict(guess, MORE, WHY[guess]) if guess else None, *study()]
    found = hits(text)
    shown = SHOWN if len(found) <= HITS else min(SHOWN, found[HITS].start)
    return [
        Say(said(text, found)),
        Redacted(parts(text[:shown], found), bare) if text.strip() else None,
        Note("All of it was looked at; its beginning is shown." if len(text) > shown else ""),
        listed(found, bare),
        See("What the list took out of the web", "blocklist", {"show": "study"}),
    ]


def said(text: str, found: Sequence[Hit]) -> str:
    """Whether a page with this text would have been kept, and why."""
    if not text.strip():
        return "No text, no verdict. Type or paste something above."
    if not found:
        return f"Kept: none of the {len(entries())} entries of the list stands in it."
    if len(found) == 1:
        return "Removed: one entry of the list stands in it."
    different = count(len({hit.entry for hit in found}), "entry", "entries")
    times = f"{len(found):,} times in all"
    return f"Removed: {different} of the list, {times}. One would have been enough."


def parts(text: str, found: Sequence[Hit]) -> list[tuple[str, bool]]:
    """The beginning of a text in turn: what stays, and what is listed."""
    cut: list[tuple[str, bool]] = []
    at = 0
    for hit in found:
        if hit.start >= len(text):
            break
        cut += [(text[at : hit.start], False), (text[hit.start : hit.end], True)]
        at = hit.end
    return [*cut, (text[at:], False)]


def listed(found: Sequence[Hit], bare: bool) -> View | None:
    """How often each entry stands in the text."""
    if not found:
        return None
    times = Counter(hit.entry for hit in found).most_common(ROWS)
    return Table(
        "Table of entries",
        ["Entry", "Times"],
        [[entry if bare else covered(entry), number] for entry, number in times],
        numbers=[1],
    )


def covered(entry: str) -> str:
    """What can be said of an entry without saying it."""
    words = entry.split()
    return f"{count(len(words), 'word')}, {count(sum(map(len, words)), 'sign')}"


def study() -> list[View]:
    """What Dodge et al. 2021 measured."""
    return [
        Say(
            f"Of the documents in African American English the list removed {REMOVED[AFRICAN]:.0f} "
            f"%, of those in White-aligned English {REMOVED['White-aligned']} %."
        ),
        Bars(
            "Documents removed by the list, by their English",
            [Bar(name, share / 100, shown=f"{share:g}\u00a0%") for name, share in REMOVED.items()],
            full=1.0,
        ),
        Note(
            "A full bar is all documents. Which English a document is in was guessed by a model of "
            "words. Of what was left, 97.8 % is White-aligned."
        ),
        Table(
            "Table of the four kinds",
            ["English", "Removed by the list, %", "Share of what was left, %"],
            [[name, f"{share:g}", f"{LEFT[name]:g}" if name in LEFT else ""]
             for name, share in REMOVED.items()],
            numbers=[1, 2],
        ),
        See("Back to your text", "blocklist", {"show": "text"}),
    ]  # fmt: skip


WHY = {
    FEWER: "No group is named on the list, but its words are more at home in some texts than in "
    "others.",
    SAME: "A rule that is the same for everyone does not hit everyone alike: its words are more at "
    "home in some texts than in others.",
    TWICE: "Some listed words are ordinary in one community and rare in another.",
    MORE: "Some listed words are ordinary in one community and rare in another, and the rule does "
    "not see what is meant.",
}
