"""OpenAlex: an open index of works, asked for what is missing elsewhere."""
