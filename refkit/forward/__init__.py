"""Forward: the works that cite a work, as several services have them, in one list."""
