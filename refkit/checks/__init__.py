"""What is wrong with a bibliography, or soon will be: pure functions from entries to findings."""
