"""The commands: each parses its arguments, calls, prints."""

import gc

# A command lives for a moment and makes mostly objects that stay: to look for garbage among them as often as Python
# does takes a twentieth of its time.
gc.set_threshold(100_000)
