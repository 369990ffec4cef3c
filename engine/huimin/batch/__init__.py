"""Many cases at once: the rules of a book as SQL, run on DuckDB or Spark (see `docs/batch.md`)."""

from __future__ import annotations

from importlib.util import find_spec

from huimin.policy.findings import Finding, HuiminError, Place

EXTRAS = {"duckdb": ("batch", ("duckdb", "pyarrow", "sqlglot")), "spark": ("spark", ("pyspark", "pyarrow", "sqlglot"))}


def installed(engine: str) -> None:
    """Raises HuiminError, naming the extra, where a library that an engine needs is not installed."""
    extra, libraries = EXTRAS[engine]
    missing = [name for name in libraries if find_spec(name) is None]
    if missing:
        values = {"what": ", ".join(missing), "extra": extra}
        raise HuiminError([Finding("extra-not-installed", Place(engine), values)])
