"""What ``import refkit`` offers, by what it needs: no network, the network, a Zotero."""

from __future__ import annotations

from refkit.model.bibliography import Bibliography
from refkit.report.notebook import table_html

__all__ = ["Bibliography"]

# A notebook asks a value itself for its HTML, and the nouns know no HTML.
Bibliography._repr_html_ = table_html
