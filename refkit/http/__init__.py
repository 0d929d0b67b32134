"""The one door outside: pacing, repeating, remembering, and staying in."""
