"""Is this the work that the reference means? Asks nothing; judges what a search gave."""
