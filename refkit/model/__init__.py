"""The nouns of refkit: frozen, typed, silent."""
