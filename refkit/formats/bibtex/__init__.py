"""BibTeX and biblatex: read, written, and changed in a user's own text."""
