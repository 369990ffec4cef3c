"""What an expression is worth without a case: literals, parameters on a legal day, and their arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huimin import feel
from huimin.feel import tree, walks
from huimin.feel.builtins import BUILTINS
from huimin.feel.tree import Node
from huimin.feel.unknown import Unknown
from huimin.feel.values import Date, Range
from huimin.policy import expressions
from huimin.policy.model import Instrument, Parameter, ParameterVersion
from huimin.policy.spans import rank, standing

_BUILT_IN = frozenset(name for name, each in BUILTINS.items() if not each.needs_now)
_OPEN_ENDS: dict[str, Callable[[Any], Range]] = {
    ">=": lambda value: Range(value, None, True, False),
    ">": lambda value: Range(value, None, False, False),
    "<=": lambda value: Range(None, value, False, True),
    "<": lambda value: Range(None, value, False, False),
}


class Unsayable(Exception):  # noqa: N818 - a limit of the wording, not an error of the book
    """A part of an expression that there are no words, or no constant, for."""

    def __init__(self, node: Node) -> None:
        self.node = node
        super().__init__(feel.unparse(node))


@dataclass(frozen=True)
class Constants:
    """The parameters of an instrument on a legal day (None: the latest), as the book stood on `known`.

    `trees` are the trees that the book has stored, which spare reading a placeholder or a key again.
    """

    instrument: Instrument | None
    day: Date | None = None
    known: Date | None = None
    trees: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def placeholder(self, text: str) -> Node:
        """The tree of a placeholder: FEEL over parameters. Raises feel.SyntaxFault, feel.LimitFault."""
        assert self.instrument is not None
        names = [*self.instrument.parameters, "instrument"]
        return expressions.parsed(self.trees, text, expressions.text_where(self.instrument), names)

    def key(self, test: str) -> Node:
        """The tree of a key of a keyed parameter. Raises feel.SyntaxFault, feel.LimitFault."""
        return expressions.parsed(self.trees, test, "key", expressions.KEY_SCOPE, unary=True)

    def holds(self, node: Node) -> bool:
        """Whether the expression hangs on no fact of a case."""
        return set(self._free(node)) <= self._names()

    def value(self, node: Node) -> Any:
        """The value of an expression without facts. Raises Unsayable where it has none."""
        # Most constants are a literal or a parameter alone, which need no function made for them.
        if isinstance(node, tree.Number | tree.String | tree.Boolean):
            return node.value
        names = self._free(node)
        if not set(names) <= self._names():
            raise Unsayable(node)
        arguments = list(map(self._argument, names))
        found = arguments[0] if isinstance(node, tree.Name) else feel.compile(node, names).call(*arguments)
        if found is None or isinstance(found, Unknown):
            raise Unsayable(node)
        return found

    def version(self, parameter: Parameter) -> ParameterVersion | None:
        """The version in force on the day; where none is, the latest that the book knew of."""
        found = standing(parameter.versions, self.day, self.known) if self.day is not None else None
        known = [each for each in parameter.versions if each.span.is_known(self.known)]
        return found or max(known, key=rank, default=None)

    def parameters(self, node: Node) -> list[Parameter]:
        """The parameters that an expression names, in the order of the text."""
        if self.instrument is None:
            return []
        return [self.instrument.parameters[name] for name in self._free(node) if name in self.instrument.parameters]

    def _free(self, node: Node) -> list[str]:
        """The names that an expression takes from outside it, each once, in order; built-in functions are none."""
        own = self._names()
        return [name for name in dict.fromkeys(walks.free_names(node)) if name in own or name not in _BUILT_IN]

    def _names(self) -> set[str]:
        return {*self.instrument.parameters, "instrument"} if self.instrument else set()

    def _argument(self, name: str) -> Any:
        assert self.instrument is not None
        if name == "instrument":
            return {"from": self.instrument.span.first, "through": self.instrument.span.last}
        parameter = self.instrument.parameters[name]
        version = self.version(parameter)
        if version is None:
            return Unknown()
        return version.value if version.values is None else feel.Function(("key",), _look_up(version.values))


def _look_up(values: Any) -> Callable[[Any], Any]:
    def call(arguments: Any) -> Any:
        for test, value in values.items():
            if feel.compile(feel.parse_unary_tests(test), ["?"]).call(arguments[0]) is True:
                return value
        return None

    return call


def test_values(test: Node, constants: Constants) -> list[Any]:
    """What a test lets pass, as values and Ranges: `2` is 2, `>= 3` a Range without an end. Raises Unsayable."""
    if isinstance(test, tree.UnaryTests):
        if test.negated or not test.tests:
            raise Unsayable(test)
        return [value for each in test.tests for value in test_values(each, constants)]
    if isinstance(test, tree.Test):
        value = constants.value(test.operand)
        if test.operator == "=":
            return [value]
        if test.operator not in _OPEN_ENDS:
            raise Unsayable(test)
        return [_OPEN_ENDS[test.operator](value)]
    value = constants.value(test)
    return list(value) if isinstance(value, list) else [value]


def bounded(operator: str, value: Any) -> Range:
    """What stands on the right side of a comparison with `value`, as a Range without one end."""
    return _OPEN_ENDS[operator](value)
