"""The program ``refkit`` as pip writes it."""

import sys

from refkit.__main__ import main

if __name__ == "__main__":
    sys.exit(main())  # type: ignore[func-returns-value]
