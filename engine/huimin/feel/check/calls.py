"""Types of functions and of calls: the number of arguments, their names and their types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel import tree
from huimin.feel.builtins import BUILTINS
from huimin.feel.check.checker import FINDINGS_WITH_GUESSES, Checker, Member
from huimin.feel.check.values import names
from huimin.feel.faults import suggest_call
from huimin.feel.signatures import Signature, builtin_result, mismatch, shaped
from huimin.feel.types import ANY, NULL, FunctionType, Type, fits

if TYPE_CHECKING:
    from huimin.feel.check.checker import Check
    from huimin.feel.tree import Node


def check_definition(checker: Checker, node: tree.FunctionDefinition) -> Type:
    parameters = {}
    for parameter in node.parameters:
        if parameter.name in parameters:
            checker.find("entry-twice", parameter, name=parameter.name)
        parameters[parameter.name] = checker.read_type(parameter.type)
    if node.external:
        checker.find("external-function", node)
        return ANY
    with checker.scope(parameters):
        result = checker.visit(node.body)
    return FunctionType(tuple(parameters.values()), result, tuple(parameters))


def check_invocation(checker: Checker, node: tree.Invocation) -> Type:
    name = called_builtin(checker, node)
    if name is None:
        return _check_call(checker, node, _function(checker, node.function))
    arguments = [checker.visit(argument) for argument in node.arguments]
    builtin = BUILTINS[name]
    candidates = shaped(builtin, len(arguments), node.names)
    if not candidates:
        given = ", ".join(node.names) or str(len(arguments))
        checker.find("no-overload", node, function=name, arguments=given, usage=builtin.usage)
        return builtin_result(builtin.overloads, arguments)
    fitting = [one for one in candidates if mismatch(one, arguments) is None]
    if not fitting:
        _find_mismatch(checker, node, candidates[-1], arguments)
    return builtin_result([one.overload for one in fitting or candidates], arguments)


def _function(checker: Checker, node: Node) -> Type:
    """The type of what is called. An unknown name may have meant a function one word of whose name is alike."""
    before = len(checker.findings)
    type_ = checker.visit(node)
    if isinstance(node, tree.Name) and [each.code for each in checker.findings[before:]] == ["unknown-name"]:
        del checker.findings[before:]
        guesses = suggest_call(node.name, names(checker), BUILTINS) if before < FINDINGS_WITH_GUESSES else ()
        checker.find("unknown-name", node, name=node.name, guesses=guesses)
    return type_


def called_builtin(checker: Checker, node: tree.Invocation) -> str | None:
    """The name of the built-in that is called, when no other thing of that name is in scope."""
    if not isinstance(node.function, tree.Name) or node.function.name not in BUILTINS:
        return None
    name = node.function.name
    shadowed = any(not isinstance(layer, Member) and name in layer for layer in checker.layers)
    return None if shadowed else name


def _find_mismatch(checker: Checker, node: tree.Invocation, signature: Signature, arguments: list[Type]) -> None:
    wrong = mismatch(signature, arguments)
    assert wrong is not None
    parameter, position = wrong
    values = {"parameter": parameter.name, "wanted": parameter.types, "given": str(arguments[position])}
    checker.find("argument-type", node.arguments[position], **values)


def _check_call(checker: Checker, node: tree.Invocation, function: Type) -> Type:
    arguments = [checker.visit(argument) for argument in node.arguments]
    if function in (ANY, NULL):
        return ANY
    if not isinstance(function, FunctionType):
        checker.find("not-a-function", node.function, type=str(function))
        return ANY
    names = function.names or tuple(map(str, function.parameters))
    if len(arguments) != len(function.parameters) or (node.names and sorted(node.names) != sorted(names)):
        given = ", ".join(node.names) or str(len(arguments))
        checker.find("wrong-arguments", node, parameters=", ".join(names), given=given)
        return function.result
    order = [names.index(name) for name in node.names] or range(len(arguments))
    for argument, given_type, position in zip(node.arguments, arguments, order, strict=True):
        wanted = function.parameters[position]
        if not fits(given_type, wanted):
            checker.find(
                "argument-type", argument, parameter=names[position], wanted=str(wanted), given=str(given_type)
            )
    return function.result


CALLS: dict[type[Node], Check] = {
    tree.FunctionDefinition: check_definition,
    tree.Invocation: check_invocation,
}
