"""Whose pages are in C4?"""

import json
import math
from pathlib import Path
from typing import Annotated

from livedemo import (
    Bar,
    Bars,
    Choice,
    Guess,
    Note,
    Say,
    Table,
    Toggle,
    Verdict,
    Views,
    demo,
    percent,
)

READ = json.loads(Path(__file__).with_name("tokens.json").read_text(encoding="utf-8"))
SUFFIXES: list[tuple[str, float]] = [tuple(row) for row in READ["suffixes"]]  # billions of tokens
SITES: list[tuple[str, int, int]] = [
    tuple(row) for row in READ["sites"]
]  # millions: at most, at least
ALL = 156_000  # millions of tokens in C4: Dodge et al. 2021, table 1
WIKIPEDIA = "en.wikipedia.org"
FIRST, SECOND, TENTH, NOWHERE = "first", "second", "tenth", "not among the 25"


@demo(
    claim="No site is large in C4: the 25 largest together are 1.4 % of it.",
    listed=("show", "log"),
    why="""
C4 took what one crawl of the web had found, so what is there in large amounts on the web is there
in large amounts in C4. Google's site of patents has very many long documents, some of them read
from paper by a machine or translated by one. Nobody decided that patents matter most; nobody
decided otherwise.

And yet no site is large: the 156 billion tokens are from 365 million pages.
""",
    limits="""
The paper shows these numbers as bars and prints none, so they are read from the chart and are
approximate: about ± 2 % for endings of addresses. The chart of sites has an axis that does not
agree with itself; the table has both readings, which differ for the first seven. Some endings, as
`co.uk`, are public suffixes rather than top-level domains. Sites are counted by host:
`en.m.wikipedia.org` is Wikipedia for phones, with mostly the same articles.
""",
)
async def c4_domains(
    show: Annotated[
        str,
        Choice({"suffixes": "25 endings of addresses", "sites": "25 sites"}),
    ] = "suffixes",
    log: Annotated[bool, Toggle(label="Logarithmic scale")] = False,
    guess: Annotated[
        str,
        Guess(
            question="By how much of its text is in C4: which place has English Wikipedia among "
            "all sites?",
            options=(FIRST, SECOND, TENTH, NOWHERE),
            sets={"show": "sites"},
        ),
    ] = "",
) -> Views:
    """Show how many tokens of C4 are from where (Dodge et al. 2021, figure 1)."""
    if show == "sites":
        names = [site for site, _, _ in SITES]
        place = names.index(WIKIPEDIA)
        most, tokens = SITES[0][1], SITES[place][1]
        return [
            Verdict(guess, (FIRST, SECOND)[place], WHY[guess]) if guess else None,
            Say(
                f"{SITES[0][0]} is first with about {most} million tokens, {WIKIPEDIA} second with "
                f"{tokens}: {percent(tokens / ALL)} of C4. All 25 are "
                f"{percent(sum(site[1] for site in SITES) / ALL)}."
            ),
            bars("Tokens in C4, in millions", [(name, n, f"{n}") for name, n, _ in SITES], log, 10),
            Note(APPROXIMATE),
            Table(
                "Table of sites, in millions of tokens",
                ["Place", "Site", "Tokens", "By the other reading", "Share of C4"],
                [
                    [i, name, high, low, f"{100 * high / ALL:.2f}\u00a0%"]
                    for i, (name, high, low) in enumerate(SITES, start=1)
                ],
                numbers=[0, 2, 3, 4],
            ),
        ]
    return [
        Say(
            f".{SUFFIXES[0][0]} has about {SUFFIXES[0][1]:.0f} billion tokens, "
            f"{percent(1000 * SUFFIXES[0][1] / ALL)} of C4; .{SUFFIXES[1][0]} has "
            f"{SUFFIXES[1][1]:.0f} billion."
        ),
        bars(
            "Tokens in C4, in billions",
            [(f".{name}", tokens, f"{tokens:.2g}" if tokens < 10 else f"{tokens:.0f}")
             for name, tokens in SUFFIXES],
            log,
            0.1,
        ),
        Note(APPROXIMATE),
        Table(
            "Table of endings, in billions of tokens",
            ["Place", "Ending", "Tokens", "Share of C4"],
            [
                [i, f".{name}", f"{tokens:.2f}", percent(1000 * tokens / ALL)]
                for i, (name, tokens) in enumerate(SUFFIXES, start=1)
            ],
            numbers=[0, 2, 3],
        ),
    ]  # fmt: skip


def bars(caption: str, rows: list[tuple[str, float, str]], log: bool, least: float) -> Bars:
    """Bars of name, tokens and number; on a logarithmic scale from ``least``, by whole tens."""
    if not log:
        return Bars(caption, [Bar(name, tokens, shown=shown) for name, tokens, shown in rows])
    tens = math.ceil(math.log10(max(tokens for _, tokens, _ in rows) / least))
    return Bars(
        f"{caption}; each {PARTS[tens]} of the width is ten times as many, from {least:g}",
        [Bar(n, math.log10(tokens / least) / tens, shown=shown) for n, tokens, shown in rows],
        full=1.0,
    )


PARTS = {2: "half", 3: "third", 4: "quarter"}
APPROXIMATE = "Read from the published chart: approximate."
WHY = {
    FIRST: "Patents come before it: very many long documents, put on the web by a company.",
    SECOND: "Patents come first. And second means a thousandth of C4: the web is large.",
    TENTH: "Only patents come before it, and even so it is a thousandth of C4.",
    NOWHERE: "GPT-2's makers took Wikipedia out of their data; C4's did not.",
}
