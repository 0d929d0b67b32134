"""The shapes of Zotero's objects in what the running program answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote_plus, urlencode

from zotero_server.program_library import ProgramLibrary
from zotero_server.replies import Reply, text
from zotero_server.serving import Request
from zotero_server.validating import Json

# How the program names itself in the links of an account that is not signed in.
LOCAL_USER = "users/local/seenUser"


@dataclass(frozen=True)
class Shown:
    """A library as it is shown at an address (``http://localhost:port``); ``versions``: 9 has none."""

    library: ProgramLibrary
    at: str
    versions: bool = True

    def version(self, data: Json) -> int:
        """The version of an object as it is told."""
        return int(data["version"]) if self.versions else 0

    @property
    def moved(self) -> dict[str, str]:
        """The header with the version of the library."""
        return {"Last-Modified-Version": str(self.library.version if self.versions else 0)}

    def link(self, *parts: str) -> Json:
        """A link to an object."""
        href = "/".join([f"{self.at}/api/{self.library.address}", *parts])
        return {"href": href, "type": "application/json"}

    def in_full(self, kind: str, data: Json) -> Json:
        """An object with what is around it; what is empty is not in its data (21)."""
        links = {"self": self.link(kind, data["key"])}
        up = data.get("parentItem" if kind == "items" else "parentCollection")
        if up:
            links["up"] = self.link(kind, up)
        return {
            "key": data["key"],
            "version": self.version(data),
            "library": {
                "type": "user" if self.library.number == 1 else "group",
                "id": int(self.library.address.partition("/")[2]),
                "name": self.library.name,
                "links": {"self": self.link()},
            },
            "links": links,
            "meta": self._meta(kind, data),
            "data": {**data, "version": self.version(data)},
        }

    def tag(self, name: str, type_: int, items: int) -> Json:
        """A tag of the library."""
        at = LOCAL_USER if self.library.number == 1 else self.library.path
        href = f"https://api.zotero.org/{at}/tags/{quote_plus(name)}"
        links = {"self": {"href": href, "type": "application/json"}}
        return {"tag": name, "links": links, "meta": {"type": type_, "numItems": items}}

    def _meta(self, kind: str, data: Json) -> Json:
        library, key = self.library, data["key"]
        if kind == "searches":
            return {}
        if kind == "collections":
            under = [one for one in library.collections.values() if one["parentCollection"] == key]
            there = [one for one in library.items.values() if key in one.get("collections", ())]
            return {
                "numCollections": sum(not one.get("deleted") for one in under),
                "numItems": sum(not library.hidden(item) for item in there),
            }
        summary = _summary(data.get("creators", []))
        parsed = _parsed(data.get("date", ""))
        return {
            **({"creatorSummary": summary} if summary else {}),
            **({"parsedDate": parsed} if parsed else {}),
            "numChildren": len(library.children(key)),
        }


def alternate(library: ProgramLibrary) -> Json:
    """The page of a group on the web."""
    return {"href": f"https://www.zotero.org/{library.path}", "type": "text/html"}


def _summary(creators: list[Json]) -> str:
    # The authors; where there is none the editors, or whoever is named.
    main = [one for one in creators if one["creatorType"] not in ("editor", "contributor")]
    editors = [one for one in creators if one["creatorType"] == "editor"]
    creators = main or editors or creators
    names = [one.get("lastName") or one.get("name") or "" for one in creators]
    if len(names) > 2:
        return f"{names[0]} et al."
    if len(names) == 2:  # the two are held apart from the text around them
        names = [f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}" for name in names]
    return " and ".join(names)


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def _parsed(date: str) -> str:
    if found := re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$", date):
        return "-".join(part for part in found.groups() if part and part != "00")
    named = re.match(r"([A-Za-z]{3})[a-z]* (\d{1,2}), (\d{4})$", date)
    if named and named[1].lower() in _MONTHS:
        month = _MONTHS.index(named[1].lower()) + 1
        return f"{named[3]}-{month:02}-{int(named[2]):02}"
    found = re.search(r"\b\d{4}\b", date)
    return found[0] if found else ""


def paged(request: Request, total: int) -> tuple[slice, dict[str, str]]:
    """The stretch of a list that is asked for, and the headers that tell of the rest."""
    limit, start = (_number(request.query.get(name, "")) for name in ("limit", "start"))
    pages = {"first": 0, "prev": max(0, start - limit)} if start else {}
    pages["last"] = (total - 1) // limit * limit if limit and total else 0
    if limit and start + limit < total:
        pages["next"] = start + limit
    links = [f'<{_page(request, at)}>; rel="{rel}"' for rel, at in pages.items()]
    headers = {"Total-Results": str(total), "Link": ", ".join(links)}
    return slice(start, start + limit if limit else None), headers


def _number(value: str) -> int:
    return int(value) if value.isdecimal() else 0


def _page(request: Request, start: int) -> str:
    # Pages are linked by the host that was asked, objects by "localhost".
    path, _, text_ = request.target.partition("?")
    named = [pair for pair in parse_qsl(text_, keep_blank_values=True) if pair[0] != "start"]
    named += [("start", str(start))] if start else []
    return f"http://{request.headers.get('host', '')}{path}{'?' if named else ''}{urlencode(named)}"


def says(status: int, words: str, **headers: str) -> Reply:
    """An answer in words."""
    return text(status, words, **{"Content-Type": "text/plain", **headers})


class Bare(Exception):
    """What is answered without a header of the API: 401, 404 of addresses, and 500 (2, 34)."""

    def __init__(self, status: int, words: str = "", **headers: str) -> None:
        super().__init__(words)
        self.reply = says(status, words, **headers) if words else Reply(status, b"", headers)
