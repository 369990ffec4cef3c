"""What every walk over an expression supports, as a page made from the tables of the walks: `huimin feel --profile`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huimin.batch.expression import NODES
from huimin.batch.functions import FUNCTIONS as SQL_FUNCTIONS
from huimin.feel import tree
from huimin.feel.builtins import BUILTINS
from huimin.feel.builtins.signature import ALIASES, Parameter
from huimin.feel.builtins.table import Builtin, Overload
from huimin.feel.check import CHECKS
from huimin.feel.compile import GENERATORS
from huimin.feel.profile import CONSTRUCTS, FUNCTIONS, WALKS
from huimin.feel.stored import KINDS
from huimin.feel.unparse import WRITERS
from huimin.text import phrases
from huimin.text.clauses import CLAUSES
from huimin.text.nouns import THINGS

TABLES: Mapping[str, frozenset[type[tree.Node]]] = {
    "check": frozenset(CHECKS),
    "compile": frozenset(GENERATORS),
    "unparse": frozenset(WRITERS),
    "JSON": frozenset(KINDS.values()),
    "SQL": frozenset(NODES),
}
"""The kinds of node in the table of each walk, wording apart."""

HEAD = """\
<!-- Made by `huimin feel --profile > docs/feel-profile.md`; a test says when it is stale. -->
# The policy profile

Every walk over the tree of an expression is a table keyed by the kind of node. `huimin feel` evaluates all of FEEL; the
rules of a book use the profile, and `huimin check` reports what lies outside it.

Wording says where words come from: **sentence** for what is true or false, **phrase** for a value. **constant** means
that the construct is put into words only as the value of literals and parameters; with facts of a case in it there are
no words, and the label of the condition stands instead. What is too involved to be heard once falls back to it, too.
SQL is what evaluates many cases at once; a provision that it cannot say is named as such, never guessed. Intervals and
tests are part of what they stand in.

## Constructs
"""

FUNCTIONS_HEAD = """\

## Built-in functions
Unknown arguments make a **strict** function unknown; one with a rule of its **own** looks at what is known: see
[feel.md](feel.md). A `point` is a value that has an order, and so can lie in a range.

"""


def lines() -> Iterator[str]:
    """The page, in Markdown, line by line."""
    yield from HEAD.splitlines()
    yield _row("construct", "written", *TABLES, "wording", "profile")
    yield _row(*["---"] * (len(TABLES) + 4))
    for kind in tree.EXPRESSIONS:
        written = (kind.__doc__ or "").partition("\n")[0].rstrip(".").replace("|", "\\|")
        walks = (_mark(kind in table) for table in TABLES.values())
        yield _row(kind.__name__, written, *walks, _wording(kind), _in(kind))
    yield from FUNCTIONS_HEAD.splitlines()
    yield _row("function", "clause", "unknown", "SQL", "wording", "profile")
    yield _row(*["---"] * 6)
    for builtin in sorted(BUILTINS.values(), key=lambda each: (len(each.clause), each.clause, each.name)):
        signatures = "<br>".join(_signature(builtin, overload) for overload in builtin.overloads)
        words = "phrase" if builtin.name in phrases.words()["functions"] else WORDED.get(builtin.name, "constant")
        cells = _mark(builtin.name in SQL_FUNCTIONS), words, _mark(builtin.name in FUNCTIONS)
        yield _row(signatures, builtin.clause, builtin.unknown, *cells)


WORDED = {"not": "sentence", "list contains": "sentence", "years and months duration": "phrase"}
"""Functions that the wording knows by name, beside those that have their words in a table."""


POINTS = len(ALIASES["point"].split("|"))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _mark(is_there: bool) -> str:
    return "yes" if is_there else "–"


def _in(kind: type[tree.Node]) -> str:
    return _mark(CONSTRUCTS[kind] == frozenset(WALKS))


def _wording(kind: type[tree.Node]) -> str:
    found = [name for name, table in (("sentence", CLAUSES), ("phrase", THINGS)) if kind in table]
    return ", ".join(found) or "constant"


def _signature(builtin: Builtin, overload: Overload) -> str:
    parameters = [
        f"{each.name}{'…' if each.variadic else '?' if each.optional else ''}: {_types(each)}"
        for each in overload.parameters
    ]
    return f"`{builtin.name}({', '.join(parameters)})`"


def _types(parameter: Parameter) -> str:
    """The types that a parameter takes; `point` is whatever has an order, and so can lie in a range."""
    return "point" if len(parameter.types) == POINTS else " or ".join(parameter.types)
