"""What makes an office sure of a book: that nothing of the text was missed, and what a change does."""
