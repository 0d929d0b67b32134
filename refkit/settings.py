"""Settings: from options, then the environment, then ``config.toml``; read once.

``config.toml`` stands in the user's configuration folder and has the names of the environment
variables without ``REFKIT_``, in lower case: ``mailto = "me@example.org"``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from refkit.errors import InputError
from refkit.files.reading import read_text, unreadable
from refkit.regex import lazy_regex

# Base addresses are settings because institutions run mirrors and tests run servers of their own.
_ADDRESSES = {
    "crossref_url": "https://api.crossref.org",
    "doi_url": "https://doi.org",
    "datacite_url": "https://api.datacite.org",
    "openalex_url": "https://api.openalex.org",
    "europepmc_url": "https://www.ebi.ac.uk/europepmc/webservices/rest",
    "opencitations_url": "https://api.opencitations.net/index/v2",
    "pubmed_url": "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    "zotero_url": "https://api.zotero.org",
    "zotero_local_url": "http://127.0.0.1:23119",
}
_SECRETS = ("openalex_key", "opencitations_token", "pubmed_key")
_KNOWN = ("mailto", "person", "cache", "data", *_SECRETS, *_ADDRESSES)
# Enough to see a slip; an address is proved by mail, not by a pattern.
_ADDRESS = lazy_regex(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set outside a command; what was not given is empty."""

    mailto: str
    person: str  # who decides on labels
    cache: Path
    data: Path  # what must outlive the memory: the records of what was done in Zotero
    openalex_key: str
    opencitations_token: str
    pubmed_key: str  # NCBI's api_key
    crossref_url: str
    doi_url: str
    datacite_url: str
    openalex_url: str
    europepmc_url: str
    opencitations_url: str
    pubmed_url: str
    zotero_url: str
    zotero_local_url: str

    def __repr__(self) -> str:  # an address and a key must not stand in a log
        return f"Settings(cache={self.cache!r})"


def read_settings(
    mailto: str | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    config: Path | None = None,
) -> Settings:
    """Read the settings; raises InputError naming the setting that cannot be used.

    ``environment`` and ``config`` stand in for the process's own in tests.
    """
    environment = os.environ if environment is None else environment
    values = _from_file(_config_path(environment) if config is None else config)
    for name in _KNOWN:
        if text := environment.get(f"REFKIT_{name.upper()}"):
            values[name] = text
    if mailto is not None:
        values["mailto"] = mailto
    return Settings(
        mailto=_address(values.get("mailto", "")),
        person=values.get("person", ""),
        cache=Path(values["cache"]).expanduser() if values.get("cache") else _cache_folder(),
        data=Path(values["data"]).expanduser() if values.get("data") else _data_folder(),
        openalex_key=values.get("openalex_key", ""),
        opencitations_token=values.get("opencitations_token", ""),
        pubmed_key=values.get("pubmed_key", ""),
        **{name: _base(name, values.get(name, usual)) for name, usual in _ADDRESSES.items()},
    )


def person(named: str | None = None) -> str:
    """Who decides on labels: as it is said, as it is set, or the account's name; else empty.

    An empty name is one that is said: nobody, and not the account.
    """
    from getpass import getuser

    if named is not None:
        return named
    try:
        return read_settings().person or getuser()
    except (KeyError, OSError):  # an account without a name, as in a container
        return ""


def config_folder() -> Path:
    """The user's configuration folder, in which ``config.toml`` stands."""
    return _config_path(os.environ).parent


def _config_path(environment: Mapping[str, str]) -> Path:
    from platformdirs import user_config_path

    return Path(environment.get("REFKIT_CONFIG") or user_config_path("refkit") / "config.toml")


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("refkit")


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("refkit")


def _from_file(path: Path) -> dict[str, str]:
    text = _text_of(path)
    if not text:
        return {}
    import tomllib

    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is not TOML ({' '.join(str(error).split())})") from None
    for name, value in values.items():
        if name not in _KNOWN:
            raise InputError(f"{path}: unknown setting {name!r}; there are: {', '.join(_KNOWN)}")
        if not isinstance(value, str):
            raise InputError(f"{path}: {name} must be a text in quotes")
    return values


def _text_of(path: Path) -> str:
    """The text of a file, empty where there is none; a device or a pipe could go on without end."""
    try:
        if str(path) == os.devnull or not path.exists():
            return ""
    except OSError as error:
        raise unreadable(path, error) from None
    if not path.is_file():
        raise InputError(f"{path}: is no file, so no settings are read from it")
    return read_text(path, is_input=False)


def _address(text: str) -> str:
    if text and not _ADDRESS.fullmatch(text):
        # The text itself is not shown: it may be anything that stood in the environment.
        raise InputError("the contact address (--mailto, REFKIT_MAILTO) is no e-mail address")
    return text


def _base(name: str, text: str) -> str:
    setting = f"REFKIT_{name.upper()}"
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
        raise InputError(f"{setting} is no web address: it should begin with https://")
    if parts.username or parts.password:
        raise InputError(f"{setting} must not hold a name or a password")
    return text.rstrip("/")
