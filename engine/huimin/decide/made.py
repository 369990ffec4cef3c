"""Programs made from a book: lowered, borne on by one another, and compiled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, partial

from huimin.decide.lower import lower
from huimin.decide.lowering import World
from huimin.decide.meanings import Meanings
from huimin.decide.precedence import Bearing, Rows
from huimin.decide.program import FactPath, PlacedRow, Pool, RowKey, Variant, answer_at, placed
from huimin.decide.python import Code, compile_program, compile_rule
from huimin.decide.readings import LoweredVariant, variants
from huimin.decide.records import Rule
from huimin.feel import walks
from huimin.feel.tree import Node
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.model import Book
from huimin.policy.readings import affects_in_force, settle
from huimin.policy.vocabulary import Fact, Record


class Made:
    """The programs of a book, on the days of the regime that `on` lies in. What is asked for is made then, and kept.

    `book` is in play and as it was known on `known`, `readings` are those taken of each of its open questions. `only`
    are full ids, to which those that bear on them must belong. `meanings`, made for a book of the same vocabulary and
    the same names, spare looking into each expression again. `when_whole` is called when everything is compiled that
    can be asked for: what other readings change, too.
    """

    def __init__(
        self,
        book: Book,
        on: Date,
        known: Date | None,
        readings: Mapping[str, str],
        only: Collection[str] | None = None,
        meanings: Meanings | None = None,
        when_whole: Callable[[Made], None] | None = None,
    ) -> None:
        self.book, self.readings, self.when_whole = book, readings, when_whole
        settled = settle(book, readings)
        bearings = tuple(map(Bearing, affects_in_force(settled, on, known)))
        self.world = World(settled, meanings or Meanings(settled), on, known, bearings)
        self.pools: dict[str, Pool] = {}
        self.lowered: Rows = lower(self.world, self.pools, only)
        self.rules: dict[FactPath, Rule] = {}
        self._define(self.world)
        self._rename(self.world)

    @cached_property
    def rows(self) -> Mapping[RowKey, PlacedRow]:
        places = {subject: _places(self._outputs(subject)) for subject in self.pools}
        return {key: placed(row, places[row.subject]) for key, row in self.lowered.items()}

    @cached_property
    def functions(self) -> Mapping[str, Code]:
        return {subject: self._compiled(subject, self._outputs(subject)) for subject in self.pools}

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        return tuple(self._placed_variants())

    @cached_property
    def cautious(self) -> Mapping[str, Code]:
        lowered = self.lowered_variants
        found = {subject: self._compiled(subject, self._cautious_outputs(subject, lowered)) for subject in self.pools}
        self.__dict__["cautious"] = found
        if self.when_whole:
            self.when_whole(self)
        return found

    @cached_property
    def lowered_variants(self) -> tuple[LoweredVariant, ...]:
        """What other readings change, as trees."""
        found = tuple(variants(self.book, self.readings, self.world, self.lowered, self.pools))
        for each in found:
            self._rename(each.world)
        return found

    def _outputs(self, subject: str) -> list[Node]:
        rows = (row for row in self.lowered.values() if row.subject == subject)
        return list(dict.fromkeys(node for row in rows for node in row.outputs))

    def _cautious_outputs(self, subject: str, lowered: Collection[LoweredVariant]) -> list[Node]:
        """What the rows are read from, at the same places, then what the variants are compared by."""
        rows = (row for each in lowered for row in each.rows.values() if row.subject == subject)
        return list(dict.fromkeys([*self._outputs(subject), *(node for row in rows for node in row.answer)]))

    def _placed_variants(self) -> Iterator[Variant]:
        lowered = self.lowered_variants
        places = {subject: _places(self._cautious_outputs(subject, lowered)) for subject in self.pools}
        for each in lowered:
            rows = {key: (row.subject, answer_at(row.answer, places[row.subject])) for key, row in each.rows.items()}
            yield Variant(each.question, each.reading, rows)

    def _compiled(self, subject: str, outputs: list[Node]) -> Code:
        language = self.world.meanings.language
        scope = {**language.singles, subject: language.records[subject]}
        return compile_program(self.pools[subject].columns, outputs, scope)

    # Facts --------------------------------------------------------------------------------------------------------

    def _rename(self, world: World) -> None:
        """The rules of the facts that go by another name in a world, or in one where nothing was received."""
        for each in (world, world.had_nothing):
            world.meanings.define(each.names)
            self._define(each, each.names)

    def _define(self, world: World, names: Mapping[FactPath, str] | None = None) -> None:
        """The rules of the facts of a world: all of them, or those that go by another name in it."""
        for kind in world.book.vocabulary.records.values():
            for fact in kind.facts.values():
                name = fact.name if names is None else names.get((kind.name, fact.name))
                if name is not None and (fact.derived is not None or names is not None):
                    make = None if fact.derived is None else partial(_rule, world, kind, fact)
                    self.rules.setdefault((kind.name, name), Rule(fact.name, make))


def _places(outputs: list[Node]) -> dict[Node, int]:
    return {node: place for place, node in enumerate(outputs)}


def _rule(world: World, kind: Record, fact: Fact) -> Code:
    """The function of a derived fact of a world."""
    assert fact.derived is not None
    meaning = world.meanings.of_record(kind, fact.derived)
    node = walks.rewrite(meaning.node, lambda part: world.fact(part, meaning))
    return compile_rule(node, expressions.record_scope(world.meanings.language, kind))
