"""The one door outside: limits, retries, caches, and stays with the host that was asked."""
