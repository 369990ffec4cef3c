"""Python source for literals, names, paths, lists, contexts and functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel import tree
from huimin.feel.builtins import BUILTINS, bound_builtin, builtin_cost
from huimin.feel.calls import builtin_function
from huimin.feel.compile.costs import turn_steps
from huimin.feel.compile.emit import Item, Operand, Writer, tuple_of
from huimin.feel.failures import Failure
from huimin.feel.instances import instance_test
from huimin.feel.temporal.literals import read_temporal
from huimin.feel.types import ANY, BOOLEAN, NULL, NUMBER, STRING, RecordType
from huimin.feel.unparse import unparse

if TYPE_CHECKING:
    from huimin.feel.compile.emit import Generate
    from huimin.feel.tree import Node

# Literals ---------------------------------------------------------------------------------------------------------


def write_null(writer: Writer, node: Node) -> Operand:
    return Operand("None", NULL, constant=True)


def write_boolean(writer: Writer, node: tree.Boolean) -> Operand:
    value = node.value
    return Operand(str(value), BOOLEAN, True, value)


def write_number(writer: Writer, node: tree.Number) -> Operand:
    value = node.value
    return Operand(writer.constant(value), NUMBER, True, value)


def write_string(writer: Writer, node: tree.String) -> Operand:
    value = node.value
    return Operand(writer.constant(value), STRING, True, value)


def write_at_literal(writer: Writer, node: tree.AtLiteral) -> Operand:
    try:
        value = read_temporal(node.text)
    except Failure as failure:
        return write_failure(writer, node, failure)
    return Operand(writer.constant(value), writer.type_of(node), True, value)


def write_failure(writer: Writer, node: Node, failure: Failure) -> Operand:
    """What is wrong before anything runs is reported each time that it runs."""
    return writer.assign(f"report(run, {failure.code!r}, {node.span}, {writer.constant(failure.values)})", NULL)


# Names and paths --------------------------------------------------------------------------------------------------


def write_name(writer: Writer, node: tree.Name) -> Operand:
    return _resolve(writer, node, node.name, len(writer.layers))


def _resolve(writer: Writer, node: Node, name: str, depth: int, missing: str = "unknown_name") -> Operand:
    """What the name stands for in the innermost of the first `depth` layers that has it."""
    for position in range(depth - 1, -1, -1):
        layer = writer.layers[position]
        if isinstance(layer, dict):
            if name in layer:
                return layer[name]
        elif isinstance(layer.operand.type, RecordType):
            if name in layer.operand.type.fields:
                return _entry(writer, node, layer.operand, name)
        elif layer.operand.type == ANY:
            return _entry_or_outer(writer, node, layer, name, position)
    if name in BUILTINS:
        return Operand(writer.constant(_builtin_value(name)), writer.type_of(node), constant=True)
    known = writer.constant(tuple(key for layer in writer.layers if isinstance(layer, dict) for key in layer))
    return writer.assign(f"{missing}({name!r}, {known}, run, {node.span})", NULL)


def _entry_or_outer(writer: Writer, node: Node, layer: Item, name: str, position: int) -> Operand:
    found = writer.assign(f"entry({layer.operand.code}, {name!r})", writer.type_of(node))
    with writer.block(f"if {found.code} is ABSENT:"):
        if _is_known(writer, name, position):
            writer.line(f"{found.code} = {_resolve(writer, node, name, position).code}")
        else:
            writer.line(f"{found.code} = None")
    return found


def _is_known(writer: Writer, name: str, depth: int) -> bool:
    return name in BUILTINS or any(isinstance(layer, Item) or name in layer for layer in writer.layers[:depth])


_VALUES = {name: builtin_function(builtin) for name, builtin in BUILTINS.items() if not builtin.needs_now}


def _builtin_value(name: str) -> object:
    return _VALUES.get(name)


def _entry(writer: Writer, node: Node, source: Operand, name: str) -> Operand:
    """The entry of what is most likely a record: looked up first, asked about when that does not work."""
    found = writer.fresh("t")
    writer.line(f"try: {found} = {source.code}[{name!r}]")
    writer.line(f"except LOOKUP: {found} = path({source.code}, {name!r}, run, {node.span})")
    return Operand(found, writer.type_of(node))


def write_path(writer: Writer, node: tree.Path) -> Operand:
    source = writer.write(node.source)
    if isinstance(source.type, RecordType):
        return _entry(writer, node, source, node.name)
    return writer.assign(f"path({source.code}, {node.name!r}, run, {node.span})", writer.type_of(node))


# Lists and contexts -----------------------------------------------------------------------------------------------


def write_list(writer: Writer, node: tree.List) -> Operand:
    writer.needs_run = True
    items = [writer.write(item).code for item in node.items]
    return writer.assign(f"[{', '.join(items)}]", writer.type_of(node))


def write_context(writer: Writer, node: tree.Context) -> Operand:
    entries: dict[str, Operand] = {}
    writer.needs_run = True
    with writer.scope(entries):
        for entry in node.entries:
            value = writer.write(entry.value)
            if entry.key in entries:
                return writer.assign(f"report(run, 'entry-twice', {entry.span}, {{'name': {entry.key!r}}})", NULL)
            entries[entry.key] = value
    pairs = ", ".join(f"{key!r}: {value.code}" for key, value in entries.items())
    return writer.assign(f"{{{pairs}}}", writer.type_of(node))


# Functions --------------------------------------------------------------------------------------------------------


def write_definition(writer: Writer, node: tree.FunctionDefinition) -> Operand:
    if node.external:
        return writer.assign(f"report(run, 'external-function', {node.span})", NULL)
    writer.needs_run = True
    parameters = node.parameters
    for place, each in enumerate(parameters):
        if each.name in (before.name for before in parameters[:place]):
            return writer.assign(f"report(run, 'entry-twice', {each.span}, {{'name': {each.name!r}}})", NULL)
    variables = {each.name: Operand(writer.variable(each.name, "v")) for each in parameters}
    name = writer.fresh("function")
    # What is in scope is bound as a default: a variable of a loop is the one of this turn.
    captured = [f"{code}={code}" for code in writer.visible()]
    signature = ", ".join([*(each.code for each in variables.values()), *captured])
    with writer.block(f"def {name}({signature}):"), writer.scope(variables):
        writer.turn(node.body)
        writer.leave(f"return {writer.write(node.body).code}")
    type_ = writer.type_of(node)
    tests = writer.constant(tuple(_parameter_test(each) for each in parameters))
    arguments = f"{writer.constant(type_)}, {tests}, {name}, {turn_steps(node.body)}, run, {node.span}"
    return writer.assign(f"make_function({arguments})", type_)


def _parameter_test(parameter: tree.Parameter) -> object:
    if isinstance(parameter.type, tree.NamedType) and parameter.type.name == "Any":
        return None
    test = instance_test(parameter.type)
    return test and (test, unparse(parameter.type))


def write_invocation(writer: Writer, node: tree.Invocation) -> Operand:
    builtin = called_builtin(writer, node)
    if builtin is not None:
        return _write_builtin(writer, node, builtin)
    function = _called(writer, node.function)
    arguments = tuple_of([writer.write(argument).code for argument in node.arguments])
    return writer.assign(
        f"invoke({function.code}, {arguments}, {node.names!r}, run, {node.span})", writer.type_of(node)
    )


def _called(writer: Writer, function: Node) -> Operand:
    if not isinstance(function, tree.Name):
        return writer.write(function)
    return writer.noted(function, _resolve(writer, function, function.name, len(writer.layers), "unknown_function"))


def called_builtin(writer: Writer, call: tree.Invocation) -> str | None:
    """The name of the built-in that is called, when no other thing of that name is in scope."""
    if not isinstance(call.function, tree.Name):
        return None
    name = call.function.name
    shadowed = any(isinstance(layer, dict) and name in layer for layer in writer.layers)
    return name if name in BUILTINS and not shadowed else None


def _write_builtin(writer: Writer, call: tree.Invocation, name: str) -> Operand:
    builtin = BUILTINS[name]
    arguments = [writer.write(argument).code for argument in call.arguments]
    type_ = writer.type_of(call)
    try:
        bound = writer.made(bound_builtin, name, len(arguments), call.names)
    except Failure as failure:
        return write_failure(writer, call, failure)
    if builtin.needs_now:
        return writer.assign(f"call_clock({bound}, run, {call.span})", type_)
    function = "call_search" if builtin.searches else "call_builtin"
    general = f"{function}({bound}, {writer.made(builtin_cost, name)}, {tuple_of(arguments)}, run, {call.span})"
    quick = _QUICK.get(name)
    if quick is None or len(arguments) != 1:
        writer.needs_run = True
        return writer.assign(general, type_)
    return writer.assign(quick.format(argument=arguments[0], general=general), type_)


MOST_COUNTS = 100
"""Numbers that are at hand: to make one takes longer than all else that `count` does."""

_QUICK = {
    "count": f"COUNTS[len({{argument}})] if {{argument}}.__class__ is list and len({{argument}}) < {MOST_COUNTS}"
    " else {general}",
    "not": "False if {argument} is True else True if {argument} is False else {general}",
}
"""Built-ins of one argument whose usual case needs no call."""


VALUES: dict[type[Node], Generate] = {
    tree.Null: write_null,
    tree.Boolean: write_boolean,
    tree.Number: write_number,
    tree.String: write_string,
    tree.AtLiteral: write_at_literal,
    tree.Name: write_name,
    tree.Path: write_path,
    tree.List: write_list,
    tree.Context: write_context,
    tree.FunctionDefinition: write_definition,
    tree.Invocation: write_invocation,
}
