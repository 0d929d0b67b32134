"""Keeps contact addresses and keys out of the logs of the libraries that send.

They log whole addresses, query included, when a caller has logging on.
"""

from __future__ import annotations

import logging

from refkit.regex import lazy_regex

_SECRET = lazy_regex(r"(?i)\b(mailto|email|api_?key|key|token)([=:]|%3A)[^&\s'\"<>)]+")
_LOGGERS = (
    "urllib3.connectionpool",
    "urllib3.util.retry",
    "requests_cache.session",
    "requests_cache.backends.base",
    "requests_cache.backends.sqlite",
    "requests_cache.policy.actions",
)


class _Discretion(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _SECRET.sub(r"\1\2…", record.getMessage()), ()
        return True


_DISCRETION = _Discretion()


def redact_logs() -> None:
    """Put the filter on every logger that sees an address; doing it again changes nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_DISCRETION)
