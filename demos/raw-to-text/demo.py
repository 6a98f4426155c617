"""What is left of a web page?"""

from collections import Counter
from typing import Annotated

from livedemo import (
    Bar,
    Bars,
    Choice,
    Guess,
    Note,
    Say,
    Text,
    Toggle,
    Verdict,
    Views,
    count,
    demo,
)

from .rules import Page, clean
from .sieve import Sieve

RECIPE = """\
Sunny Kitchen
Home | Recipes | About | Contact
This site uses cookies to remember what you like.
Please switch on JavaScript to see all of our pictures.
Aunt Ilse's apple cake
By Hanna, 3 October | 212 votes | Print | Share
My aunt baked this cake every Sunday, and the whole street could smell it.
It needs no mixer, only a bowl and a wooden spoon.[1]
For one round tin you need
4 apples
200 g flour
150 g butter, soft
120 g sugar
3 eggs
a pinch of salt
How to make it
Peel the apples and cut them into thin slices.
Beat the butter with the sugar, then stir in the eggs.
Fold in the flour.
Spread the apples on top and bake for 45 minutes at 180 °C.
Let it cool, if you can wait that long...
She used to say: "The second day is the best one."
3 comments
Tom: The best cake I have ever made, thank you!
Tom: The best cake I have ever made, thank you!
Sign up for our letter and never miss a recipe!
.banner { display: none; }
Sunny Kitchen, all rights reserved. Read our privacy policy."""
POEM = """\
Tyger Tyger, burning bright,
In the forests of the night;
What immortal hand or eye,
Could frame thy fearful symmetry?"""
PRESETS = {
    "A recipe": RECIPE,
    "A poem": POEM,
    "A lesson": """\
Writing your first function
A function gives a name to a few lines, so that you can use them again.
In most languages it has a head and a body, and what it hands back.
Type function twice(n) { return 2 * n; } and press the key that runs it.
You will see nothing yet, for nobody has called it.
Now write twice(4) below it, and you will see an eight.""",
    "A page nobody filled": """\
Welcome to the site of our new shop!
Lorem ipsum dolor sit amet, consectetur adipiscing elit.
Here you will soon find everything for your garden.
Please come back in a few days.""",
    "Spanish": """\
Pastel de manzana de la tía Elena
Mi tía hacía este pastel todos los domingos, y toda la calle lo olía.
Pela las manzanas y córtalas en rodajas finas.
¿Lo has probado alguna vez con canela?
Déjalo enfriar antes de cortarlo.""",
    "Chinese": """\
外婆的苹果蛋糕
外婆每个星期天都做这个蛋糕，整条街都能闻到香味。
把苹果削皮，切成薄片。
第二天吃味道最好。""",
}
LONGEST = 20_000  # characters
LINES, LETTERS = 120, 300  # lines, and characters of each, that are shown at once
SHORTEST = {"program": (5, 3), "earlier": (3, 5), "none": (0, 0)}  # words, sentences
WHOLE, LAST, NOTHING = "all four lines", "its last line", "nothing"

LINE = {
    "ends": "no sign that ends a sentence",
    "words": "too few words",
    "long": "a word of more than 1,000 signs",
    "javascript": "names JavaScript",
    "policies": "a notice about policies or cookies",
    "duplicates": "was there before",
    "placeholder": "“lorem ipsum”: drops the page",
    "brackets": "a “{”: drops the page",
}
WITH = "goes with its page"
BRIEFLY = {
    "": "stays",
    "page": "with its page",
    "ends": "no last sign",
    "words": "too few words",
    "long": "too long a word",
    "javascript": "JavaScript",
    "policies": "policies",
    "duplicates": "twice",
    "placeholder": "lorem ipsum",
    "brackets": "a “{”",
}
DROPS = {
    "placeholder": "“lorem ipsum” stands in a line",
    "brackets": "a “{” stands in a line that had passed",
    "listed": "a word of the blocklist stands in what was left",
    "sentences": "too few sentences are left",
}


@demo(
    claim="The rules keep sentences. A recipe keeps its story and loses its ingredients.",
    why="""
Most of a page of the web is no text: menus, notices, buttons, the same footer a thousand times. To
have people sort that out is impossible at such a size, so C4 was cleaned by rules that a program
can check. Each is crude and catches much. A line of a menu has no full stop, code has curly
brackets, an unfinished page says *lorem ipsum*.

Crude rules also have a taste. They like prose in English, with full stops and straight quotation
marks. Lists, poems, tables, dialogue and program code go with the menus; an advertisement that is a
sentence stays.
""",
    limits="""
The rules are those of the T5 paper (Raffel et al. 2020, section 2.2), as the program that makes C4
takes them. The two differ. The paper drops every page with a curly bracket, the program only those
where the bracket's line has passed the first two rules. The paper takes out spans of three
sentences that occur twice in all of C4, the program lines; here only lines that occur twice on one
page are seen. The paper once said 3 words a line and 5 sentences a page, as Dodge et al. 2021 do;
its last version and the program have 5 words and 3 sentences. C4 also keeps only pages
that langdetect is 99 % sure are English: no such detector runs here. Sentences are counted by the
signs at their ends.
""",
)
async def raw_to_text(
    text: Annotated[
        str, Text(label="A page, line by line", rows=8, max_characters=LONGEST, presets=PRESETS)
    ] = RECIPE,
    ends: Annotated[bool, Toggle(label='A line ends with . ? ! or "')] = True,
    shortest: Annotated[
        str,
        Choice(
            {
                "program": "5 words, 3 sentences",
                "earlier": "3 words, 5 sentences",
                "none": "any length",
            },
            label="Least on a line, on a page",
        ),
    ] = "program",
    javascript: Annotated[bool, Toggle(label="No line with “JavaScript”")] = True,
    policies: Annotated[bool, Toggle(label="No notices about cookies and policies")] = True,
    duplicates: Annotated[bool, Toggle(label="No line twice")] = True,
    citations: Annotated[bool, Toggle(label="No marks such as [1]")] = True,
    placeholder: Annotated[bool, Toggle(label="No page with “lorem ipsum”")] = True,
    brackets: Annotated[bool, Toggle(label="No page with “{”")] = True,
    listed: Annotated[bool, Toggle(label="No page with a word of the blocklist")] = True,
    guess: Annotated[
        str,
        Guess(
            question="Four lines of a poem, and only the last ends with a question mark. What do "
            "the rules keep?",
            options=(WHOLE, LAST, NOTHING),
            sets={"text": POEM},
        ),
    ] = "",
) -> Views:
    """Clean a page by the rules that are switched on (Raffel et al. 2020, section 2.2)."""
    switches = {
        "ends": ends,
        "javascript": javascript,
        "policies": policies,
        "duplicates": duplicates,
        "citations": citations,
        "placeholder": placeholder,
        "brackets": brackets,
        "listed": listed,
    }
    words, sentences = SHORTEST[shortest]
    page = clean(text, {name for name, on in switches.items() if on}, words, sentences)
    if not page.lines:
        return Say("No line, nothing to clean. Type or paste a page above.")
    return [
        Verdict(guess, NOTHING, WHY[guess]) if guess and text == POEM else None,
        Say(said(page)),
        Sieve([(short(line.text), why(page, line.rule)) for line in page.lines[:LINES]]),
        Note(
            f"All lines were looked at; the first {LINES} are shown."
            if len(page.lines) > LINES
            else ""
        ),
        dropped(page),
    ]


def said(page: Page) -> str:
    """How much of a page is left, or what drops it whole."""
    kept = page.kept
    if page.rule:
        return f"The whole page is dropped: {DROPS[page.rule]}."
    before = sum(len(line.text.split()) for line in page.lines)
    after = sum(len(line.split()) for line in kept)
    return (
        f"{len(kept):,} of {count(len(page.lines), 'line')} stay, with {after:,} of "
        f"{count(before, 'word')}."
    )


def why(page: Page, rule: str) -> str:
    """Why a line is not there any more; "" where it stays."""
    return LINE[rule] if rule else WITH if page.rule else ""


def short(line: str) -> str:
    """A line, cut where it is very long."""
    return line if len(line) <= LETTERS else f"{line[:LETTERS]} …"


def dropped(page: Page) -> Bars | None:
    """How many lines went by which rule."""
    rules = Counter(line.rule or ("page" if page.rule else "") for line in page.lines)
    total = len(page.lines)
    bars = [
        Bar(BRIEFLY[rule], number / total, shown=f"{number:,}")
        for rule, number in rules.most_common()
    ]
    return Bars("Lines, by what happens to them", bars) if total > 1 else None


WHY = {
    WHOLE: "They are rules for sentences: a line that ends with a comma is taken for a piece of a "
    "menu.",
    LAST: "It passes all rules for lines. But then one sentence is left, and a page needs three.",
    NOTHING: "The last line passes all rules for lines. But then one sentence is left, and a page "
    "needs three.",
}
