"""A gate: hostile input of every kind, generated from a seed, and a count of what it breaks. `make hostile` runs it."""
