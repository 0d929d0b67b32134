"""RIS: read, written, and changed in a user's own text."""
