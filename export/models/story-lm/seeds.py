"""What `write_texts.py` asks for: plain words, questions, and how an answer begins."""

from __future__ import annotations

from workshop.training.story_words import BOYS, GIRLS, listed

THINGS = listed("""
    apple, arrow, axe, ball, balloon, banana, basket, bat, bath, beach, bean, bed, bee, bell,
    bench, bicycle, bird, blanket, boat, bone, book, boot, bottle, bowl, box, branch, brick,
    bridge, broom, brush, bucket, bus, bush, butterfly, button, cage, cake, camel, camera,
    candle, cap, car, card, carpet, carrot, cart, castle, cat, cave, chair, cheese, cherry,
    chicken, church, clock, cloud, coat, coin, comb, computer, cookie, cow, crab, crown, cup,
    curtain, cushion, deer, desk, dish, dog, doll, donkey, door, dress, drum, duck, eagle, ear,
    egg, elephant, envelope, eye, farm, feather, fence, field, finger, fire, fish, flag, flower,
    fly, foot, forest, fork, fox, frog, garden, gate, ghost, gift, giraffe, glass, glove, goat,
    goose, grape, guitar, hair, hammer, hand, hat, heart, hen, hill, hole, horse, hospital,
    hotel, house, insect, island, jacket, jar, jug, kettle, key, king, kitchen, kite, kitten,
    knee, knife, ladder, lake, lamb, lamp, leaf, lemon, letter, library, lion, list, lock,
    machine, map, market, mask, match, meal, mirror, monkey, mountain, mouse, mouth, nail,
    needle, nest, net, newspaper, nose, nut, onion, orange, oven, owl, page, painting, pan,
    paper, park, path, pear, pen, pencil, phone, photograph, piano, picture, pie, pig, pillow,
    pin, pipe, plane, plant, plate, pocket, pond, pony, pot, potato, present, puppy, purse,
    rabbit, radio, rat, ring, river, road, rock, roof, room, root, rope, rose, sack, sandwich,
    school, seed, shadow, sheep, shell, ship, shirt, shoe, shop, sink, sister, skirt, snake,
    sock, song, soup, spider, spoon, stable, stair, star, station, stick, stone, stool, story,
    stove, street, suitcase, sweater, table, tail, tent, ticket, tiger, tomato, tool, tooth,
    towel, tower, town, toy, train, tree, truck, tunnel, turtle, umbrella, village, wall, watch,
    wave, well, whale, wheel, whistle, window, wing, wolf, wood, worm
""")
PERSONS = listed("""
    actor, artist, aunt, baker, boy, brother, builder, bus driver, butcher, captain, carpenter,
    child, cleaner, clown, cook, cousin, dancer, daughter, dentist, doctor, driver, engineer,
    farmer, father, fisherman, gardener, girl, grandfather, grandmother, guest, hunter, judge,
    king, lady, lawyer, man, manager, mother, musician, nurse, painter, pilot, player,
    policeman, postman, prince, princess, pupil, queen, sailor, scientist, shepherd, shopkeeper,
    singer, sister, soldier, son, stranger, student, tailor, teacher, thief, traveller, twin,
    uncle, visitor, waiter, witch, woman, worker, writer
""")
DEEDS = listed("""
    answer, bake a cake, build a house, buy a present, catch a fish, climb a tree, come home,
    cook dinner, cross the road, cry, cut the grass, dance, dig a hole, draw a picture, drive a
    car, eat, fall asleep, feed the birds, find the way, fix the roof, fly, get up, go away, go
    for a walk, go to bed, go to school, go to the doctor, go to the market, grow up, hear a
    story, help, hide, jump, knock, laugh, learn to read, leave, light a fire, look out of the
    window, make friends, make soup, milk the cow, move to the city, open the box, open the
    door, paint the wall, pay, pick flowers, plant a tree, play, play the piano, rest, ride a
    horse, run, run a race, say sorry, see the sea, sell the house, sew a dress, shout, sing,
    sit down, sleep, stay at home, stop, swim, take a bath, take the bus, talk, tell a secret,
    tell the truth, travel, wait, wake up, walk home, wash the dishes, watch the stars, water
    the plants, win, work, write a letter
""")
WHERE = listed("""
    at home, at school, in the kitchen, in a shop, on a farm, by the sea, in the city, in a
    small village, at work, on a train, in the park, in the garden, in the woods, at the
    doctor's, in the rain, in the snow, at night, on a cold morning, on a hot day, on a Sunday,
    at a birthday party, in a library, in the car, at dinner, in a hospital, on a boat, at the
    market, in the mountains, at the station, in bed, in the bath, at church, on holiday, on the
    way home
""")
NAMES = [*GIRLS, *BOYS]

#: What is asked, and how the answer begins: in plain words, and so it goes on.
KINDS = (
    ("Write a short story about {name} and {a_thing}.", (
        "One day {name} found {a_thing}. {He}",
        "{name} was a little {child}. {He} wanted {a_thing}.",
        "{name} put the {thing} on the table. Then",
        "{when}, {name} looked for {his} {thing}. It was",
        "{name} gave {friend} {a_thing}. {friend} said",
        "Once there was a {child} who had {a_thing}.",
        "{name} could not find the {thing}.",
        "{name} and {friend} were {where}. They saw {a_thing}.",
    )),
    ("Write a short story about {a_person} {where}.", (
        "{when}, the {person} came home.",
        "The {person} was tired. He",
        "The {person} was {where}. She",
        "There was once {a_person} who had {a_thing}.",
        "I know {a_person}. He",
        "The {person} asked for {a_thing}.",
        "The old {person} sat down.",
    )),
    ("Write a short story in which {name} wants to {deed}.", (
        "{when}, {name} wanted to {deed}. {He}",
        "{name} did not want to {deed}.",
        '"I want to {deed}," said {name}.',
        "{name} tried to {deed}, but",
        "{name} and {friend} went out to {deed}.",
    )),
    ("Write a short talk between {name} and {friend} about {a_thing}.", (
        '"Where is the {thing}?" asked {name}.',
        '"Look at the {thing}!" said {name}.',
        '"I do not like the {thing}," said {name}.',
        '{name} asked {friend}, "Do you have {a_thing}?"',
        '"Is this your {thing}?" {friend} asked.',
    )),
    ("Write a page of a diary about {a_thing} {where}.", (
        "{when} I was {where}.",
        "My mother has {a_thing}. She",
        "My father bought {a_thing}.",
        "My brother and I were {where}. We",
        "We needed {a_thing}, so we",
        "I lost my {thing} {where}.",
        "I like my {thing}. It",
    )),
    ("Write some plain sentences about {a_thing}.", (
        "The {thing} is",
        "You need {a_thing} when",
        "She held the {thing} in her hand.",
        "There was {a_thing} on the floor.",
        "A good {thing} is",
        "The {thing} was too small.",
        "Most people have seen {a_thing}.",
        "He took the {thing} and",
    )),
    ("Write some plain sentences about what people do {where}.", (
        "We were {where}. My",
        "The children were {where}. They",
        "People {where} often",
        "There is always something to do {where}.",
        "She is {where}. She",
        "Two men were {where}. One of them",
    )),
)  # fmt: skip
