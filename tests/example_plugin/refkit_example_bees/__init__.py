"""A taxonomy of bees for refkit: all that a package with a taxonomy needs."""

from importlib.resources import files

TAXONOMY = files(__name__) / "bees.toml"
