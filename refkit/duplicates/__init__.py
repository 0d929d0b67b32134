"""Records of one work in a user's libraries: found, put together, and accounted for."""
