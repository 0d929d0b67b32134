"""How many requests a review costs on its way into Zotero, and how long they take.

    python benchmarks/zotero.py            9, 200 and 1,000 references by each way, some minutes
    python benchmarks/zotero.py --smoke    9 references, to see that it runs

``web`` is the tests' zotero.org on loopback, which answers after 0.05 seconds, with the limits that
Zotero's source has (100 requests at once, 10 a second afterwards, 5 at a time). ``local`` and
``connector`` are the running Zotero 10.0.0 as it was recorded, without the time that its window
takes: that was 0.1 to 0.5 seconds for an item on a real one. The library holds 250 works of its
user's own.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from zotero_pushes import entry, push, review, undo
from zotero_server import ZOTERO_10, DesktopServer, ZoteroServer

LATENCY = 0.05
OWN = 250
LOCAL_KEY = "k" * 32


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--smoke", action="store_true", help="9 references alone")
    sizes = (9,) if asked.parse_args().smoke else (9, 200, 1000)
    print("| way | references | run | requests | writes | seconds | violations |")
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: |")
    for way in ("web", "local", "connector"):
        for size in sizes:
            measure(way, size)


def measure(way: str, size: int) -> None:
    """Print a row for each of: the first push, the second, one with new labels, the undo."""
    with tempfile.TemporaryDirectory() as folder, made(way) as server:
        surround(server, folder)
        for number in range(OWN):
            server.library().add({"itemType": "book", "title": f"A book on ants {number}"})
        collection = "" if way == "connector" else "Bees"
        asked = {"transport": way, "collection": collection}
        plain = review(*(entry(number, "CAR-T") for number in range(1, size + 1)))
        other = review(*(entry(number, "CAR-NK") for number in range(1, size + 1)))
        pushed = row(server, way, size, "first", lambda: push(plain, **asked))
        row(server, way, size, "again", lambda: push(plain, **asked))
        if way == "connector":
            return
        newer = row(server, way, size, "other labels", lambda: push(other, **asked))
        row(server, way, size, "undo", lambda: undo(newer))
        row(server, way, size, "undo of the first", lambda: undo(pushed))
        left = len(server.library().regular)
        assert left == OWN, f"{left - OWN} items too many"


def made(way: str) -> ZoteroServer | DesktopServer:
    """The server for a way."""
    if way == "web":
        return ZoteroServer(latency=LATENCY)
    server = DesktopServer(behaviour=ZOTERO_10)
    server.keys[LOCAL_KEY] = True
    return server


def surround(server: ZoteroServer | DesktopServer, folder: str) -> None:
    """Settings, memory and records that belong to this run alone."""
    os.environ |= {
        "REFKIT_ZOTERO_URL": server.url,
        "REFKIT_ZOTERO_KEY": ZoteroServer.key,
        "REFKIT_ZOTERO_LOCAL_URL": server.url,
        "REFKIT_ZOTERO_LOCAL_KEY": LOCAL_KEY,
        "REFKIT_CACHE": f"{folder}/memory",
        "REFKIT_DATA": f"{folder}/data",
        "REFKIT_CONFIG": f"{folder}/none.toml",
    }


def row(server, way, size, name, work):  # type: ignore[no-untyped-def]
    """Do it and print what it cost; what it gave."""
    before, violations, began = len(server.requests), len(server.violations), time.perf_counter()
    done = work()
    seconds = time.perf_counter() - began
    new = server.requests[before:]
    writes = sum(one.method != "GET" for one in new)
    broken = len(server.violations) - violations
    print(
        f"| {way} | {size} | {name} | {len(new)} | {writes} | {seconds:.2f} | {broken} |",
        flush=True,
    )
    return done


if __name__ == "__main__":
    main()
