"""Europe PMC: the life sciences' literature, asked for what is missing elsewhere."""
