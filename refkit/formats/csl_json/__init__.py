"""CSL-JSON: read, written, and changed in a user's own text."""
