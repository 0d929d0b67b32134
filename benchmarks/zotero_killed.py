"""Kills a push into Zotero at random moments, runs it again, and compares the library.

Each round begins with a library that holds works of its user's own. A process of its own carries a
review into it and is killed (SIGKILL): in every other round at any moment between its first request
and its end, in the others some milliseconds after one of its writes arrived, which are few and
where it matters. A second one finishes. The library must then be what one undisturbed run makes
of it, but for the name of the run in the marker. In every tenth round ``undo`` must give back what
was there before, outside the trash.

    python benchmarks/zotero_killed.py [--rounds 200] [--zotero documented] [--smoke]

``--zotero zotero_10`` is the running program as it was recorded: it gives keys itself, and writes a
batch to its end although nobody waits for it. Its pace is quickened, and so is refkit's waiting for
either.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import zotero_pushes
from zotero_pushes import entry, open_entry, push, review, undo
from zotero_server import ZOTERO_10, DesktopServer, Limits, ZoteroServer

from refkit.model.bibliography import Bibliography
from refkit.zotero.api import desktop, web
from refkit.zotero.api.protocol import WriteStatus
from refkit.zotero.journal import Journal

ENTRIES = 120  # three batches and a half, with the notes; on the desktop eight and more
LATENCY = 0.004  # seconds that a request takes at the server
# Seconds for an object on the desktop, and between two looks: a fiftieth and a tenth of the real.
PACE, LOOK = 0.005, 0.1
LOCAL_KEY = "k" * 32

WAYS = {"documented": "web", "zotero_10": "local"}
Server = ZoteroServer | DesktopServer


def main() -> None:
    """Run the rounds and print what became of them; exit 1 where a library differs."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--entries", type=int, default=ENTRIES)
    asked.add_argument("--zotero", choices=list(WAYS), default="documented")
    asked.add_argument("--smoke", action="store_true", help="three rounds, to see that it runs")
    options = asked.parse_args()
    zotero_pushes.way = WAYS[options.zotero]
    rounds = 3 if options.smoke else options.rounds
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["refkit.api.zotero", "zotero_pushes"])
    as_asked = (WAYS[options.zotero], options.entries)
    wanted, seconds, requests, writes = undisturbed(context, *as_asked)
    print(f"undisturbed: {requests} requests, {writes} writes, {seconds:.2f} s")
    chance = random.Random(options.seed)
    found = []
    for number in range(rounds):
        if number % 2:
            after, moment = chance.randint(1, writes), chance.uniform(0, 0.03)
        else:
            after, moment = 0, chance.uniform(0, seconds)
        with_undo = number % 10 == 0
        found.append(round_of(context, as_asked, wanted, after, moment, with_undo=with_undo))
    report(found)
    wrong = ("differs", "left", "violations", "failed but there")
    if any(each[name] for each in found for name in wrong):
        sys.exit(1)


def bibliography(entries: int) -> Bibliography:
    """A review with resolved and unresolved references, every third with labels."""
    return review(
        *(
            open_entry(number)
            if number % 10 == 0
            else entry(number, *(["CAR-T", "lupus"] if number % 3 == 0 else []))
            for number in range(1, entries + 1)
        )
    )


def carry(url: str, home: str, way: str, entries: int) -> None:
    """What the process does that is killed."""
    os.environ |= settings(url, home)
    quicken()
    push(bibliography(entries), transport=way, notes=True, relate=True, colors=way == "web")


def quicken() -> None:
    """Let refkit wait for a Zotero of this pace; the web's server here has no limit near."""
    desktop.LOOK = LOOK
    web.RATE = 1000.0


def settings(url: str, home: str) -> dict[str, str]:
    """The surroundings of a run."""
    return {
        "REFKIT_ZOTERO_URL": url,
        "REFKIT_ZOTERO_KEY": ZoteroServer.key,
        "REFKIT_ZOTERO_LOCAL_URL": url,
        "REFKIT_ZOTERO_LOCAL_KEY": LOCAL_KEY,
        "REFKIT_CACHE": f"{home}/memory",
        "REFKIT_DATA": f"{home}/data",
        "REFKIT_CONFIG": f"{home}/none.toml",
    }


def library(way: str) -> Server:
    """A server whose library holds works of its user's own, some of which the review lists."""
    # The limits are for another benchmark: here the moments are to be dense.
    limits = Limits(capacity=10_000, rate=10_000, together=50)
    server: Server = ZoteroServer(limits=limits, latency=LATENCY)
    if way == "local":
        server = DesktopServer(behaviour=ZOTERO_10, pace=PACE, latency=LATENCY)
        server.keys[LOCAL_KEY] = True
    for number in range(1, 21):
        key = f"USER22{'23456789'[number // 8]}{'23456789'[number % 8]}"
        item = {"itemType": "journalArticle", "title": f"Bees {number}", "DOI": f"10.1000/{number}"}
        server.library().add(item | {"tags": [{"tag": "to read"}]}, key=key)
    return server


def undisturbed(
    context: ForkServerContext, way: str, entries: int
) -> tuple[dict[str, Any], float, int, int]:
    """What one run makes of the library, its seconds from the first request on, its requests."""
    with library(way) as server, home() as folder:
        child = context.Process(target=carry, args=(server.url, folder, way, entries))
        child.start()
        wait_for(child, lambda: bool(server.requests))
        began = time.monotonic()
        child.join()
        assert child.exitcode == 0
        return state(server), time.monotonic() - began, len(server.requests), writes_of(server)


def round_of(
    context: ForkServerContext,
    as_asked: tuple[str, int],
    wanted: dict[str, Any],
    after: int,
    moment: float,
    *,
    with_undo: bool,
) -> dict[str, Any]:
    """One round: killed so many seconds after the first request or a write, then run to its end."""
    with library(as_asked[0]) as server, home() as folder:
        before = state(server)
        child = context.Process(target=carry, args=(server.url, folder, *as_asked))
        child.start()
        wait_for(child, lambda: bool(server.requests) and writes_of(server) >= after)
        child.join(moment)
        was_running = child.is_alive()
        child.kill()
        child.join()
        writes = writes_of(server)
        # At once the same again: the server may still be at work at what it had taken in.
        again = context.Process(target=carry, args=(server.url, folder, *as_asked))
        again.start()
        again.join()
        after = state(server)
        return {
            "was running": was_running,
            "writes": writes,
            "differs": difference(wanted, after) + ["failed"] * (again.exitcode != 0),
            "failed but there": standing_failures(server, folder),
            "undone": with_undo,
            "left": left_after_undo(server, folder, before) if with_undo else [],
            "violations": list(server.violations),
        }


def standing_failures(server: Server, folder: str) -> list[str]:
    """What the records call failed although the library holds it, and no other step is it."""
    held = server.library().items
    titles = {each.get("title") for each in held.values()}
    runs = Journal(Path(folder) / "data").runs()
    done = {
        run.steps[number].title for run in runs for number in run.results if run.may_stand(number)
    }
    return [
        step.title
        for run in runs
        for number, step in enumerate(run.steps)
        if (outcome := run.results.get(number))
        and outcome.status is WriteStatus.FAILED
        and step.title in titles - done
    ]


def left_after_undo(server: Server, folder: str, before: dict[str, Any]) -> list[str]:
    """What is not as it was before, when every run has been undone."""
    os.environ |= settings(server.url, folder)
    quicken()
    for run in reversed(Journal(Path(folder) / "data").runs()):
        undo(run.id)
    return difference(before, state(server))


def wait_for(child: Any, condition: Callable[[], bool]) -> None:
    """Wait until it is so, or the process has ended."""
    while child.is_alive() and not condition():
        time.sleep(0.0005)


def writes_of(server: Server) -> int:
    """How many writes have arrived."""
    return sum(one.method != "GET" for one in list(server.requests))


def state(server: Server) -> dict[str, Any]:
    """What the library holds outside its trash, without versions, dates and the run's name.

    What the desktop gave a key is known by what it is.
    """
    held = server.library()
    text = json.dumps(
        {
            "items": held.items,
            "collections": held.collections,
            "settings": {name: each["value"] for name, each in held.settings.items()},
        },
        sort_keys=True,
    )
    text = re.sub(r"refkit run \d{4}-\d\d-\d\d-[0-9a-f]+", "refkit run", text)
    told: dict[str, Any] = json.loads(text)
    objects = told["items"] | told["collections"]
    names = {key: named(key, each, objects) for key, each in objects.items()}
    items: dict[str, Any] = {}
    for key, item in objects.items():
        if item.get("deleted"):
            continue
        text = json.dumps({name: item[name] for name in sorted(item) if name not in _MOVING})
        text = re.sub(r"\b[A-Z2-9]{8}\b", lambda found: names.get(found[0], found[0]), text)
        relations = json.loads(text)
        for members in (relations.get("relations") or {}).values():
            if isinstance(members, list):
                members.sort()
        # A second one of the same name is a duplicate, and stands beside it.
        name = names[key]
        while name in items:
            name += " again"
        items[name] = relations
    return items | {"settings": told["settings"]}


def named(key: str, each: dict[str, Any], objects: dict[str, Any]) -> str:
    """An object by its name, its title, or the title of the item that it stands beside."""
    parent = objects.get(each.get("parentItem", ""), {})
    return str(each.get("name") or each.get("title") or f"note beside {parent.get('title')}")


_MOVING = ("version", "dateAdded", "dateModified", "key")


def difference(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Keys of what is missing, too much or other."""
    return sorted(key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key))


class home:  # noqa: N801 (used like a function)
    """A folder for settings, memory and records that is gone afterwards."""

    def __enter__(self) -> str:
        self._path = tempfile.mkdtemp(prefix="refkit-killed-")
        return self._path

    def __exit__(self, *exception: object) -> None:
        shutil.rmtree(self._path, ignore_errors=True)


def report(found: list[dict[str, Any]]) -> None:
    """Print the counts."""
    running = [each for each in found if each["was running"]]
    batches = Counter(each["writes"] for each in running)
    print(f"rounds: {len(found)}; killed while running: {len(running)}")
    print(f"writes that had arrived when killed: {dict(sorted(batches.items()))}")
    print(f"libraries that differ: {sum(bool(each['differs']) for each in found)}")
    undone, left = (sum(bool(each[name]) for each in found) for name in ("undone", "left"))
    standing = sum(bool(each["failed but there"]) for each in found)
    print(f"rounds with something recorded as failed that stands: {standing}")
    print(f"undone: {undone}; libraries that undo did not give back: {left}")
    print(f"violations of manners: {sum(len(each['violations']) for each in found)}")
    for each in found:
        if each["differs"] or each["left"]:
            print(f"  differs: {each['differs'][:5]}, left: {each['left'][:5]}")


if __name__ == "__main__":
    main()
