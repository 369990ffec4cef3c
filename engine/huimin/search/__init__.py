"""Cases looked for: where an answer turns, what comes next, what tests miss."""
