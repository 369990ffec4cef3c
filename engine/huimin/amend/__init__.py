"""Well-formed changes to a book: what to ask for, how an answer is read, and the files as they will be."""
