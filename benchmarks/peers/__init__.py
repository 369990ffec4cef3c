"""The two grants of measure 3 as users of other engines would write them: a module an engine, each with ENTRANTS."""
