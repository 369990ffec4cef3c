"""Types of literals, names, paths, lists and contexts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel import tree
from huimin.feel.builtins import BUILTINS
from huimin.feel.check.checker import Checker, Member
from huimin.feel.failures import Failure
from huimin.feel.faults import full_width_in
from huimin.feel.properties import PROPERTIES
from huimin.feel.signatures import function_type
from huimin.feel.temporal.literals import read_temporal
from huimin.feel.types import ANY, BOOLEAN, NAMED, NULL, NUMBER, STRING, ListType, RangeType, RecordType, Type, union
from huimin.feel.values import type_of

if TYPE_CHECKING:
    from huimin.feel.check.checker import Check
    from huimin.feel.tree import Node


def check_at_literal(checker: Checker, node: tree.AtLiteral) -> Type:
    try:
        return NAMED[type_of(read_temporal(node.text))]
    except Failure as failure:
        checker.find(failure.code, node, **failure.values)
        return ANY


# Names and paths --------------------------------------------------------------------------------------------------


def check_name(checker: Checker, node: tree.Name) -> Type:
    for layer in reversed(checker.layers):
        if not isinstance(layer, Member):
            if node.name in layer:
                return layer[node.name]
        elif isinstance(layer.type, RecordType):
            if node.name in layer.type.fields:
                return layer.type.fields[node.name]
        elif layer.type == ANY:
            return ANY
    if node.name in BUILTINS:
        return function_type(BUILTINS[node.name])
    sign = full_width_in(node.name)
    if sign:
        checker.find("full-width-name", node, name=node.name, **sign)
    else:
        checker.find("unknown-name", node, name=node.name, guesses=checker.guesses(node.name, names(checker)))
    return ANY


def names(checker: Checker) -> list[str]:
    """Every name in scope, and the built-ins."""
    names = list(BUILTINS)
    for layer in checker.layers:
        if not isinstance(layer, Member):
            names.extend(layer)
        elif isinstance(layer.type, RecordType):
            names.extend(layer.type.fields)
    return names


def check_path(checker: Checker, node: tree.Path) -> Type:
    return _access(checker, node, checker.visit(node.source))


def _access(checker: Checker, node: tree.Path, source: Type) -> Type:
    if isinstance(source, ListType):
        return ListType(_access(checker, node, source.item))
    if isinstance(source, RecordType):
        fields = source.fields
        if node.name not in fields:
            values = {"record": str(source), "name": node.name, "guesses": checker.guesses(node.name, fields)}
            checker.find("unknown-field", node, **values)
        return fields.get(node.name, ANY)
    if source in (ANY, NULL):
        return ANY
    return _property(checker, node, source)


def _property(checker: Checker, node: tree.Path, source: Type) -> Type:
    if isinstance(source, RangeType):
        return source.item if node.name in ("start", "end") else BOOLEAN
    properties = PROPERTIES.get(str(source), {})
    if node.name not in properties:
        values = {"given": str(source), "property": node.name, "guesses": checker.guesses(node.name, properties)}
        checker.find("no-property", node, **values)
        return ANY
    return NAMED.get(properties[node.name].type, ANY)


# Lists and contexts -----------------------------------------------------------------------------------------------


def check_list(checker: Checker, node: tree.List) -> Type:
    items = [checker.visit(item) for item in node.items]
    return ListType(union(items) if items else ANY)


def check_context(checker: Checker, node: tree.Context) -> Type:
    fields: dict[str, Type] = {}
    with checker.scope(fields):
        for entry in node.entries:
            if entry.key in fields:
                checker.find("entry-twice", entry, name=entry.key)
            fields[entry.key] = checker.visit(entry.value)
    return RecordType("context", fields)


def _always(type_: Type) -> Check:
    return lambda _checker, _node: type_


VALUES: dict[type[Node], Check] = {
    tree.Null: _always(NULL),
    tree.Boolean: _always(BOOLEAN),
    tree.Number: _always(NUMBER),
    tree.String: _always(STRING),
    tree.AtLiteral: check_at_literal,
    tree.Name: check_name,
    tree.Path: check_path,
    tree.List: check_list,
    tree.Context: check_context,
}
