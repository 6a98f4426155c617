"""The figures about training data: C4's list and rules, and numbers that others have measured."""

import hashlib
import random
import re
import sys
from typing import Any

import pytest

from tests.demos.running import ROOT, TEXTS, demo_of, last

NAMES = ("blocklist", "raw-to-text", "c4-domains", "wikipedia-editors")
# Of the list as the npm package has it, an entry a line.
DIGEST = "75fc02b9be17694e93b87afaf3566794e0b28d5afcd374b3e4331bf97bf43d21"


def module(name: str, of: str = "") -> Any:
    """A demo's own module, or one that it imports."""
    own = demo_of(name).function.__module__
    return sys.modules[f"{own.rpartition('.')[0]}.{of}" if of else own]


@pytest.fixture(scope="module")
def block() -> Any:
    """The demo that matches a text with the list."""
    return module("blocklist")


@pytest.fixture(scope="module")
def raw() -> Any:
    """The demo that cleans a page."""
    return module("raw-to-text")


@pytest.fixture(scope="module")
def rules() -> Any:
    """The rules by which it does."""
    return module("raw-to-text", "rules")


def shows(name: str, **inputs: object) -> str:
    return last(demo_of(name), {}, **inputs)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_taken(name: str, text: str) -> None:
    if "text" in demo_of(name).controls:
        assert "data-say" in shows(name, text=text)


# The list, and how it is matched


def test_the_list_is_the_packages(block: Any) -> None:
    entries = block.entries()
    assert len(entries) == len(set(entries)) == 403
    assert hashlib.sha256("\n".join(entries).encode()).hexdigest() == DIGEST
    assert {"sex", "sexuality", "twink", "gay sex"} <= set(entries)
    assert not {"gay", "lesbian", "queer", "nazi", "murder"} & set(entries)


def test_the_list_stands_nowhere_in_clear(block: Any) -> None:
    """Nor in what a page shows before its reader asks."""
    words = [entry for entry in block.entries() if len(entry) > 7]
    shared = ROOT / "demos/c4"
    for file in (*shared.glob("*.*"), *(ROOT / "demos/blocklist").rglob("*.*")):
        text = file.read_text(encoding="utf-8").lower()
        assert not [word for word in words if word in text], file.name
    html = shows("blocklist", text=" ".join(words))
    assert not [word for word in words if word in html]
    assert all(word in shows("blocklist", text=word, bare=True) for word in words[:20])


def original(entries: tuple[str, ...]) -> re.Pattern[str]:
    """The list as C4's program matches it, in lower case."""
    return re.compile(rf"(?:\W|^)({'|'.join(map(re.escape, entries))})(?:\W|$)")


def test_what_is_found_is_what_c4s_program_finds(block: Any) -> None:
    theirs, draw = original(block.entries()), random.Random(0)
    signs = ("", " ", "-", "_", "s", "7", "é", "\u0301", "你", "'", "\n", "🖕", "İ", "ſ", "Σ")
    found = 0
    for _ in range(4000):
        text = "".join(
            draw.choice(signs) + draw.choice((str.upper, str.title, str))(draw.choice(words))
            for words in [draw.choice((block.entries(), ("the", "class", "Essex", "ﬁ", "")))]
            for _ in range(draw.randint(0, 3))
        ) + draw.choice(signs)
        hits = block.hits(text)
        assert bool(hits) == bool(theirs.search(text.lower())), text
        for hit in hits:
            assert text[hit.start : hit.end].lower() == hit.entry
        found += bool(hits)
    assert 500 < found < 3500


@pytest.mark.parametrize(
    ("preset", "kept"),
    [
        ("Health advice", False),
        ("A novel", False),
        ("Helping", False),
        ("A youth group", True),
        ("Hatred", True),
        ("Within words", True),
    ],
)
def test_the_list_sees_words_and_no_meaning(block: Any, preset: str, kept: bool) -> None:
    html = shows("blocklist", text=block.PRESETS[preset])
    assert ("Kept: none of the 403 entries" in html) == kept
    assert ("Removed: one entry of the list stands in it." in html) != kept
    assert (">listed</mark>" in html) != kept


def test_one_word_is_enough_however_long_the_page(block: Any) -> None:
    page = "Peel the apples and cut them into thin slices. " * 400
    assert not block.hits(page)
    html = shows("blocklist", text=page + "Sex.")
    assert "Removed: one entry of the list stands in it." in html
    assert "its beginning is shown" in html


def test_many_words_are_counted_and_few_are_drawn() -> None:
    html = shows("blocklist", text="sex, " * 3999)
    assert "3,999 times in all. One would have been enough." in html
    assert html.count("listed</mark>") == module("blocklist").HITS
    assert len(html) < 20_000


def test_the_shares_are_those_of_the_paper(block: Any) -> None:
    assert list(block.REMOVED.values()) == [42, 32, 7.2, 6.2]
    assert 6.5 < block.REMOVED["African American"] / block.REMOVED["White-aligned"] < 7
    html = shows("blocklist", show="study", guess=block.MORE)
    assert "You were right: nearly seven times as many." in html
    for wrong in (block.FEWER, block.SAME, block.TWICE):
        html = shows("blocklist", show="study", guess=wrong)
        assert "It is nearly seven times as many." in html
        assert block.WHY[wrong] in html


# The rules


ALL = ("ends", "javascript", "policies", "duplicates", "citations", "placeholder", "brackets",
       "listed")  # fmt: skip
GOOD = "This is a sentence with enough words."


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (GOOD, ""),
        ("Is this a sentence with enough words?", ""),
        ("This is a sentence with enough words!", ""),
        ('She said, "This has enough words."', ""),
        ("She said, “This has enough words.”", "ends"),
        ("This one has no sign at all", "ends"),
        ("This one goes on and on...", "ends"),
        ("This one ends with a colon:", "ends"),
        ("外婆每个星期天都做这个蛋糕。", "ends"),
        ("Four words and stop.", "words"),
        ("Five words and then stop.", ""),
        ("This one has a note at its end.[12]", ""),
        ("This one has a note at its end. [12]", "ends"),
        ("You need JavaScript to see this page.", "javascript"),
        ("By staying you accept the use of cookies.", "policies"),
        ("Read our Privacy Policy before you go on.", "policies"),
        ("Cookies are best while they are warm.", ""),
        ("In set notation you write { to begin.", "brackets"),
        ("p { color: red }", "ends"),
        ("The words lorem ipsum stand in here.", "placeholder"),
        ("x" * 1001 + " is a very long word here.", "long"),
    ],
)
def test_each_line_falls_to_the_rule_that_is_told(rules: Any, line: str, rule: str) -> None:
    page = rules.clean(f"{GOOD}\n{line}\n", ALL, 5, 0)
    assert [each.rule for each in page.lines] == ["", "duplicates" if line == GOOD else rule]
    assert page.rule == (rule if rule in rules.PAGE else "")


def test_without_a_rule_its_line_stays(rules: Any) -> None:
    for rule, line in {
        "ends": "This one has no sign at all",
        "javascript": "You need JavaScript to see this page.",
        "policies": "By staying you accept the use of cookies.",
        "duplicates": GOOD,
        "placeholder": "The words lorem ipsum stand in here.",
        "brackets": "In set notation you write { to begin.",
    }.items():
        assert line not in rules.clean(f"{GOOD}\n{line}", ALL, 5, 0).kept[1:]
        assert rules.clean(f"{GOOD}\n{line}", {*ALL} - {rule}, 5, 0).kept[1:] == [line]
    assert rules.clean("Sex is a word here, once.", ALL, 5, 0).rule == "listed"
    assert rules.clean("Sex is a word here, once.", {*ALL} - {"listed"}, 5, 0).kept
    assert rules.clean("Sex is a word here, once", ALL, 5, 0).rule == ""  # it went before


@pytest.mark.parametrize(
    ("lines", "five_three", "three_five"),
    [
        (["One two three."] * 5, True, False),
        ([f"One two three four {i}." for i in range(3)], False, True),
        ([f"One two three four {i}." for i in range(5)], False, False),
        (["One two three four five. And six! And seven?"], False, True),
    ],
)
def test_the_papers_two_versions_differ(
    rules: Any, lines: list[str], five_three: bool, three_five: bool
) -> None:
    text = "\n".join(lines)
    off = {*ALL} - {"duplicates"}
    assert (rules.clean(text, off, 5, 3).rule == "sentences") == five_three
    assert (rules.clean(text, off, 3, 5).rule == "sentences") == three_five


def test_a_recipe_keeps_its_story_and_loses_its_ingredients(raw: Any, rules: Any) -> None:
    kept = rules.clean(raw.RECIPE, ALL, 5, 3).kept
    assert "My aunt baked this cake every Sunday, and the whole street could smell it." in kept
    assert "Sign up for our letter and never miss a recipe!" in kept
    lines = raw.RECIPE.splitlines()
    ingredients = lines[
        lines.index("For one round tin you need") + 1 : lines.index("How to make it")
    ]
    assert len(ingredients) == 6
    assert not {*ingredients} & {*kept}
    assert f"{len(kept)} of {len(lines)} lines stay" in shows("raw-to-text")
    assert {line.rule for line in rules.clean(raw.RECIPE, ALL, 5, 3).lines} == {
        "", "ends", "words", "javascript", "policies", "duplicates",
    }  # fmt: skip


def test_a_bracket_bites_only_where_its_line_has_passed(raw: Any) -> None:
    assert "The whole page is dropped: a “{”" in shows("raw-to-text", ends=False)
    assert "The whole page is dropped: a “{”" in shows("raw-to-text", text=raw.PRESETS["A lesson"])
    html = shows("raw-to-text", text=raw.PRESETS["A lesson"], brackets=False)
    assert "5 of 6 lines stay" in html


def test_of_a_poem_nothing_stays(raw: Any) -> None:
    html = shows("raw-to-text", text=raw.POEM, guess=raw.NOTHING)
    assert "You were right: nothing." in html
    assert "too few sentences are left" in html
    assert shows("raw-to-text", text=raw.POEM, shortest="none").count("ld-kept") == 1


def test_long_pages_are_judged_whole_and_shown_in_part(raw: Any) -> None:
    html = shows("raw-to-text", text="\n".join(f"This is sentence number {i}." for i in range(600)))
    assert "600 of 600 lines stay" in html
    assert html.count("<li") == raw.LINES
    assert "All lines were looked at" in html


# What others have measured


def test_the_numbers_are_those_that_were_read_from_the_chart() -> None:
    demo = module("c4-domains")
    places = {site: place for place, (site, *_) in enumerate(demo.SITES, start=1)}
    assert (places["en.wikipedia.org"], places["en.m.wikipedia.org"]) == (2, 3)
    for rows in (demo.SITES, demo.SUFFIXES):
        values = [row[1] for row in rows]
        assert len(values) == 25
        assert values == sorted(values, reverse=True)
    assert all(low <= high <= 1.1 * low for _, high, low in demo.SITES)
    assert all(high - low <= 1 for _, high, low in demo.SITES[7:])  # as the limits say
    assert f"{100 * sum(high for _, high, _ in demo.SITES) / demo.ALL:.1f}" == "1.4"
    read = {site: readings for site, *readings in demo.SITES}
    assert demo.SITES[0] == ("patents.google.com", 695, 636)
    assert read["en.wikipedia.org"] == [154, 148]
    assert read["www.washingtonpost.com"] == [55, 55]  # the newspaper's own count
    assert (demo.SUFFIXES[0], demo.SUFFIXES[-1]) == (("com", 100.58), ("it", 0.3))


@pytest.mark.parametrize("show", ["suffixes", "sites"])
def test_a_logarithmic_bar_is_as_long_as_its_tens(show: str) -> None:
    demo = module("c4-domains")
    widths: dict[bool, list[float]] = {
        log: [
            float(width)
            for width in re.findall(
                r'<rect width="([\d.]+)"', shows("c4-domains", show=show, log=log)
            )
        ]
        for log in (False, True)
    }
    values = [row[1] for row in (demo.SITES if show == "sites" else demo.SUFFIXES)]
    assert len(widths[True]) == len(widths[False]) == 25
    tens, least = (2, 10) if show == "sites" else (4, 0.1)
    for value, linear, log in zip(values, widths[False], widths[True], strict=True):
        assert abs(linear - 100 * value / values[0]) <= 0.05001
        assert abs(10 ** (log / 100 * tens) * least / value - 1) < 0.01
    said = "half" if show == "sites" else "quarter"
    assert f"each {said} of the width is ten times" in shows("c4-domains", show=show, log=True)


def test_what_was_guessed_of_wikipedia_is_answered() -> None:
    for guess in module("c4-domains").WHY:
        html = shows("c4-domains", show="sites", guess=guess)
        assert ("You were right" in html) == (guess == "second")


def test_one_in_eight_in_either_year() -> None:
    demo = module("wikipedia-editors")
    for share in (demo.WOMEN / demo.ASKED, demo.WOMEN_2019 / 100):
        assert round(1 / share) == 8
        assert int(100 * share) in demo.FOUND
    assert sum(demo.AGES.values()) == 1663
    assert 42.5 < demo.median() < 43.5
    assert (demo.ASKED, demo.WOMEN) == (53_888, 6_814)


@pytest.mark.parametrize(
    ("guess", "says"),
    [("50", "Many expect more"), ("3", "So few were found"), ("12", "You were right"),
     ("13", "You were right")],
)  # fmt: skip
def test_a_guess_stands_beside_the_years(guess: str, says: str) -> None:
    html = shows("wikipedia-editors", guess=guess)
    assert says in html
    assert "Your guess" in html
    assert "Your guess" not in shows("wikipedia-editors")


def test_a_guess_is_a_number_in_a_hundred() -> None:
    control = demo_of("wikipedia-editors").controls["guess"]
    assert [control.parse(raw) for raw in ("", "0", "100")] == ["", "0", "100"]
    for wrong in ("101", "-1", "7.5", "07", "many", 7):
        with pytest.raises(ValueError, match="must be"):
            control.parse(wrong)
