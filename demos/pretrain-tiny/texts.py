"""Short texts to learn from: a nursery rhyme and a table of sums."""

BUILT = (  # "The House That Jack Built", traditional, printed in London by 1755
    "the house that Jack built",
    "the malt that lay in",
    "the rat that ate",
    "the cat that killed",
    "the dog that worried",
    "the cow with the crumpled horn that tossed",
    "the maiden all forlorn that milked",
    "the man all tattered and torn that kissed",
    "the priest all shaven and shorn that married",
    "the cock that crowed in the morn that woke",
    "the farmer sowing his corn that kept",
    "the horse and the hound and the horn that belonged to",
)

JACK = "\n".join(f"This is {' '.join(BUILT[last::-1])}." for last in range(len(BUILT)))
SUMS = "\n".join(f"{a} + {b} = {a + b}" for a in range(1, 13) for b in range(1, 13))
