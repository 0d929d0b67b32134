"""What assistants may ask: the tools of ``refkit mcp``, each of which calls ``refkit.api``."""
