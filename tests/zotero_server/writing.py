"""What a request that writes does to a library: arrays of objects, one object, deletions.

The web API and the desktop's local API share it; ``Rules`` says in what they differ.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zotero_server.extra import loosened
from zotero_server.library import Library
from zotero_server.replies import Reply, as_json, in_full, text
from zotero_server.validating import KEY, MOST, Json, Refused, bad

# One object of a batch that is to fail: its place, and how.
Failing = Mapping[int, Refused]


@dataclass(frozen=True)
class Rules:
    """How one of the two servers writes.

    ``exact``: a version for many objects must be the library's own, not only as new;
    ``names_failed``: a failure has the object's key; ``loose``: the desktop's way with Extra.
    """

    exact: bool = False
    names_failed: bool = False
    loose: bool = False


WEB = Rules()
LOCAL = Rules(exact=True, names_failed=True, loose=True)


def wanted_version(headers: Mapping[str, str]) -> int | None:
    """The version of If-Unmodified-Since-Version; None where it is not sent."""
    value = headers.get("if-unmodified-since-version")
    if value is None:
        return None
    if not value.isdecimal():
        raise bad(f"Invalid If-Unmodified-Since-Version value '{value}'")
    return int(value)


def write_many(
    library: Library,
    kind: str,
    sent: Any,
    headers: Mapping[str, str],
    rules: Rules = WEB,
    failing: Failing | None = None,
) -> Reply:
    """Write an array of objects, each in a transaction of its own, and report on each."""
    if not isinstance(sent, list):
        raise bad("Uploaded data must be a JSON array")
    if len(sent) > MOST:
        raise Refused(413, f"Cannot add more than {MOST} {kind} at a time")
    if rules.names_failed and not sent:
        raise bad("Uploaded data must not be empty")
    version = wanted_version(headers)
    report: Json = {"successful": {}, "success": {}, "unchanged": {}, "failed": {}}
    for place, one in enumerate(sent):
        with library.lock:
            # Only before the first object: what comes after is this request's own doing.
            if place == 0 and version is not None:
                check_library(library, version, exact=rules.exact)
            try:
                if failing and place in failing:
                    raise failing[place]
                stored, changed = _write_one(library, kind, one, rules, checked=version is not None)
            except Refused as refused:
                report["failed"][str(place)] = _failure(refused, one, rules)
            else:
                _note(report, str(place), in_full(library, kind, stored), changed=changed)
    return as_json(report, headers={"Last-Modified-Version": str(library.version)})


def check_library(library: Library, version: int, *, exact: bool = False) -> None:
    """Raise Refused where the library has moved on since a version."""
    if library.version > version or (exact and library.version != version):
        says = f"(expected {version}, found {library.version})"
        raise Refused(412, f"Library has been modified since specified version {says}")


def _note(report: Json, place: str, full: Json, *, changed: bool) -> None:
    if changed:
        report["successful"][place] = full
        report["success"][place] = full["key"]
    else:
        report["unchanged"][place] = full["key"]


def _failure(refused: Refused, one: Any, rules: Rules) -> Json:
    message = refused.message if rules.names_failed else escaped(refused.message)
    failure: Json = {"code": refused.code, "message": message}
    if refused.data:
        failure["data"] = refused.data
    if rules.names_failed and isinstance(one, dict) and "key" in one:
        failure["key"] = one["key"]
    return failure


def _write_one(
    library: Library, kind: str, one: Any, rules: Rules, *, checked: bool
) -> tuple[Json, bool]:
    if not isinstance(one, dict):
        raise bad(f"Invalid {kind[:-1]} object (found '{one}')")
    # An object may come as it was read, its members under data.
    sent = dict(one["data"]) if isinstance(one.get("data"), dict) else dict(one)
    key = sent.get("key") or ""
    if key and not (isinstance(key, str) and KEY.fullmatch(key)):
        raise bad(f"'{key}' is not a valid {kind[:-1]} key")
    if key:
        check_version(library, kind, key, _number(sent), checked=checked)
    elif sent.get("version"):
        raise bad("'version' property is valid only for key-based writes")
    if rules.loose and kind == "items":
        sent = loosened(sent, library)
    # With a key that is there already it is a PATCH.
    return library.write(kind, key or library.new_key(), sent, partial=True)


def _number(sent: Json) -> int | None:
    version = sent.get("version")
    if version is None:
        return None
    if isinstance(version, bool) or not str(version).isdecimal():
        raise bad(f"Invalid JSON 'version' property value '{version}'")
    return int(version)


def check_version(
    library: Library, kind: str, key: str, version: int | None, *, checked: bool
) -> None:
    """Raise Refused where an object is not, or no longer, at the version that its writer knows."""
    name = kind[:-1].capitalize()
    there = library.held(kind).get(key)
    if version is None:
        if not checked:
            says = "Either If-Unmodified-Since-Version or object version property must be provided"
            raise Refused(428, f"{says} for key-based writes")
        return
    if there is None and version > 0:
        raise Refused(404, f"{name} doesn't exist (expected version {version}; use 0 instead)")
    if there is not None and there["version"] != version:
        says = f"(expected {version}, found {there['version']})"
        raise Refused(412, f"{name} has been modified since specified version {says}")


def write_single(
    library: Library,
    kind: str,
    key: str,
    method: str,
    sent: Any,
    headers: Mapping[str, str],
    rules: Rules = WEB,
) -> Reply:
    """PATCH or PUT one object."""
    if not isinstance(sent, dict):
        raise bad(f"Invalid {kind[:-1]} object")
    name = kind[:-1].capitalize()
    with library.lock:
        there = library.held(kind).get(key)
        version = _agreed(wanted_version(headers), _number(sent))
        if there is None and method == "PATCH" and version is None:
            how = "If-Unmodified-Since-Version: 0, JSON 'version' 0, or PUT method"
            raise Refused(404, f"{name} not found (to create, use {how})")
        if there is None and version:
            raise Refused(404, f"{name} not found (expected version {version})")
        if there is not None:
            _check_single(library, kind, key, version)
        if method == "PUT" and there is not None and kind == "items":
            _check_whole(sent)
        sent = loosened(sent, library) if rules.loose and kind == "items" else sent
        before = library.version
        _, changed = library.write(kind, key, sent, partial=method == "PATCH")
        if not changed:
            library.version = before
        return Reply(204, headers={"Last-Modified-Version": str(library.version)})


def _agreed(header: int | None, member: int | None) -> int | None:
    if header is not None and member is not None and header != member:
        says = f"If-Unmodified-Since-Version value does not match JSON 'version' property ({header}"
        raise bad(f"{says} != {member})")
    return member if header is None else header


def _check_single(library: Library, kind: str, key: str, version: int | None) -> None:
    try:
        check_version(library, kind, key, version, checked=False)
    except Refused as refused:
        if refused.code == 412:
            refused.data = {"version": library.held(kind)[key]["version"]}
        raise


def _check_whole(sent: Json) -> None:
    for name in ("itemType", "tags", "collections", "relations"):
        # A child item has no collections.
        if name not in sent and not (name == "collections" and sent.get("parentItem")):
            raise bad(f"'{name}' property not provided")


def delete_single(library: Library, kind: str, key: str, headers: Mapping[str, str]) -> Reply:
    """DELETE one object for good."""
    version = wanted_version(headers)
    if version is None:
        says = "If-Unmodified-Since-Version must be provided for delete requests"
        raise Refused(428, says)
    with library.lock:
        if key not in library.held(kind):
            raise Refused(404, f"{kind[:-1].capitalize()} not found")
        _check_single(library, kind, key, version)
        library.remove(kind, [key])
        return Reply(204, headers={"Last-Modified-Version": str(library.version)})


def delete_many(
    library: Library, kind: str, keys: list[str], headers: Mapping[str, str], rules: Rules = WEB
) -> Reply:
    """DELETE several objects at the version of the library; what is not there is no matter."""
    version = wanted_version(headers)
    if version is None:
        raise Refused(428, "If-Unmodified-Since-Version not provided")
    if len(keys) > MOST:
        raise Refused(413, f"Cannot delete more than {MOST} {kind} at a time")
    with library.lock:
        check_library(library, version, exact=rules.exact)
        library.remove(kind, keys)
        return Reply(204, headers={"Last-Modified-Version": str(library.version)})


def write_setting(library: Library, name: str, sent: Any, headers: Mapping[str, str]) -> Reply:
    """PUT one setting."""
    if not isinstance(sent, dict) or "value" not in sent:
        raise bad("'value' property not provided")
    if unknown := [member for member in sent if member not in ("value", "version")]:
        raise bad(f"Invalid property '{unknown[0]}'")
    with library.lock:
        there = library.settings.get(name)
        version = _agreed(wanted_version(headers), _number(sent))
        if there is None and version:
            raise Refused(404, f"Setting not found (expected version {version})")
        if there is not None and version is None:
            raise Refused(428, "Either If-Unmodified-Since-Version or object version required")
        if there is not None and there["version"] != version:
            says = f"(expected {version}, found {there['version']})"
            found = {"version": there["version"]}
            raise Refused(412, f"Setting has been modified since specified version {says}", found)
        _check_colors(name, sent["value"])
        library.set_setting(name, sent["value"])
        return Reply(204, headers={"Last-Modified-Version": str(library.version)})


def delete_setting(library: Library, name: str, headers: Mapping[str, str]) -> Reply:
    """DELETE one setting, in the version that is named."""
    version = wanted_version(headers)
    if version is None:
        raise Refused(428, "If-Unmodified-Since-Version not provided")
    with library.lock:
        if name not in library.settings:
            raise Refused(404, "Setting not found")
        if (found := library.settings[name]["version"]) > version:
            says = f"(expected {version}, found {found})"
            raise Refused(412, f"Setting has been modified since specified version {says}")
        del library.settings[name]
        library.version += 1
        library.deleted["settings"][name] = library.version
        return Reply(204, headers={"Last-Modified-Version": str(library.version)})


def _check_colors(name: str, value: Any) -> None:
    if name != "tagColors":
        return
    if not isinstance(value, list) or not value:
        raise bad("'value' array cannot be empty" if value == [] else "'value' must be an array")
    for color in value:
        if not isinstance(color, dict) or set(color) != {"name", "color"}:
            raise bad("'value' array must contain objects with 'name' and 'color'")


def refusal(refused: Refused) -> Reply:
    """A whole request refused; a 412 alone tells the version that stands."""
    version = (refused.data or {}).get("version")
    headers = {"Last-Modified-Version": str(version)} if version is not None else {}
    return text(refused.code, escaped(refused.message), **headers)


def escaped(message: str) -> str:
    """A message as PHP escapes it."""
    return html.escape(message).replace("&#x27;", "&#039;")
