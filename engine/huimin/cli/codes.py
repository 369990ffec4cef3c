"""How a command ends."""

DONE, FINDINGS, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130
