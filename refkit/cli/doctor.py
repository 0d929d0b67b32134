"""``refkit doctor``: what is set and from where, what is remembered, and who answers."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options, values
from refkit.cli.say import announce
from refkit.text.unicode import visible

if TYPE_CHECKING:
    from refkit.settings import Settings

Json = dict[str, Any]

# Seconds for a question whose answer is only to be shown.
PATIENCE = 5.0
# Questions a second to one service; there is one.
_RATE = 1.0
# Shown as given or not: a contact address and a key belong in no report of a fault.
_PRIVATE = frozenset({"mailto", "openalex_key", "opencitations_token", "pubmed_key"})
# A small question to each service: that it answers is all that is asked.
_QUESTIONS = {
    "crossref": "/works?rows=0",
    "doi": "/ra/10.1038",
    "datacite": "/dois?page[size]=0",
    "openalex": "/works?per-page=1&select=id",
    "europepmc": "/search?query=ext_id:1&format=json&pageSize=1&resultType=idlist",
    "opencitations": "/citation-count/doi:10.1108/jd-12-2013-0166",
    "pubmed": "/esummary.fcgi?db=pubmed&id=1&retmode=json",
}


@click.command("doctor")
@options.as_json
@click.option("--strict", is_flag=True, help="Exit with 1 where something does not work.")
@click.option(
    "--zotero-check",
    metavar="C",
    type=values.FREE,
    help="Try your Zotero: ten items into a new collection, compared, and taken back.",
)
def command(as_json: bool, strict: bool, zotero_check: str | None) -> None:
    """Say what refkit works with: settings, memory, versions, services, ways into Zotero.

    Each service is asked one small question. No secret is shown. --zotero-check writes to Zotero
    and takes it back; what it prints can be put into a report of a fault.

    \b
    Example:
      refkit doctor
    """
    from refkit.cli.outputs import put_json

    if zotero_check is not None:
        _try_zotero(zotero_check)
        return
    found = examine()
    if as_json:
        put_json(found)
    else:
        click.echo("\n".join(map(_harmless, lines_of(found))))
    click.get_current_context().exit(1 if strict and found["problems"] else 0)


def _harmless(lines: str) -> str:
    return "\n".join(map(visible, lines.split("\n")))


def _try_zotero(collection: str) -> None:
    """Print what became of ten items; raises ZoteroError where something differs."""
    from refkit.api.zotero import check_zotero
    from refkit.errors import InputError, ZoteroError

    if not collection.strip():
        raise InputError("--zotero-check: name a collection that is not there yet")
    lines, is_well = check_zotero(collection, notify=announce)
    click.echo("\n".join(lines))
    if not is_well:
        raise ZoteroError("this Zotero does not do all that it should; the lines above say what")


def examine() -> Json:
    """All that can be found out, as JSON; ``problems`` names what does not work. Raises nothing."""
    from refkit.errors import InputError
    from refkit.settings import read_settings

    found: Json = {"versions": _versions(), "problems": []}
    try:
        settings = read_settings()
    except InputError as error:
        found["problems"].append(str(error))
        return found
    found["settings"] = _settings(settings)
    found["folders"] = {name: _folder(getattr(settings, name)) for name in ("cache", "data")}
    found |= _asked(settings, found["problems"])
    return found


def lines_of(found: Json) -> Iterator[str]:
    """The lines for a person."""
    versions = found["versions"]
    yield f"refkit {versions['refkit']}, Python {versions['python']}"
    yield "  " + ", ".join(f"{name} {version}" for name, version in versions["libraries"].items())
    yield "  taxonomies: " + ", ".join(versions["taxonomies"])
    yield from _section(
        "settings", ((n, *row.values()) for n, row in found.get("settings", {}).items())
    )
    yield from _section(
        "folders", ((n, *_size(row)) for n, row in found.get("folders", {}).items())
    )
    services = found.get("services", {}).items()
    yield from _section("services", ((name, row["says"]) for name, row in services))
    ways = found.get("zotero", ())
    yield from _section("into Zotero", ((row["transport"], *_way(row)) for row in ways))
    seen = {row["says"] for row in (*found.get("services", {}).values(), *ways)}
    others = (each for each in found["problems"] if each.partition(": ")[2] not in seen)
    yield from _section("what does not work", ((each,) for each in others))


def _section(title: str, rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    listed = list(rows)
    if not listed:
        return
    yield f"\n{title}"
    width = max(len(row[0]) for row in listed) if len(listed[0]) > 1 else 0
    for first, *rest in listed:
        yield "  " + "  ".join([first.ljust(width), *rest]).rstrip()


def _size(folder: Json) -> tuple[str, str]:
    megabytes = f"{folder['bytes'] / 1e6:.1f} MB" if folder["is_there"] else "not there yet"
    return str(folder["path"]), megabytes


def _way(finding: Json) -> tuple[str, ...]:
    can = "writes" if finding["writes"] else "reads" if finding["reads"] else "no"
    advice = f"\n{' ' * 21}→ {finding['advice']}" if finding["advice"] else ""
    return can.ljust(6), finding["says"] + advice


def _versions() -> Json:
    from refkit.tagging.taxonomy import TAXONOMIES, load_taxonomy
    from refkit.version import __version__

    return {
        "refkit": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "libraries": _libraries(),
        "taxonomies": [load_taxonomy(name).stamp for name in TAXONOMIES],
    }


def _libraries() -> dict[str, str]:
    """The libraries that refkit is installed with; extras as far as they are there."""
    from importlib.metadata import PackageNotFoundError, requires, version

    try:
        wanted = requires("refkit-review") or []
    except PackageNotFoundError:  # run from its folder, not installed
        return {}
    found = {}
    for line in wanted:
        if "extra ==" in line and "secrets" not in line:
            continue
        name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "is not installed"
    return found


def _settings(settings: Settings) -> Json:
    from refkit.zotero.api.credentials import VARIABLE, Secrets

    found = {
        each.name: {"value": _shown(settings, each.name), "from": _origin(settings, each.name)}
        for each in fields(settings)
    }
    secrets = Secrets()
    origin = secrets.origin(settings.zotero_url)
    found["zotero_key"] = {
        "value": "given" if origin else "none",
        "from": origin or f"set {VARIABLE}, or: refkit zotero login",
    }
    if trouble := secrets.trouble():
        found["keyring"] = {"value": "none", "from": trouble}
    return found


def _shown(settings: Settings, name: str) -> str:
    value = str(getattr(settings, name))
    if name in _PRIVATE:
        return "given" if value else "none"
    return value


def _origin(settings: Settings, name: str) -> str:
    """Where a setting came from; one that the file sets to the usual value counts as usual."""
    from refkit.settings import read_settings

    variable = f"REFKIT_{name.upper()}"
    if os.environ.get(variable):
        return variable
    usual = read_settings(environment={}, config=Path(os.devnull))
    return "usual" if getattr(usual, name) == getattr(settings, name) else "config.toml"


def _folder(path: Path) -> Json:
    files = [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else []
    size = sum(each.stat().st_size for each in files)
    return {"path": str(path), "is_there": path.is_dir(), "bytes": size}


def _asked(settings: Settings, problems: list[str]) -> Json:
    """Who answers: the services, all at a time, then the ways into Zotero."""
    from concurrent.futures import ThreadPoolExecutor

    from refkit.wiring import open_gateway
    from refkit.zotero.api.credentials import Secrets
    from refkit.zotero.api.detect import probe

    with (
        open_gateway(settings, notify=problems.append) as gateway,
        ThreadPoolExecutor(len(_QUESTIONS)) as pool,
    ):
        questions = {n: getattr(settings, f"{n}_url") + each for n, each in _QUESTIONS.items()}
        for name, address in questions.items():
            # Each has a pace of its own: what one service says of its limits holds up no other.
            gateway.pace(address, name, _RATE)
        asked = {
            name: pool.submit(_service, gateway.exchange, address, getattr(settings, f"{name}_url"))
            for name, address in questions.items()
        }
        findings = probe(settings, gateway, Secrets())
        services = {name: each.result() for name, each in asked.items()}
    problems += [
        f"{name}: {each['says']}" for name, each in services.items() if not each["answers"]
    ]
    problems += [f"{each.transport}: {each.says}" for each in findings if each.is_refused]
    ways = [{**asdict(each), "answers": each.answers} for each in findings]
    return {"services": services, "zotero": ways}


def _service(exchange: Callable[..., Any], question: str, url: str) -> Mapping[str, Any]:
    from refkit.errors import RefkitError, SourceUnreadable

    try:
        reply = exchange("GET", question, headers=_agent(), deadline=PATIENCE, once=True)
    except SourceUnreadable:
        return {"answers": True, "says": f"{url} answers, with something that is no JSON"}
    except RefkitError as error:
        return {"answers": False, "says": str(error).partition(";")[0]}
    if reply.status >= 500 or reply.status == 429:
        return {"answers": False, "says": f"{url} is out of order or busy (status {reply.status})"}
    return {"answers": True, "says": f"{url} answers"}


def _agent() -> Mapping[str, str]:
    from refkit.sources.lookup import user_agent

    return user_agent()
