"""LaTeX of a bibliography: read into text, and text written for it."""
