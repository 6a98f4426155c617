"""Cold builds killed with `kill -9` at random moments: does the next one give the same bytes?

    python -m benchmarks.kills [--kills 50] [--round 5] [--seed 0]

A small site with a torch model is built once, undisturbed. Then, in each round, its builds are
killed at random moments, each going on from what the last has left, until one is let be: in another
folder, under another hash seed, time zone and locale. The site and the store must be the same to
the byte. (A test does so with three kills; 50 take as long as some 35 cold builds of the site,
about 6 minutes on an idle machine.)
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from random import Random

from tests.sites.kills import CALM, ROUGH, Trial
from tests.sites.site import make

CASE = "model"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--round", type=int, default=5, help="kills between two whole builds")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = Random(options.seed)
    killed = before = rounds = wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        calm = Trial(make(CASE, Path(temporary, "calm")), CALM)
        took = calm.build()
        wanted = calm.bytes()
        while killed < options.kills:
            rough = Trial(make(CASE, Path(temporary, f"round {rounds}")), ROUGH)
            for _ in range(min(options.round, options.kills - killed)):
                killed += rough.kill(chance.uniform(0, took))
                before += not rough.exports
            rough.build()
            found = rough.bytes()
            differ = {p for p in wanted.keys() | found.keys() if wanted.get(p) != found.get(p)}
            wrong += bool(differ)
            rounds += 1
            print(f"round {rounds}: {killed} kills, {len(differ)} files differ", flush=True)
            for path in sorted(differ)[:5]:
                print(f"  {path}")
    print(
        f"{killed} kills, {before} of them with the model not yet in the store; "
        f"{rounds - wrong} of {rounds} builds after them are the same to the byte"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
