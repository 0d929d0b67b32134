"""Labels for works, each with the words that earned it."""
