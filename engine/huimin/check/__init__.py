"""What can be wrong with a book: every check, in one run."""
