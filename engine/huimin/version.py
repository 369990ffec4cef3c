"""The version of the engine. It stands on the ground, below all rooms, so that each of them can name it."""

__version__ = "0.1.0"
