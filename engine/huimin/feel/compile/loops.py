"""Python source for filters, `for`, `some` and `every`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel import tree
from huimin.feel.check.loops import member_type
from huimin.feel.compile.costs import turn_steps
from huimin.feel.compile.emit import Item, Operand, Writer
from huimin.feel.faults import LimitFault
from huimin.feel.types import ANY, BOOLEAN, NUMBER, ListType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from huimin.feel.compile.emit import Generate
    from huimin.feel.tree import Node, Span


def write_filter(writer: Writer, node: tree.Filter) -> Operand:
    predicate_type = writer.type_of(node.predicate)
    source = writer.write(node.source)
    if predicate_type == NUMBER:
        return _write_position(writer, node, source)
    writer.needs_run = True
    result, found, missing = writer.fresh("t"), writer.fresh("found"), writer.fresh("missing")
    items = _counted(writer, source.code, "members", turn_steps(node.predicate), node.source.span)
    with writer.block(f"if {items}.__class__ is not list:"):
        writer.line(f"{result} = {items}")
    with writer.block("else:"):
        writer.line(f"{found}, {missing} = [], None")
        type_ = writer.type_of(node.source)
        item = Operand(writer.fresh("item"), type_.item if isinstance(type_, ListType) else type_)
        tried = "" if predicate_type == BOOLEAN else " or (None,)"
        with writer.block(f"for {item.code} in {items}{tried}:"), writer.scope({"item": item}, Item(item)):
            writer.turn(node.predicate)
            kept = writer.write(node.predicate).code
            with writer.block(f"if {kept} is True:"):
                writer.line(f"{found}.append({item.code})")
            if predicate_type != BOOLEAN:
                with writer.block(f"elif {kept}.__class__ is Decimal:"):
                    writer.line(f"{result} = positioned({items}, {kept}, run, {node.span})")
                    writer.leave("break")
            undecided = f"undecided({kept}, {missing}, run, {node.predicate.span})"
            writer.line(f"elif {kept} is not False: {missing} = {undecided}")
        if predicate_type == BOOLEAN:
            writer.line(f"{result} = {found} if {missing} is None else {missing}")
        else:
            # The loop was not left by a position. An empty list was tried with null, which is no member of it.
            with writer.block("else:"):
                writer.line(f"{result} = {missing} if {missing} is not None else {found} if {items} else []")
    return Operand(result, writer.type_of(node))


def _write_position(writer: Writer, filtered: tree.Filter, source: Operand) -> Operand:
    position = writer.write(filtered.predicate).code
    return writer.assign(
        f"{position} if {position}.__class__ is Unknown"
        f" else at_position({source.code}, {position}, run, {filtered.span})",
        writer.type_of(filtered),
    )


def _counted(writer: Writer, source: str, function: str, steps: int, span: Span) -> str:
    """The list that a loop runs over, the steps of all turns counted; what is no list goes through `function`."""
    items = writer.fresh("t")
    with writer.block(f"if {source}.__class__ is list:"):
        writer.line(f"{items} = {source}")
        writer.line(f"run.steps += len({source})" + (f" * {steps}" if steps > 1 else ""))
        writer.line(f"if run.steps > run.allowed: run.spend(0, {span})")
    with writer.block("else:"):
        writer.line(f"{items} = {function}({source}, {steps}, run, {span})")
    return items


MOST_ITERATORS = 10
"""Loops one in another that one `for`, `some` or `every` may have: Python nests so many and no more."""


def write_for(writer: Writer, node: tree.For) -> Operand:
    results, state = writer.fresh("results"), writer.fresh("state")
    writer.line(f"{results}, {state} = [], GOES_ON")
    partial = Operand(writer.fresh("partial"))
    needs_partial = tree.mentions(node.result, "partial")

    def body() -> None:
        writer.turn(node.result)
        if needs_partial:
            writer.line(f"{partial.code} = so_far({results}, run, {node.span})")
        with writer.scope({"partial": partial} if needs_partial else {}):
            writer.line(f"{results}.append({writer.write(node.result).code})")

    _write_iterators(writer, node.iterators, node.result, state, body)
    return writer.assign(f"{results} if {state} is GOES_ON else {state}", writer.type_of(node))


def write_quantified(writer: Writer, node: tree.Quantified) -> Operand:
    decides = node.quantifier == "some"
    step = "either" if decides else "both"
    result, state = writer.fresh("t"), writer.fresh("state")
    writer.line(f"{result}, {state} = {not decides}, GOES_ON")

    def body() -> None:
        writer.turn(node.condition)
        truth = writer.write(node.condition).code
        with writer.block(f"if {truth} is not {not decides}:"):
            writer.leave(f"if {truth} is {decides}: {result} = {decides}; break")
            writer.line(f"{result} = {step}({result}, {truth}, run, {node.condition.span})")

    _write_iterators(writer, node.iterators, node.condition, state, body, until=f"{result} is {decides}")
    stopped = f"{step}_truth({result}, {state}, run, {node.span})"
    return writer.assign(f"{result} if {result} is {decides} or {state} is GOES_ON else {stopped}", BOOLEAN)


def _write_iterators(
    writer: Writer,
    iterators: Sequence[tree.Iterator],
    innermost: Node,
    state: str,
    body: Callable[[], None],
    until: str | None = None,
) -> None:
    """Loops one in another, whose innermost runs `body` for the node `innermost`.

    A source that is null or Unknown goes into `state`; `until` leaves them all.
    """
    iterator = iterators[0]
    if len(iterators) > MOST_ITERATORS:
        raise LimitFault("iterators", iterator.span, {"asked": len(iterators), "allowed": MOST_ITERATORS})
    writer.needs_run = True
    steps = turn_steps(innermost if len(iterators) == 1 else iterators[1].source)
    source = _write_source(writer, iterator.source, steps)
    variable = Operand(writer.variable(iterator.name, "v"), member_type(source.type))
    with writer.block(f"if {source.code}.__class__ is not list:"):
        writer.line(f"{state} = stopped({state}, {source.code})")
    loop = f"for {variable.code} in {source.code}:"
    with writer.block("else:"), writer.block(loop), writer.scope({iterator.name: variable}):
        if len(iterators) == 1:
            body()
        else:
            _write_iterators(writer, iterators[1:], innermost, state, body, until)
            if until is not None:
                writer.leave(f"if {until}: break")


def _write_source(writer: Writer, source: Node, steps: int) -> Operand:
    """What a loop runs over, of which each turn takes so many steps."""
    if isinstance(source, tree.Steps):
        low, high = writer.write(source.low), writer.write(source.high)
        item = low.type if low.type == high.type else ANY
        return writer.assign(f"steps({low.code}, {high.code}, {steps}, run, {source.span})", ListType(item))
    value = writer.write(source)
    return Operand(_counted(writer, value.code, "iterable", steps, source.span), writer.type_of(source))


LOOPS: dict[type[Node], Generate] = {
    tree.Filter: write_filter,
    tree.For: write_for,
    tree.Quantified: write_quantified,
}
