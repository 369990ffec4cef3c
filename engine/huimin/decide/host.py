"""The functions that only lowering uses. They tell an unknown value from a known one, which no FEEL function can.

No book can name them: they are in no scope of a book, and no identifier of a book has a space in it. Each back end
says what they are in its own language.
"""

from __future__ import annotations

from collections.abc import Mapping

from huimin.feel.types import ANY, BOOLEAN, NULL, STRING, FunctionType, Type

IS_TRUE = "is true"
IS_FALSE = "is false"
KNOWN = "is known"
UNKNOWN = "the unknown"
UNKNOWN_OF = "unknown of"
LATEST = "latest of"
UNLISTED = "unlisted in"

HOST: Mapping[str, Type] = {
    IS_TRUE: FunctionType((ANY,), BOOLEAN),
    IS_FALSE: FunctionType((ANY,), BOOLEAN),
    KNOWN: FunctionType((ANY,), BOOLEAN),
    UNKNOWN: NULL,
    UNKNOWN_OF: ANY,
    LATEST: FunctionType((ANY, STRING, STRING, STRING, ANY, STRING, ANY), ANY),
    UNLISTED: FunctionType((ANY, STRING), NULL),
}
"""The host functions by their names, with their types. For a value that is true, false, null, or unknown:

* `is true(x)` is true, false, false, false; `is false(x)` is false, true, false, false.
* `is known(x)` is true, true, false, false.
* `unknown of(x, y, …)` stands only where `is known(x)` is false: it is `x` itself, so that the facts it hangs on are
  kept, with those of the others that are unknown.
* `the unknown` is the one that hangs on no fact.
* `latest of(record, list, key, value, day, field, default)` takes, of the entries of a list of a record whose `key` is
  `value` and whose `date` is known and not after `day`, the last by date, of one day the last listed, and gives its
  `field`; `default` where there is none. It is unknown if the list or the day is.
* `unlisted in(record, list)` is the unknown that hangs on that list of the record.
"""

RECORD_ID = "record id"
IS_GIVEN = "record given"
ENTRIES: Mapping[str, Type] = {RECORD_ID: STRING, IS_GIVEN: BOOLEAN}
"""Entries that every record has beside its facts: its `id`, or its place in the list, as text; and whether the case
says anything of it at all. Neither is ever unknown.
"""
