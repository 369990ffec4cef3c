"""Dates, times and durations: the calendar, the zones, their literals, their arithmetic, their properties."""
