"""Reads and writes all files: what was read is known, and what is replaced is compared with it."""
