"""A program: what the provisions for one subject come to, as named columns and the rows that lie in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from huimin.decide import host
from huimin.decide.nodes import FALSE, LEAVES, NULL, ON, TRUE, name
from huimin.feel import tree, walks
from huimin.feel.tree import Node
from huimin.feel.types import Type
from huimin.policy.model import Otherwise

Role = Literal["event", "day", "key", "condition", "flag", "amount", "truth", "status", "text", "answer"]
"""What a column is for. A `flag` is true or false, a `status` a word or null: neither is ever unknown."""

FactPath = tuple[str, str]
"""A kind of record, and the name of one of its facts."""

RowKey = tuple[str, int | None]
"""A provision's full id, and the year of a yearly duty."""


@dataclass(frozen=True, slots=True)
class Column:
    """A tree with a name. What it `uses` are records, `on`, host functions, and columns that stand before this one.

    `provision` is the full id of the first that needed it; empty where no provision is known.
    """

    name: str
    node: Node
    type: Type
    role: Role
    uses: frozenset[str]
    provision: str = ""


@dataclass(frozen=True, slots=True)
class ConditionAt:
    """Where the truth of a condition lies, what comes of it where it is false, and whether an outcome tells of it."""

    id: str
    column: Node
    otherwise: Otherwise = "refused"
    told: Node = TRUE


@dataclass(frozen=True, slots=True)
class Row:
    """Where the parts of one outcome lie: names of columns, or literals.

    `was` and `would` are status and amount without what holds the outcome up; `by` is the provision that displaced it,
    `because` the one whose undetermined outcome it waits for, `tied` whether a rival is worth the same. `day` is its
    legal day, and `hangs` are the columns of whose unknowns an undetermined outcome is made. `own` is the answer before
    other provisions have their say.
    """

    provision: str
    subject: str
    status: Node
    year: int | None = None
    amount: Node = NULL
    was: Node = NULL
    would: Node = NULL
    by: Node = NULL
    because: Node = NULL
    tied: Node = FALSE
    day: Node = ON
    conditions: tuple[ConditionAt, ...] = ()
    answers: tuple[tuple[str, Node], ...] = ()
    hangs: tuple[Node, ...] = ()
    own: tuple[Node, ...] = ()

    @property
    def key(self) -> RowKey:
        return self.provision, self.year

    @property
    def answer(self) -> tuple[Node, Node, Node, Node]:
        """What two readings are compared by: status, amount, and what they would be."""
        return self.status, self.amount, self.was, self.would

    @property
    def outputs(self) -> tuple[Node, ...]:
        """Everything that an outcome is read from."""
        of_conditions = [part for each in self.conditions for part in (each.column, each.told)]
        answers = [node for _, node in self.answers]
        return (
            *self.answer,
            *self.own,
            self.by,
            self.because,
            self.tied,
            self.day,
            *self.hangs,
            *of_conditions,
            *answers,
        )


Places = Mapping[Node, int]
"""Where in the result of a function the value of each output lies."""

AnswerAt = tuple[int, int, int, int]
"""The places of status, amount, and what they would be."""


@dataclass(frozen=True, slots=True)
class PlacedCondition:
    """A condition as `ConditionAt` has it, by places in the result of a function."""

    id: str
    column: int
    otherwise: Otherwise
    told: int


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row as `Row` has it, by places in the result of a function: plain data, which can be kept."""

    provision: str
    subject: str
    year: int | None
    answer: AnswerAt
    own: AnswerAt
    by: int
    because: int
    tied: int
    day: int
    conditions: tuple[PlacedCondition, ...]
    answers: tuple[tuple[str, int], ...]
    hangs: tuple[int, ...]

    @property
    def key(self) -> RowKey:
        return self.provision, self.year

    @property
    def status(self) -> int:
        return self.answer[0]

    @property
    def amount(self) -> int:
        return self.answer[1]


@dataclass(frozen=True, slots=True)
class Variant:
    """Where the answers lie of the rows that another reading of a question changes, each with its subject."""

    question: str
    reading: str
    rows: Mapping[RowKey, tuple[str, AnswerAt]]


def placed(row: Row, places: Places) -> PlacedRow:
    """The row by places."""
    return PlacedRow(
        row.provision,
        row.subject,
        row.year,
        answer_at(row.answer, places),
        answer_at(row.own, places),
        places[row.by],
        places[row.because],
        places[row.tied],
        places[row.day],
        tuple(
            PlacedCondition(each.id, places[each.column], each.otherwise, places[each.told]) for each in row.conditions
        ),
        tuple((name, places[node]) for name, node in row.answers),
        tuple(places[node] for node in row.hangs),
    )


def answer_at(answer: tuple[Node, ...], places: Places) -> AnswerAt:
    status, amount, was, would = (places[node] for node in answer)
    return status, amount, was, would


class Pool:
    """The columns of one subject. The same tree is the same column, whoever asks for it."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.columns: dict[str, Column] = {}
        self._names: dict[object, str] = {}

    def add(self, node: Node, type_: Type, role: Role, hint: str, provision: str = "") -> Node:
        """The name of the column for a tree, which is made if there is none, and then called `hint` or much like it."""
        if isinstance(node, LEAVES):
            return node
        key = _key(node, role)
        if key not in self._names:
            found = hint if hint not in self.columns else f"{hint} ~{len(self.columns)}"
            self.columns[found] = Column(found, node, type_, role, frozenset(walks.free_names(node)), provision)
            self._names[key] = found
        return name(self._names[key])

    def has(self, node: Node, role: Role) -> bool:
        """Whether there is a column for the tree."""
        return isinstance(node, LEAVES) or _key(node, role) in self._names

    def copied(self, other: Pool, node: Node) -> Node:
        """A node of another pool, with the columns that it is made of, in this pool."""
        found: dict[str, Node] = {}

        def change(part: Node) -> Node | None:
            return found.get(part.name) if isinstance(part, tree.Name) else None

        for column in reachable(other.columns, [node]):
            changed = walks.rewrite(column.node, change)
            found[column.name] = self.add(changed, column.type, column.role, column.name, column.provision)
        return walks.rewrite(node, change)


def _key(node: Node, role: Role) -> object:
    """Two trees with this key share a column. Numbers that differ in scale are equal, but not the same to FEEL."""
    scales = tuple(each.value.as_tuple().exponent for each in tree.every_node(node) if isinstance(each, tree.Number))
    return node, role in ("status", "flag") and role, scales


def reachable(columns: Mapping[str, Column], outputs: Iterable[Node]) -> list[Column]:
    """The columns that the outputs are made of, in an order in which each stands after those that it names."""
    wanted: set[str] = set()
    waiting = {name for output in outputs for name in walks.free_names(output)} & columns.keys()
    while waiting:
        wanted |= waiting
        waiting = {used for name in waiting for used in columns[name].uses} & columns.keys() - wanted
    return [column for column in columns.values() if column.name in wanted]


def is_flag(columns: Mapping[str, Column], node: Node) -> bool:
    """Whether a truth over columns is never unknown, so that a back end's own words can tell it."""
    match node:
        case tree.Boolean():
            return True
        case tree.Name(name=name):
            return name in columns and columns[name].role == "flag"
        case tree.Path(name=host.IS_GIVEN):
            return True
        case tree.And(operands=operands) | tree.Or(operands=operands):
            return all(is_flag(columns, each) for each in operands)
        case tree.Invocation(function=tree.Name(name=host.IS_TRUE | host.IS_FALSE | host.KNOWN)):
            return True
        case tree.Invocation(function=tree.Name(name="not"), arguments=(only,)):
            return is_flag(columns, only)
        case tree.Comparison(operator="=", left=tree.Name(name=name), right=tree.String()):
            return name in columns and columns[name].role == "status"
    return False
