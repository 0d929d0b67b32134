"""From a review's DOI to a tagged bibliography.

>>> import refkit
>>> bibliography = refkit.fetch("10.1038/s41584-025-01343-5", offline=True)
>>> print(bibliography.account)
9 listed: 6 by deposited DOI, 0 found by search, 0 by hand, 3 unresolved (kept as printed)

What a command does, a function does; the names here are all that is public:

- ``fetch``: ``fetch`` (what can be chosen: ``FetchChoices``), ``account``, ``save``; of many works
  in a file ``read_seeds``; what a library has already ``held_in``; the list that a document prints:
  ``fetch_document``, whose text may have a name as a ``GivenDocument``
- ``tag``: ``load``, ``tag``; in a library's own text ``read_library``, ``with_tags``; why not:
  ``suppressed``
- ``label``: ``label``, of each a ``LabelRequest``; a table of them ``read_label_requests``
- ``untag``: ``untag``
- ``export``: ``export``, ``export_bytes`` (what can be chosen: ``ExportChoices``), ``losses``,
  ``rekeyed``; a library's own text ``tidied``; into Zotero ``Order`` (what is left out of it:
  ``Choices``), ``plan_zotero``, ``to_zotero``
- ``zotero``: ``zotero_runs``, ``undo_zotero``, ``zotero_transports``. A key is given by ``refkit
  zotero login`` or REFKIT_ZOTERO_KEY, never by an argument
- ``show``: the bibliography, which a notebook shows as a table; ``to_dataframe``
- ``report``: ``report_page``, ``report_numbers``, ``methods_text``; a figure each of ``matrices``
  by ``drawing``; of several files ``together``
- ``update``: ``update``
- ``prisma``: ``prisma``
- ``check``: ``check``
- ``resolve``: ``decision_on``, ``rejection_on``, ``read_decisions``, ``resolve``, ``compared``;
  what a search finds for a line: ``candidates``
- ``enrich``: ``enrich``
- ``dedup``: ``dedup``; pairs that a person decided: ``read_pair_decisions``
- ``diff``: ``differences``
- ``overlap``: ``overlap``
- ``taxonomy``: ``load_taxonomy``, ``check_taxonomy``, ``read_gold``, ``evaluate``,
  ``explain_misses``, ``find_gaps``, ``suggest_phrases``, ``draft_taxonomy``
- ``bulk``: ``tag_files``, ``summarize``
- ``cache``: ``memory``, ``forget``

``doctor`` and ``completion`` are about a computer and a shell, and ``ui`` and ``mcp`` are the same
functions with a page or an assistant before them: these are commands alone.
"""

from __future__ import annotations

# Nothing else here: this is run before the command line can answer for Ctrl-C.
from refkit.version import __version__ as __version__

_names: dict[str, tuple[str, str]] = {}


def _public() -> dict[str, tuple[str, str]]:
    """Where each public name is at home and what it is called there, as ``__init__.pyi`` lists."""
    if not _names:
        import ast
        from pathlib import Path

        text = Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8")
        _names.update(
            [
                (alias.asname or alias.name, (statement.module or "", alias.name))
                for statement in ast.parse(text).body
                if isinstance(statement, ast.ImportFrom)
                for alias in statement.names
            ]
        )
    return _names


def __getattr__(name: str) -> object:
    # Loaded when first used: "refkit --help" and "refkit tag" must not wait for HTTP.
    if name == "__all__":
        return sorted(_public().keys() - {"__version__"})
    # What begins with an underscore is asked for by Python itself, at each import.
    if name.startswith("_") or name not in _public():
        raise AttributeError(f"module 'refkit' has no attribute {name!r}")
    import importlib

    home, own = _public()[name]
    return getattr(importlib.import_module(home), own)


def __dir__() -> list[str]:
    return sorted([*globals(), *_public()])
