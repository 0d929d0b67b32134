"""Fuzz the readers by hand: ``python tests/fuzz/run.py [READER...] [--seconds N] [--seed N]``.

Texts are made of nasty pieces and of changed ones of the texts before. A find is printed with the
text that leads to it; it becomes an example of a test. Status 1 where there was one.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.nasty import NASTY, cost
from fuzz.readers import READERS

SLOW = 2.0  # seconds of the processor for a text of a few thousand characters
PER_READER = 0.7  # seconds each, where --seconds is not given: a minute for all


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", help="their names begin so; all, if none is given")
    parser.add_argument("--seconds", type=float, help="in all; about a minute, if not given")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    names = [
        name for name in READERS if not options.readers or name.startswith(tuple(options.readers))
    ]
    each = options.seconds / len(names) if options.seconds else PER_READER
    print(f"seed {options.seed}, {len(names)} readers, {each:.1f} seconds each")
    finds = sum(fuzz(name, each, random.Random(f"{options.seed} {name}")) for name in names)
    print(f"{finds} finds")
    return 1 if finds else 0


def fuzz(name: str, seconds: float, chance: random.Random) -> int:
    """Read for so long, or until something is found; how many finds there were."""
    until, count = time.monotonic() + seconds, 0
    pool = [""]
    while time.monotonic() < until:
        text = changed(chance.choice(pool), chance)
        count += 1
        try:
            took = cost(READERS[name], text)
        except Exception:  # any is a find
            print(f"{name}: {text!r}\n{traceback.format_exc(limit=-3)}")
            return 1
        if took > SLOW:
            print(f"{name}: {took:.1f} seconds for {len(text)} characters: {text[:200]!r}")
            return 1
        pool = [*pool[-200:], text]
    return 0


def changed(text: str, chance: random.Random) -> str:
    """A text with something put in, taken out, repeated or turned."""
    at, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    piece = chance.choice(NASTY) if chance.random() < 0.9 else chr(chance.randrange(0x11000))
    times = chance.choice((1, 1, 1, 2, 30))
    middle = chance.choice((text[at:end], "", text[at:end] * 2, text[at:end][::-1]))
    return (text[:at] + piece * times + middle + text[end:])[:4000]


if __name__ == "__main__":
    sys.exit(main())
