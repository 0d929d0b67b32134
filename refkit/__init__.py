"""From a review's DOI to a tagged bibliography."""

__version__ = "0.1.0"
