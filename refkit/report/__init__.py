"""A bibliography to look at: one self-contained page, and its figures for a manuscript."""
