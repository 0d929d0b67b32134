"""OpenCitations: an index of who cites whom, by identifiers alone."""
