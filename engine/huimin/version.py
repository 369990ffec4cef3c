"""The version of the engine. This module is below all rooms, so that each of them can import it."""

__version__ = "0.1.0"
