"""Web of Science's files, read only: its tagged records (``.ciw``, ``.txt``, ``.isi``)."""
