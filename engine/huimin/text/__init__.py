"""What a book says, in words of two languages."""
