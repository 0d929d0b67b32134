"""What a user's library lacks: asked of the sources, shown, and put where nothing stood."""
