"""Facts in, determination out."""
