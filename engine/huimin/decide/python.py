"""A program as a Python function: the compiler of FEEL, with the host functions, and with flags as plain truths.

Here nothing is known of kinds, levels, statuses and spans: whatever a provision comes to stands in the columns.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from huimin import feel
from huimin.decide import host, program
from huimin.decide.program import Column, reachable
from huimin.feel import tree, walks
from huimin.feel.compile import GENERATORS, NAMESPACE
from huimin.feel.compile.emit import Operand, Writer, tuple_of
from huimin.feel.faults import LimitFault
from huimin.feel.tree import Node
from huimin.feel.types import ANY, BOOLEAN, NULL, Type
from huimin.feel.unknown import UNKNOWN, Unknown, merge
from huimin.feel.values import Date

Scope = Mapping[str, Type]
LOOPS = (tree.Filter, tree.For, tree.Quantified, tree.FunctionDefinition, tree.Invocation)
"""What may run long. A column with one of them has an account of its own: what it exhausts is lost to it alone."""


@dataclass(frozen=True, eq=False)
class Code:
    """A compiled function as it can be kept: what Python compiled (`marshal`), with its constants by their names.

    `arguments` are the names of the records that it takes, in order. `recipes` say how a constant is made that cannot
    be kept: a function, and its arguments.
    """

    arguments: tuple[str, ...]
    compiled: bytes
    constants: Mapping[str, Any]
    recipes: Mapping[str, tuple[Any, ...]]

    @cached_property
    def call(self) -> Callable[..., Any]:
        """The function itself."""
        made = {name: make(*arguments) for name, (make, *arguments) in self.recipes.items()}
        namespace = {**NAMESPACE, **HOSTED, **self.constants, **made}
        exec(marshal.loads(self.compiled), namespace)  # noqa: S102, S302 - written here from trees, or signed
        function: Callable[..., Any] = namespace["evaluate"]
        return function


def compile_program(columns: Mapping[str, Column], outputs: Sequence[Node], scope: Scope) -> Code:
    """A function that gives the values of `outputs` as a tuple.

    `scope` has the records that the columns may name, and `on`. Raises KeyError for an output that names no column.
    """
    needed = reachable(columns, outputs)
    types = {**scope, **host.HOST, **{each.name: each.type for each in needed}}
    writer = _Writer(columns)
    used = frozenset[str]().union(*(each.uses for each in needed), *map(walks.free_names, outputs))
    arguments = writer.takes(used, scope)
    for column in needed:
        writer.add(column, types)
    for output in outputs:
        if isinstance(output, tree.Name) and output.name not in types:
            raise KeyError(output.name)
    codes = [writer.output(each, walks.free_names(each), types) for each in outputs]
    return writer.function(arguments, tuple_of(codes))


def compile_rule(node: Node, scope: Scope) -> Code:
    """A derived fact as a function of what it takes from the scope. The function raises LimitFault."""
    writer, used = _Writer({}), frozenset(walks.free_names(node))
    arguments = writer.takes(used, scope)
    return writer.function(arguments, writer.output(node, used, scope), has_account=writer.needs_run)


class _Writer(Writer):
    """The source of one function. `names` are the operands of records, and of the columns that were written so far."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        super().__init__(TABLE, {}, {}, _no_finish)
        self.columns = columns
        self.names: dict[str, Operand] = {}
        self.layers.append(self.names)

    def takes(self, used: Collection[str], scope: Scope) -> tuple[str, ...]:
        """The names of the scope that are used, which are now the arguments of the function."""
        arguments = tuple(name for name in scope if name in used)
        self.names.update({name: Operand(self.variable(name, "record"), scope[name]) for name in arguments})
        return arguments

    def add(self, column: Column, types: Scope) -> None:
        """Writes what computes a column."""
        parts = list(tree.every_node(column.node))
        if not any(isinstance(each, LOOPS) and not is_host(each) for each in parts):
            self.names[column.name] = Operand(self.output(column.node, column.uses, types), column.type)
            return
        result = self.fresh("t")
        with self.block("try:"):
            self.line("run = Run(error=UNKNOWN)")
            self.line(f"{result} = {self.output(column.node, column.uses, types)}")
            if any(isinstance(each, tree.List | tree.Context) for each in parts):
                self.line(f"check_weight(({result},), {column.node.span})")
        self.line(f"except LimitFault: {result} = None")
        self.line("run = IN_RULE")
        self.names[column.name] = Operand(result, column.type)

    def output(self, node: Node, used: Iterable[str], types: Scope) -> str:
        """Writes what computes a tree that uses these names; gives the code of its value."""
        self.types = feel.check(node, {name: types[name] for name in used if name in types}).types
        return self.write(node).code

    def function(self, arguments: tuple[str, ...], result: str, *, has_account: bool = False) -> Code:
        """The function of what was written, of these arguments."""
        signature = ", ".join(self.names[name].code for name in arguments)
        account = "Run(error=UNKNOWN)" if has_account else "IN_RULE"
        head = [f"def evaluate({signature}):", f"    run = {account}"]
        parts = [line for lines in self.functions for line in lines]
        source = "\n".join([*parts, *head, *self.lines, f"    return {result}", ""])
        constants = {name: value for name, value in self.constants.items() if name not in self.recipes}
        return Code(arguments, marshal.dumps(compile(source, "<program>", "exec")), constants, self.recipes)


def _no_finish(writer: Writer, node: Node, arguments: Sequence[str]) -> tuple[Callable[..., Any], str]:
    raise AssertionError("only the usual case of an expression is finished later, and none is written here")


# Host functions ---------------------------------------------------------------------------------------------------


def latest(record: Mapping[str, Any], entries: str, key: str, value: str, day: Any, field: str, otherwise: Any) -> Any:
    """The `field` of the last entry that says `value` under `key`, dated up to the day."""
    found = last_entry(record, entries, key, value, day)
    if found.__class__ is Unknown:
        return found
    if found is None:
        return otherwise if day.__class__ is Date else None
    return found[field]


def last_entry(record: Mapping[str, Any], entries: str, key: str, value: str, day: Any) -> Any:
    """The last entry that says `value` under `key`, dated up to the day, of one day the last listed; None where there
    is none, Unknown where the list or the day is.
    """
    listed = record[entries]
    if listed.__class__ is Unknown or day.__class__ is Unknown:
        return listed if listed.__class__ is Unknown else day
    if day.__class__ is not Date:
        return None
    found = [each for each in listed if each[key] == value and each["date"].__class__ is Date and each["date"] <= day]
    return max(found, key=lambda each: (each["date"], each.number), default=None)


def unknown_of(*values: Any) -> Unknown | None:
    """One unknown with the facts of all that are."""
    found = [each for each in values if each.__class__ is Unknown]
    return merge(*found) if found else None


def unlisted(record: Any, entries: str) -> Unknown:
    """The unknown that hangs on a list of the record."""
    return Unknown(frozenset((f"{record.path}.{entries}",)))


CALLED = {host.LATEST: "latest", host.UNLISTED: "unlisted"}
HOSTED = {
    "latest": latest,
    "unknown_of": unknown_of,
    "unlisted": unlisted,
    "UNKNOWN": UNKNOWN,
    "LimitFault": LimitFault,
}
"""What the source may call beside what any compiled expression may."""


def is_host(node: Node) -> bool:
    """Whether a node calls a host function, or `not`."""
    return (
        isinstance(node, tree.Invocation)
        and isinstance(node.function, tree.Name)
        and node.function.name in {*host.HOST, "not"}
    )


def write_invocation(writer: _Writer, node: tree.Invocation) -> Operand:
    if is_flag(writer, node):
        return writer.assign(flag(writer, node), BOOLEAN)
    match node.function:
        case tree.Name(name=host.UNKNOWN_OF):
            codes = [writer.write(each).code for each in node.arguments]
            return Operand(codes[0] if len(codes) == 1 else f"unknown_of({', '.join(codes)})", NULL)
        case tree.Name(name=host.LATEST | host.UNLISTED as name):
            return writer.assign(
                f"{CALLED[name]}({', '.join(writer.write(each).code for each in node.arguments)})", ANY
            )
    return GENERATORS[tree.Invocation](writer, node)


def write_name(writer: _Writer, node: tree.Name) -> Operand:
    if node.name == host.UNKNOWN:
        return Operand("UNKNOWN", NULL, constant=True, value=UNKNOWN)
    return GENERATORS[tree.Name](writer, node)


# Flags ------------------------------------------------------------------------------------------------------------


def is_flag(writer: _Writer, node: Node) -> bool:
    """Whether a truth is never unknown, so that Python's own words can tell it."""
    return program.is_flag(writer.columns, node)


def flag(writer: _Writer, node: Node) -> str:
    """A truth that is never unknown as one Python expression."""
    match node:
        case tree.And(operands=operands) | tree.Or(operands=operands):
            word = " and " if isinstance(node, tree.And) else " or "
            return f"({word.join(flag(writer, each) for each in operands)})"
        case tree.Invocation(function=tree.Name(name=host.KNOWN), arguments=(only,)):
            code = writer.write(only).code
            return f"({code} is not None and {code}.__class__ is not Unknown)"
        case tree.Invocation(function=tree.Name(name="not"), arguments=(only,)):
            return f"(not {flag(writer, only)})"
        case tree.Invocation(function=tree.Name(name=host.IS_TRUE | host.IS_FALSE as name), arguments=(only,)):
            return _is(writer, only, wanted=name == host.IS_TRUE)
        case tree.Comparison(left=left, right=tree.String(value=word)):
            return f"({writer.write(left).code} == {word!r})"
    return writer.write(node).code


def _is(writer: _Writer, node: Node, *, wanted: bool) -> str:
    """Whether a truth of the language is true, or false: that of `and`, `or` and `not` is that of their operands."""
    if is_flag(writer, node):
        return flag(writer, node) if wanted else f"(not {flag(writer, node)})"
    match node:
        case tree.And(operands=operands) | tree.Or(operands=operands):
            word = " and " if isinstance(node, tree.And) is wanted else " or "
            return f"({word.join(_is(writer, each, wanted=wanted) for each in operands)})"
        case tree.Invocation(function=tree.Name(name="not"), arguments=(only,)):
            return _is(writer, only, wanted=not wanted)
    return f"({writer.write(node).code} is {wanted})"


def write_truth(writer: _Writer, node: tree.And | tree.Or) -> Operand:
    if is_flag(writer, node):
        return writer.assign(flag(writer, node), BOOLEAN)
    return GENERATORS[node.__class__](writer, node)


def write_comparison(writer: _Writer, node: tree.Comparison) -> Operand:
    if is_flag(writer, node):
        return writer.assign(flag(writer, node), BOOLEAN)
    return GENERATORS[tree.Comparison](writer, node)


def write_if(writer: _Writer, node: tree.If) -> Operand:
    """On a flag only the branch that is taken runs; a choice between leaves is one Python expression."""
    if not is_flag(writer, node.condition):
        return GENERATORS[tree.If](writer, node)
    if _is_short(writer, node):
        return writer.assign(_short(writer, node), writer.type_of(node))
    result = writer.fresh("t")
    condition = flag(writer, node.condition)
    with writer.block(f"if {condition}:"):
        writer.line(f"{result} = {writer.write(node.consequence).code}")
    with writer.block("else:"):
        writer.line(f"{result} = {writer.write(node.alternative).code}")
    return Operand(result, writer.type_of(node))


def _is_short(writer: _Writer, node: Node) -> bool:
    """Whether a tree is a choice, on flags over columns, between names and literals."""
    if isinstance(node, tree.If):
        parts = (node.consequence, node.alternative)
        return _is_plain(writer, node.condition) and all(_is_short(writer, each) for each in parts)
    return isinstance(node, tree.Name | tree.String | tree.Number | tree.Boolean | tree.Null)


def _is_plain(writer: _Writer, node: Node) -> bool:
    """Whether a flag looks at columns and records alone, so that it takes no line of source before it."""
    plain = (tree.And, tree.Or, tree.Name, tree.Boolean, tree.String)
    return is_flag(writer, node) and all(
        isinstance(each, plain) or is_host(each) or is_flag(writer, each) for each in tree.every_node(node)
    )


def _short(writer: _Writer, node: Node) -> str:
    if not isinstance(node, tree.If):
        return writer.write(node).code
    condition = flag(writer, node.condition)
    return f"({_short(writer, node.consequence)} if {condition} else {_short(writer, node.alternative)})"


TABLE: Mapping[type[Node], Any] = {
    **GENERATORS,
    tree.And: write_truth,
    tree.Or: write_truth,
    tree.Comparison: write_comparison,
    tree.If: write_if,
    tree.Invocation: write_invocation,
    tree.Name: write_name,
}
