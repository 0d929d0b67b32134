"""A Zotero of our own on loopback, written from facts, for tests and benchmarks.

``ZoteroServer`` is the web API, ``DesktopServer`` the running program's local API and connector.
The second plays both: as it is documented, and as the real programs were seen to be (``Behaviour``).
Both are strict where Zotero is strict, record what they are asked (``requests``, ``violations``),
and fail by name (``fail_next``) or by chance (``misbehave``).
"""

from zotero_server.behaviours import DOCUMENTED, ZOTERO_9, ZOTERO_10, Behaviour
from zotero_server.desktop import ALLOW_ONCE, ALWAYS, DENY, DesktopServer
from zotero_server.library import Library
from zotero_server.web import Key, Limits, ZoteroServer

__all__ = [
    "ALLOW_ONCE",
    "ALWAYS",
    "DENY",
    "DOCUMENTED",
    "ZOTERO_9",
    "ZOTERO_10",
    "Behaviour",
    "DesktopServer",
    "Key",
    "Library",
    "Limits",
    "ZoteroServer",
]
