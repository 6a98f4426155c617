"""Everyday stories from a small hand-written grammar: the plain words that novels and dictionaries are short of.

They teach what a reader types first: somebody does something for a reason, and a pronoun stands for somebody. The
reason fits the deed and the pronoun fits the one it stands for; all else is drawn at random.
"""

from __future__ import annotations

from random import Random

ANIMALS = ["fox", "rabbit", "cat", "dog", "bird", "mouse", "bear", "wolf", "horse", "cow", "pig", "duck", "owl", "frog", "turtle", "lion", "tiger", "monkey", "elephant", "deer", "squirrel", "hen", "goat", "sheep", "donkey", "hedgehog", "kitten", "puppy", "lamb", "crow", "goose", "swan", "fish", "bee", "spider", "snake", "crab"]
GIRLS = ["Anna", "Lucy", "Mary", "Emma", "Kate", "Alice", "Rosa", "Nina", "Lily", "Sara", "Jane", "Ella", "Maria", "Sofia", "Clara", "Ruth", "Amy", "Julia"]
BOYS = ["Tom", "Ben", "Max", "Sam", "Peter", "Paul", "John", "David", "Leo", "Jack", "Henry", "Adam", "Hugo", "Martin", "Oscar", "Daniel", "Felix", "Noah"]
WOMEN = ["girl", "woman", "queen", "princess", "mother", "grandmother", "aunt", "sister", "lady", "witch"]
MEN = ["boy", "man", "king", "prince", "father", "grandfather", "uncle", "brother", "farmer", "knight"]
BOTH = ["teacher", "doctor", "nurse", "baker", "sailor", "painter", "driver", "child", "student", "neighbour", "soldier", "cook", "pilot", "writer"]
SIZES = ["little", "small", "big", "old", "young", "brown", "white", "black", "grey", "clever", "brave", "quiet", "lazy", "kind", "shy"]
LOOKS = ["little", "small", "big", "new", "white", "black", "grey", "red", "heavy", "broken", "beautiful"]
PLACES = """under the bed;behind a tree;in the garden;by the river;in the forest;near the house;on the hill;in the
kitchen;at school;in the barn;beside the road;on the bridge;at the market;by the sea;in the park;in a cave;under the
table;in the field;on the roof;in the library;at the station;in the tall grass;in the snow""".replace(
    "\n", " "
).split(";")
TIMES = """One day;In the morning;That evening;At night;In the winter;Last summer;Yesterday;On Sunday;After lunch;Before
breakfast;In the afternoon;One cold day;Early in the spring;When the sun went down;When it rained""".replace("\n", " ").split(";")  # fmt: skip
THINGS = ["ball", "book", "hat", "key", "apple", "cake", "letter", "stone", "basket", "blanket", "lamp", "cup", "boat", "kite", "shoe", "coat", "flower", "bread", "coin", "bag", "box", "drum", "ring", "clock", "picture", "spoon", "chair", "bell"]
WHY = {  # how somebody felt: what somebody does then
    "scared|afraid|frightened": "hid;ran away;ran home;trembled;stayed inside;would not move;closed the door;cried for help;held on tight;climbed up a tree;jumped back",
    "hungry|starving": "ate an apple;looked for food;ate all the bread;went to the kitchen;asked for more soup;came home early;ate the whole cake;stole a piece of cheese",
    "tired|sleepy|exhausted": "slept;went to bed;sat down;fell asleep;lay down;yawned;stopped walking;went home;stayed in bed;rested for an hour;could not go on",
    "happy|glad|excited": "sang;danced;smiled;laughed;jumped up and down;clapped;sang a song;told everyone;could not stop smiling;ran to meet them",
    "angry|cross|furious": "shouted;left the room;slammed the door;did not answer;threw the cup on the floor;walked away;said nothing;broke the plate;frowned",
    "sad|lonely|unhappy": "cried;sat alone;wept;did not speak;stayed at home;looked out of the window;wrote a long letter;called a friend;missed the others",
    "cold|freezing": "put on a coat;lit a fire;went inside;shivered;closed the window;drank some hot tea;wanted a blanket;sat by the fire",
    "hot|too warm": "opened the window;swam in the river;took off the coat;sat in the shade;drank cold water;went for a swim",
    "thirsty": "drank some water;went to the well;drank all the milk;asked for water;looked for a stream;walked to the river",
    "late": "ran;hurried;missed the train;took the bus;ran to school;did not eat breakfast;said sorry;drove too fast",
    "lost": "asked for help;looked at the map;turned back;asked the way;waited for the others;walked in circles",
    "ill|sick": "stayed in bed;went to the doctor;did not go to school;took some medicine;could not eat;slept all day;drank hot tea",
    "curious": "opened the box;looked inside;followed the sound;asked a question;opened the door;read the letter;climbed the wall;went closer",
    "bored": "went outside;drew a picture;played with the ball;counted the birds;looked for a friend;read a book;left early",
    "busy": "did not answer;could not come;forgot the time;worked all night;did not hear the bell;stayed at work",
}  # fmt: skip
CANT = {  # a thing that did not fit, go or break, and the two reasons: about the first noun, or the second
    "would not fit in the {b}|could not go into the {b}": (
        "too big|too wide|too large",
        "too small|too full",
    ),
    "could not carry the {b}": ("too small|too weak|too tired", "too heavy|too big"),
    "could not reach the {b}|could not see the {b}": (
        "too short|too far away|too small",
        "too high|too far away",
    ),
    "could not open the {b}|did not like the {b}": ("too weak|too tired", "locked|too old|broken"),
}
SAID = ["I am {f}", "Why are you {f}?", "Are you {f}?", "I was so {f}", "Do not be {f}", "You look {f}"]


def story(rng: Random) -> str:
    """One story of one to seven sentences."""
    pick = rng.choice
    who, name, pronoun, owner = somebody(rng)
    other, other_name, other_pronoun, _ = somebody(rng)

    def reason(subject: str, pron: str) -> str:
        feeling = pick(list(WHY))
        deed, felt = pick(WHY[feeling].split(";")), pick(feeling.split("|"))
        where = (
            f" {pick(PLACES)}"
            if deed in ("hid", "sat down", "slept", "fell asleep", "sat alone")
            and rng.random() < 0.5
            else ""
        )
        form = pick(["because"] * 5 + ["so", "when", "and"])
        if form == "because":
            return f"{subject} {deed}{where} because {pron} was {felt}."
        if form == "so":
            return f"{subject} was {felt}, so {pron} {deed}{where}."
        if form == "when":
            return f"When {subject[0].lower() + subject[1:] if subject.startswith(('The', 'A ')) else subject} was {felt}, {pron} {deed}{where}."
        return f"{subject} was {felt} and {deed}{where}."

    def obstacle() -> str:
        verb = pick(list(CANT))
        first, second = CANT[verb]
        a, b = pick(THINGS), pick(THINGS)
        subject = f"The {a}" if "fit" in verb or "into" in verb else who
        about = rng.random() < 0.5
        pron = "it" if subject != who or not about else pronoun
        why = pick((first if about else second).split("|"))
        return f"{subject} {pick(verb.split('|')).format(b=b)} because {pron} was {why}."

    def gift() -> str:
        thing = pick(THINGS)
        back = {"she": "her", "he": "him", "it": "it"}[other_pronoun]
        return (
            f"{who} {pick(['gave', 'showed', 'brought', 'sold'])} {lower(other)} a {pick(LOOKS)} {thing}. "
            f"{other} {pick(['thanked', 'smiled at', 'laughed with', 'hugged', 'looked at'])} "
            f"{ {'she': 'her', 'he': 'him', 'it': 'it'}[pronoun] } and put the {thing} {pick(PLACES)}. "
            f"{who} waved to {back}."
        )

    def speech() -> str:
        feeling = pick(pick(list(WHY)).split("|"))
        words = pick(SAID).format(f=feeling)
        stop = "" if words[-1] == "?" else ","
        return f'"{words}{stop}" {pick(["said", "asked" if stop == "" else "said", "whispered"])} {lower(who)}.'

    def walk() -> str:
        return (
            f"{pick(TIMES)}, {lower(who)} {pick(['went for a walk', 'met ' + lower(other), 'found a ' + pick(THINGS), 'saw ' + lower(other), 'lost ' + owner + ' ' + pick(THINGS), 'played'])} "
            f"{pick(PLACES)}."
        )  # fmt: skip

    opening = (
        f"{pick(['Once there was', 'There was once', 'Once upon a time there was', 'There was'])} {name}."
        if not who.istitle() or who.startswith("The ")
        else f"{who} was {name}."
    )
    parts = [
        lambda: reason(who, pronoun),
        lambda: reason(other, other_pronoun),
        obstacle,
        gift,
        speech,
        walk,
    ]
    weights = [5, 2, 2, 1, 1, 2]
    length = pick([1, 1, 2, 3, 4, 5, 6])
    sentences = [opening] if length > 2 and rng.random() < 0.6 else []
    sentences += [rng.choices(parts, weights)[0]() for _ in range(length)]
    return " ".join(sentences)


def lower(subject: str) -> str:
    """A subject in the middle of a sentence."""
    return "the" + subject[3:] if subject.startswith("The ") else subject


def somebody(rng: Random) -> tuple[str, str, str, str]:
    """Somebody: as a subject, as introduced, the pronoun, the possessive."""
    kind = rng.random()
    size = rng.choice(SIZES)
    article = "an" if size[0] in "aeiou" else "a"
    if kind < 0.4:
        animal = rng.choice(ANIMALS)
        shown = f"The {animal}" if rng.random() < 0.7 else f"The {size} {animal}"
        return shown, f"{article} {size} {animal}", "it", "its"
    female = rng.random() < 0.5
    pronoun, owner = ("she", "her") if female else ("he", "his")
    if kind < 0.7:
        return (
            rng.choice(GIRLS if female else BOYS),
            f"{article} {size} {'girl' if female else 'boy'}",
            pronoun,
            owner,
        )
    person = rng.choice((WOMEN if female else MEN) + BOTH)
    return f"The {person}", f"{article} {size} {person}", pronoun, owner


def stories(count: int, seed: int = 0) -> list[str]:
    """That many different stories; the same ones for the same seed."""
    rng = Random(seed)
    return list(dict.fromkeys(story(rng) for _ in range(count)))
