"""Run the command line as ``python -m refkit``."""

from refkit.cli import main

main()
