"""Who writes Wikipedia?"""

from typing import Annotated

from livedemo import Bar, Bars, Choice, Note, Say, Table, Verdict, Views, demo, percent

from .hundred import Hundred

ASKED, WOMEN = 53_888, 6_814  # 2008: contributors who answered, and women among them
WOMEN_2019, MEN_2019, OTHERS_2019 = 12, 87, 1.8  # per cent
AGES = {  # 2019: how many said which
    "18–24": 258,
    "25–34": 318,
    "35–44": 321,
    "45–54": 321,
    "55–64": 254,
    "65–74": 139,
    "75–84": 48,
    "85+": 4,
}
FOUND = range(12, 14)  # women in a hundred, in either year


@demo(
    claim="Two surveys, eleven years apart and of different people, found nearly the same share of "
    "women among those who write Wikipedia.",
    why="""
Anyone may edit, and few do. Who does has to know that one can, to have the time and the confidence,
and to stay after the first quarrel. What these people know and care about is what an encyclopedia
gets, and what a model then reads as the knowledge of the world. Of the biographies in English
Wikipedia one in five is of a woman.
""",
    limits="""
Nobody can count editors by asking accounts. Both numbers come from surveys that people took by
their own choice. Weighted for that, 2008's women are 16 %, not 13 % (Hill and Shaw 2013). The two
surveys asked different people, so that they are no trend: 2008 the readers and writers of Wikipedia
in 20 languages, from the age of 10, 2019 adults who take part in any Wikimedia project. The ages of
the two can't be compared at all. The median is worked out here from the report's table of ages,
whose groups add up to 1,663, one less than its total.
""",
)
async def wikipedia_editors(
    show: Annotated[str, Choice({"women": "Women and men", "age": "Age"})] = "women",
    guess: Annotated[
        str,
        Hundred(
            label="Women among a hundred",
            unit="in a number",
            question="Of a hundred people who write Wikipedia, how many are women?",
            sets={"show": "women"},
        ),
    ] = "",
) -> Views:
    """Show what the surveys of 2008 (UNU-MERIT) and 2019 (Community Insights) found."""
    if show == "age":
        return age()
    share = WOMEN / ASKED
    bars = [
        Bar("2008", share, shown=f"{100 * share:.1f}\u00a0%"),
        Bar("2019", WOMEN_2019 / 100, shown=f"{WOMEN_2019}\u00a0%"),
    ]
    if guess:
        bars.insert(0, Bar("Your guess", int(guess) / 100, shown=f"{guess}\u00a0%"))
    return [
        verdict(int(guess)) if guess else None,
        Say(f"In 2008 {100 * share:.1f} % of them were women, in 2019 {WOMEN_2019} %."),
        Bars("Women among those who write Wikipedia", bars, full=1.0),
        Note("A full bar is everyone."),
        Table(
            "The two surveys",
            ["When", "Who was asked", "How many", "Women", "Men"],
            [
                [
                    "October and November 2008",
                    "Readers and writers of Wikipedia in 20 languages, 10 to 85 years old; here "
                    "those who write",
                    f"{ASKED:,}",
                    f"{WOMEN:,} ({100 * share:.1f} %)",
                    "87 %",
                ],
                [
                    "late 2019",
                    "Adults who take part in Wikipedia and its sister projects",
                    "more than 2,500",
                    f"{WOMEN_2019} %",
                    f"{MEN_2019} %; {OTHERS_2019} % are transgender or non-binary",
                ],
            ],
            folded=False,
        ),
    ]


def age() -> Views:
    """The ages of 2019, and why those of 2008 are no comparison."""
    total = sum(AGES.values())
    young = (AGES["18–24"] + AGES["25–34"]) / total
    return [
        Say(
            f"In 2019 the middle one of {total:,} was about {median():.0f} years old; "
            f"{percent(young)} were younger than 35."
        ),
        Bars(
            "Ages in 2019, of those who told theirs",
            [Bar(years, number / total, shown=f"{number}") for years, number in AGES.items()],
        ),
        Note(
            "The mean of 26.8 years that is often quoted is the first count of 2008, which asked "
            "children too: a quarter of all who answered were under 18. In 2019 nobody under 18 "
            "was asked, so the two can't be compared."
        ),
    ]


def median() -> float:
    """The age in the middle, each group spread evenly over its years."""
    half, below = sum(AGES.values()) / 2, 0
    for years, number in AGES.items():
        if below + number >= half:
            low = int(years[:2])
            width = 7 if low == 18 else 10
            return low + width * (half - below) / number
        below += number
    raise AssertionError("half of them are in no group")


def verdict(guess: int) -> Verdict:
    """The guess against both years."""
    truth = "12 to 13 in a hundred"
    near = guess in FOUND
    said = truth if near else f"{guess} in a hundred"
    why = MORE if guess > FOUND[-1] else FEWER if guess < FOUND[0] else NEAR
    return Verdict(said, truth, why)


MORE = (
    "Many expect more, since anyone may edit. Being allowed to is one thing, and having the time, "
    "the confidence and a welcome another."
)
FEWER = "So few were found in surveys of 2011 (9 %), which asked other people in another way."
NEAR = "Both surveys agree, though they asked different people."
