"""From a tree to a Python function: the source is written once, and run as often as there are cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, Any

from huimin.feel import calls, iteration, runtime, tree
from huimin.feel.check import check
from huimin.feel.compile.costs import is_scalar
from huimin.feel.compile.emit import Operand, Writer
from huimin.feel.compile.logic import LOGIC
from huimin.feel.compile.loops import LOOPS
from huimin.feel.compile.usual import UNUSUAL, USUAL, unusual
from huimin.feel.compile.values import MOST_COUNTS, VALUES
from huimin.feel.numbers import CONTEXT
from huimin.feel.types import ANY
from huimin.feel.unknown import Unknown
from huimin.feel.values import Date
from huimin.feel.weight import HEAVY, check_weight

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from huimin.feel.compile.emit import Generate
    from huimin.feel.tree import Node
    from huimin.feel.types import Type

GENERATORS: dict[type[Node], Generate] = {**VALUES, **LOGIC, **LOOPS}
"""What writes the source for each kind of node."""

NAMESPACE: Mapping[str, Any] = {
    **{name: value for name, value in {**vars(runtime), **vars(iteration), **vars(calls)}.items() if name[0] != "_"},
    "ADD": CONTEXT.add,
    "SUBTRACT": CONTEXT.subtract,
    "MULTIPLY": CONTEXT.multiply,
    "OUT_OF_BOUNDS": DecimalException,
    "LOOKUP": (KeyError, TypeError),
    "UNUSUAL": UNUSUAL,
    "unusual": unusual,
    "Decimal": Decimal,
    "COUNTS": tuple(map(Decimal, range(MOST_COUNTS))),
    "Date": Date,
    "Unknown": Unknown,
    "HEAVY": HEAVY,
    "check_weight": check_weight,
}
"""What the source may call."""


@dataclass(frozen=True)
class Compiled:
    """A compiled expression.

    `call` takes a value for each name of `names`, in order, and `run=` to keep faults, events and limits in an account;
    it gives the value, None for null, or Unknown. It raises LimitFault. `source` is the Python that runs.
    """

    call: Callable[..., Any]
    names: tuple[str, ...]
    node: Node = field(repr=False)
    source: str = field(repr=False)


def compile(node: Node, scope: Mapping[str, Type] | Sequence[str], *, trace: bool = False) -> Compiled:  # noqa: A001
    """The expression as a function of the names in `scope`, which may come with their types.

    Types only tell which case to try first: a value of another type is dealt with all the same. With `trace`, the
    run that `call` gets collects every node evaluated with its value. Raises LimitFault for too many loops in one.
    """
    typed = scope if isinstance(scope, Mapping) else dict.fromkeys(scope, ANY)
    types = {tree.normal_name(name): type_ for name, type_ in typed.items()}
    # A trace keeps the value of every node, which an expression of several nodes does not give.
    writer = Writer(GENERATORS, {} if trace else USUAL, check(node, types).types, _finish, trace=trace)
    arguments = {name: Operand(writer.variable(name, "v"), type_) for name, type_ in types.items()}
    with writer.scope(arguments):
        call, source = _finish(writer, node, [operand.code for operand in arguments.values()])
    return Compiled(call, tuple(types), node, source)


def _finish(writer: Writer, node: Node, arguments: Sequence[str]) -> tuple[Callable[..., Any], str]:
    """The node as a function of the variables `arguments`, with its source."""
    result = writer.write(node).code
    if not is_scalar(node):
        writer.line(f"if {result}.__class__ in HEAVY: check_weight({result}, {node.span})")
    writer.leave(f"return {result}")
    source = _source(writer, arguments)
    namespace = {**NAMESPACE, **writer.constants}
    exec(source, namespace)  # noqa: S102 - written here, from a tree; texts of the expression are constants
    return namespace["evaluate"], source


def _source(writer: Writer, arguments: Sequence[str]) -> str:
    head = [f"def evaluate({', '.join([*arguments, 'run=None'])}):"]
    if writer.needs_run:
        head.append("    if run is None: run = Run()")
    if writer.trace:
        head.append("    note = run.notes.append")
    return "\n".join([*(line for lines in writer.functions for line in lines), *head, *writer.lines, ""])
