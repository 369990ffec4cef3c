"""Files of a book as YAML: opened, read, checked against schemas, set in form, written whole."""
