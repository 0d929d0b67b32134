"""The saved form as JSON: read strictly, and what this version does not know kept."""
