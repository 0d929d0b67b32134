"""How many requests a review costs on its way into Zotero, and how long they take.

    python benchmarks/zotero.py            9, 200 and 1,000 references, about a minute
    python benchmarks/zotero.py --smoke    9 references, to see that it runs

The tests' Zotero on loopback answers after 0.05 seconds, with the limits that Zotero's source has
(100 requests at once, 10 a second afterwards, 5 at a time). The library holds 250 works of its
user's own. The floor of writes is one batch for every 50 objects and one for the collection.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from zotero_pushes import entry, push, review, undo
from zotero_server import ZoteroServer

LATENCY = 0.05
OWN = 250


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--smoke", action="store_true", help="9 references alone")
    sizes = (9,) if asked.parse_args().smoke else (9, 200, 1000)
    print("| references | run | requests | writes | floor | seconds | violations |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for size in sizes:
        measure(size)


def measure(size: int) -> None:
    """Print a row for each of: the first push, the second, one with new labels, the undo."""
    with tempfile.TemporaryDirectory() as folder, ZoteroServer(latency=LATENCY) as server:
        surround(server, folder)
        for number in range(OWN):
            server.library().add({"itemType": "book", "title": f"A book on ants {number}"})
        plain = review(*(entry(number, "CAR-T") for number in range(1, size + 1)))
        other = review(*(entry(number, "CAR-NK") for number in range(1, size + 1)))
        batches = math.ceil((size + 1) / 50)
        pushed = row(server, size, "first", batches + 1, lambda: push(plain))
        row(server, size, "again", 0, lambda: push(plain))
        newer = row(server, size, "other labels", math.ceil(size / 50), lambda: push(other))
        row(server, size, "undo", math.ceil(size / 50), lambda: undo(newer))
        row(server, size, "undo of the first", size + 2, lambda: undo(pushed))
        left = len(server.library().items)
        assert left == OWN, f"{left - OWN} items too many"


def surround(server: ZoteroServer, folder: str) -> None:
    """Settings, memory and records that belong to this run alone."""
    os.environ |= {
        "REFKIT_ZOTERO_URL": server.url,
        "REFKIT_ZOTERO_KEY": server.key,
        "REFKIT_CACHE": f"{folder}/memory",
        "REFKIT_DATA": f"{folder}/data",
        "REFKIT_CONFIG": f"{folder}/none.toml",
    }


def row(server, size, name, floor, work):  # type: ignore[no-untyped-def]
    """Do it and print what it cost; what it gave."""
    before, violations, began = len(server.requests), len(server.violations), time.perf_counter()
    done = work()
    seconds = time.perf_counter() - began
    new = server.requests[before:]
    writes = sum(one.method != "GET" for one in new)
    broken = len(server.violations) - violations
    print(
        f"| {size} | {name} | {len(new)} | {writes} | {floor} | {seconds:.2f} | {broken} |",
        flush=True,
    )
    return done


if __name__ == "__main__":
    main()
