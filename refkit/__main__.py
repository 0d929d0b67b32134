"""Run the command line as ``python -m refkit``."""

from refkit.cli import main

# Worker processes that are spawned import this module again.
if __name__ == "__main__":
    main()
