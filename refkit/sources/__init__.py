"""Who knows works: services that are asked by identifier."""
