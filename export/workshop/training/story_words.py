"""The words of the everyday stories: who, what, where, when, and why."""

from __future__ import annotations


def listed(text: str) -> list[str]:
    """The items between commas, whatever the line breaks."""
    return [" ".join(item.split()) for item in text.split(",")]


ANIMALS = listed("""
    fox, rabbit, cat, dog, bird, mouse, bear, wolf, horse, cow, pig, duck, owl, frog, turtle,
    lion, tiger, monkey, elephant, deer, squirrel, hen, goat, sheep, donkey, hedgehog, kitten,
    puppy, lamb, crow, goose, swan, fish, bee, spider, snake, crab
""")
GIRLS = listed("""
    Anna, Lucy, Mary, Emma, Kate, Alice, Rosa, Nina, Lily, Sara, Jane, Ella, Maria, Sofia,
    Clara, Ruth, Amy, Julia
""")
BOYS = listed("""
    Tom, Ben, Max, Sam, Peter, Paul, John, David, Leo, Jack, Henry, Adam, Hugo, Martin, Oscar,
    Daniel, Felix, Noah
""")
WOMEN = listed("""
    girl, woman, queen, princess, mother, grandmother, aunt, sister, lady, witch
""")
MEN = listed("""
    boy, man, king, prince, father, grandfather, uncle, brother, farmer, knight
""")
BOTH = listed("""
    teacher, doctor, nurse, baker, sailor, painter, driver, child, student, neighbour, soldier,
    cook, pilot, writer
""")
SIZES = listed("""
    little, small, big, old, young, brown, white, black, grey, clever, brave, quiet, lazy, kind,
    shy
""")
LOOKS = listed("""
    little, small, big, new, white, black, grey, red, heavy, broken, beautiful
""")
PLACES = listed("""
    under the bed, behind a tree, in the garden, by the river, in the forest, near the house, on
    the hill, in the kitchen, at school, in the barn, beside the road, on the bridge, at the
    market, by the sea, in the park, in a cave, under the table, in the field, on the roof, in
    the library, at the station, in the tall grass, in the snow
""")
TIMES = listed("""
    One day, In the morning, That evening, At night, In the winter, Last summer, Yesterday, On
    Sunday, After lunch, Before breakfast, In the afternoon, One cold day, Early in the spring,
    When the sun went down, When it rained
""")
THINGS = listed("""
    ball, book, hat, key, apple, cake, letter, stone, basket, blanket, lamp, cup, boat, kite,
    shoe, coat, flower, bread, coin, bag, box, drum, ring, clock, picture, spoon, chair, bell
""")
SAID = listed("""
    I am {f}, Why are you {f}?, Are you {f}?, I was so {f}, Do not be {f}, You look {f}
""")

#: How somebody felt (words for it), and what somebody does then.
WHY = {
    ("scared", "afraid", "frightened"): listed("""
        hid, ran away, ran home, trembled, stayed inside, would not move, closed the door, cried
        for help, held on tight, climbed up a tree, jumped back
    """),
    ("hungry", "starving"): listed("""
        ate an apple, looked for food, ate all the bread, went to the kitchen, asked for more
        soup, came home early, ate the whole cake, stole a piece of cheese
    """),
    ("tired", "sleepy", "exhausted"): listed("""
        slept, went to bed, sat down, fell asleep, lay down, yawned, stopped walking, went home,
        stayed in bed, rested for an hour, could not go on
    """),
    ("happy", "glad", "excited"): listed("""
        sang, danced, smiled, laughed, jumped up and down, clapped, sang a song, told everyone,
        could not stop smiling, ran to meet them
    """),
    ("angry", "cross", "furious"): listed("""
        shouted, left the room, slammed the door, did not answer, threw the cup on the floor,
        walked away, said nothing, broke the plate, frowned
    """),
    ("sad", "lonely", "unhappy"): listed("""
        cried, sat alone, wept, did not speak, stayed at home, looked out of the window, wrote a
        long letter, called a friend, missed the others
    """),
    ("cold", "freezing"): listed("""
        put on a coat, lit a fire, went inside, shivered, closed the window, drank some hot tea,
        wanted a blanket, sat by the fire
    """),
    ("hot", "too warm"): listed("""
        opened the window, swam in the river, took off the coat, sat in the shade, drank cold
        water, went for a swim
    """),
    ("thirsty",): listed("""
        drank some water, went to the well, drank all the milk, asked for water, looked for a
        stream, walked to the river
    """),
    ("late",): listed("""
        ran, hurried, missed the train, took the bus, ran to school, did not eat breakfast, said
        sorry, drove too fast
    """),
    ("lost",): listed("""
        asked for help, looked at the map, turned back, asked the way, waited for the others,
        walked in circles
    """),
    ("ill", "sick"): listed("""
        stayed in bed, went to the doctor, did not go to school, took some medicine, could not
        eat, slept all day, drank hot tea
    """),
    ("curious",): listed("""
        opened the box, looked inside, followed the sound, asked a question, opened the door,
        read the letter, climbed the wall, went closer
    """),
    ("bored",): listed("""
        went outside, drew a picture, played with the ball, counted the birds, looked for a
        friend, read a book, left early
    """),
    ("busy",): listed("""
        did not answer, could not come, forgot the time, worked all night, did not hear the
        bell, stayed at work
    """),
}

#: What did not work out, and the reasons that lie with the first noun, and with the second.
CANT = {
    ("would not fit in the {b}", "could not go into the {b}"): (
        ("too big", "too wide", "too large"),
        ("too small", "too full"),
    ),
    ("could not carry the {b}",): (
        ("too small", "too weak", "too tired"),
        ("too heavy", "too big"),
    ),
    ("could not reach the {b}", "could not see the {b}"): (
        ("too short", "too far away", "too small"),
        ("too high", "too far away"),
    ),
    ("could not open the {b}", "did not like the {b}"): (
        ("too weak", "too tired"),
        ("locked", "too old", "broken"),
    ),
}
