"""Crossref: where most journals register their articles and reference lists."""
