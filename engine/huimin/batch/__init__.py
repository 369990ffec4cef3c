"""Many cases at once: the rules of a book as SQL, run on DuckDB or Spark (see `docs/batch.md`)."""
