"""What ``import refkit`` offers, by what it needs: no network, the network, a Zotero."""

from __future__ import annotations

from refkit.model.bibliography import Bibliography

__all__ = ["Bibliography"]


def _table_html(bibliography: Bibliography) -> str:
    """What a notebook shows; it is loaded by a notebook alone."""
    from refkit.report.notebook import table_html

    return table_html(bibliography)


# A notebook asks a value itself for its HTML, and the nouns know no HTML.
Bibliography._repr_html_ = _table_html
