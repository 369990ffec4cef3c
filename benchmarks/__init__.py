"""How fast Huimin answers, beside plain Python and other engines: `python -m benchmarks`, or `make bench`."""
