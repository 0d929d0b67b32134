"""EndNote's files, read only: its tagged form, which is refer's (``.enw``), and its XML."""
