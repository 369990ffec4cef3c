"""The policy book: read, checked and held."""
