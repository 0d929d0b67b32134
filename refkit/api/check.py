"""What is wrong with a bibliography; the network is used where it is asked for alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from refkit.api.offline import bibliography_of
from refkit.checks import checker
from refkit.checks.findings import Finding
from refkit.checks.manuscripts import CitedKey, read_with_inclusions
from refkit.checks.online import OnlineStatus, look_up_status
from refkit.formats import detect
from refkit.formats.library import Library
from refkit.model.bibliography import Bibliography
from refkit.settings import read_settings


def check(
    given: Library | Bibliography,
    *,
    cited: Sequence[str | Path] | None = None,
    online: bool = False,
    offline: bool = False,
    mailto: str | None = None,
    file: str = "",
    text: str = "",
    notify: Callable[[str], None] = lambda note: None,
) -> tuple[Finding, ...]:
    """What is wrong with a library or a bibliography: retractions, DOIs, doubles, citation keys.

    ``cited`` are manuscripts (.tex, .aux, .bcf, Markdown) whose citation keys, and those of the
    files that they include, are looked up;
    ``online`` asks the sources about every DOI, or PubMed number where there is none, ``offline``
    with it what is remembered of their answers; ``mailto`` as for ``fetch``. ``file`` is the name
    in the findings, ``text`` a saved bibliography's, for its lines. Raises InputError for a
    manuscript that cannot be read, SourceError where nobody can be asked.
    """
    library = given if isinstance(given, Library) else None
    bibliography = bibliography_of(given)
    keys: list[CitedKey] = []
    missing: list[Finding] = []
    for name in dict.fromkeys(cited or ()):
        found, absent = read_with_inclusions(Path(name), detect.file_text)
        keys += found
        missing += absent
    return checker.check(
        bibliography,
        library,
        file=file,
        text=text,
        cited=None if cited is None else keys,
        missing=list(dict.fromkeys(missing)),
        asked=_asked(bibliography, mailto, notify, offline=offline) if online else None,
    )


def _asked(
    bibliography: Bibliography,
    mailto: str | None,
    notify: Callable[[str], None],
    *,
    offline: bool,
) -> OnlineStatus:
    # HTTP takes a tenth of a second to import: whoever checks a file alone does not wait for it.
    from refkit.resolver.asking import find_each
    from refkit.wiring import open_gateway, open_numbers, open_sources

    settings = read_settings(mailto)
    with open_gateway(settings, offline=offline, notify=notify) as gateway:
        numbers = open_numbers(settings, gateway)
        sources = replace(open_sources(settings, gateway), numbers=numbers)
        return look_up_status(bibliography, lambda names: find_each(names, sources))
