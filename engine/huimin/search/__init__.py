"""Searches for cases: where an answer changes, what to ask next, what the tests miss."""
