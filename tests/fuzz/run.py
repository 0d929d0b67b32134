"""Read what is made to break readers, by hand for as long as one likes.

    python tests/fuzz/run.py [READER...] [--seconds N] [--seed N]     changed texts, 70 seconds in all
    python tests/fuzz/run.py [READER...] --sweep                      long texts of every nasty piece

Texts are made of nasty pieces and of changed ones of the texts before; with them goes a part of the
sweep: thousands of a piece, whose time must not grow faster than they do. A find is printed with
the text that leads to it; it becomes an example of a test. Status 1 where there was one.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.nasty import NASTY
from fuzz.readers import READERS
from growth import cost, grows

SLOW = 2.0  # seconds of the processor for a text of a few thousand characters
SECONDS = 70.0  # in all, where --seconds is not given
SWEPT = 0.3  # of that for long texts
FEW, LEAST, MOST = 3_000, 0.15, 8.8  # pieces of the shorter text, seconds of the longer


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("readers", nargs="*", help="their names begin so; all, if none is given")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="in all; 70")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--sweep", action="store_true", help="every piece once, however long it is")
    options = parser.parse_args()
    names = [
        name for name in READERS if not options.readers or name.startswith(tuple(options.readers))
    ]
    pairs = [(name, piece) for name in names for piece in NASTY]
    if options.sweep:
        return _told(sweep(pairs, float("inf")))
    print(f"seed {options.seed}, {len(names)} readers, {options.seconds:.0f} seconds")
    random.Random(options.seed).shuffle(pairs)
    finds = sweep(pairs, options.seconds * SWEPT)
    each = options.seconds * (1 - SWEPT) / len(names)
    finds += sum(fuzz(name, each, random.Random(f"{options.seed} {name}")) for name in names)
    return _told(finds)


def _told(finds: int) -> int:
    print(f"{finds} finds")
    return 1 if finds else 0


def sweep(pairs: Sequence[tuple[str, str]], seconds: float) -> int:
    """Measure long texts, for so long; how many took too long."""
    finds = 0
    for number, (name, piece) in enumerate(_until(pairs, time.monotonic() + seconds), start=1):
        if number % 1000 == 0:
            print(f"{number} of {len(pairs)} swept", flush=True)
        ratio = _ratio(name, piece, 1)
        if ratio > MOST and (ratio := min(_ratio(name, piece, 3) for _ in range(3))) > MOST:
            print(f"{name}: {ratio:.0f} times as long for four times {piece!r}", flush=True)
            finds += 1
    return finds


def _ratio(name: str, piece: str, times: int) -> float:
    return grows(READERS[name], piece * FEW, piece * 4 * FEW, least=LEAST, times=times)


def _until(pairs: Sequence[tuple[str, str]], moment: float) -> Iterable[tuple[str, str]]:
    for pair in pairs:
        if time.monotonic() > moment:
            return
        yield pair


def fuzz(name: str, seconds: float, chance: random.Random) -> int:
    """Read for so long, or until something is found; how many finds there were."""
    until, count = time.monotonic() + seconds, 0
    pool = [""]
    while time.monotonic() < until:
        text = changed(chance.choice(pool), chance)
        count += 1
        try:
            took = cost(READERS[name], text)
        except KeyboardInterrupt:
            raise
        except BaseException:  # any is a find, and so is the panic of a library in Rust
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
