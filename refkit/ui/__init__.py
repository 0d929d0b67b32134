"""The page to work on, served on loopback: shows what ``refkit.api`` gives, and asks it to act."""
