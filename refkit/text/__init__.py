"""Text from outside and text for outside: markup in, rich text inside, formats out."""
