"""The numbers of a PRISMA 2020 flow diagram: counted from files, in words, and drawn."""
