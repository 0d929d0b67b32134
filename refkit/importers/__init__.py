"""A user's own library to entries; what is not understood stays where it is."""
