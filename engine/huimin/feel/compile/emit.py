"""The Python source of an expression while it is written: lines, constants, and what each name stands for."""

from __future__ import annotations

import functools
import keyword
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from huimin.feel.tree import every_node
from huimin.feel.types import ANY, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from huimin.feel.tree import Node

    Generate = Callable[["Writer", Any], "Operand"]
    Finish = Callable[["Writer", Node, Sequence[str]], tuple[Callable[..., Any], str]]
    Attempt = Callable[["Writer", Any], "Operand | None"]

DEEPEST_BLOCK = 14
"""Blocks that Python source can nest have a bound (20 loops); deeper parts become functions of their own."""


class Operand(NamedTuple):
    """Where a value lies: a local variable or a constant of the source, its static type, the value of a constant."""

    code: str
    type: Type = ANY
    constant: bool = False
    value: Any = None


class Item(NamedTuple):
    """The member that a filter looks at: names in the predicate may be entries of it."""

    operand: Operand


Layer = dict[str, Operand] | Item


def tuple_of(codes: Sequence[str]) -> str:
    """The source of a tuple."""
    return f"({', '.join(codes)}{',' if len(codes) == 1 else ''})"


class Writer:
    """Source under construction. Walks call `write` for a node and get an Operand for its value."""

    def __init__(
        self,
        table: Mapping[type[Node], Generate],
        usual: Mapping[type[Node], Attempt],
        types: Mapping[int, Type],
        finish: Finish,
        *,
        trace: bool = False,
    ) -> None:
        self.table = table
        self.usual = usual
        self.types = types
        self.finish = finish
        self.trace = trace
        self.constants: dict[str, Any] = {}
        self.recipes: dict[str, tuple[Any, ...]] = {}
        self.layers: list[Layer] = []
        self.functions: list[list[str]] = []
        self.lines: list[str] = []
        self.indent = 1
        self.count = 0
        self.needs_run = trace
        self._coded: dict[int, str] = {}
        self._events: list[tuple[Node, Operand]] = []

    # Nodes ------------------------------------------------------------------------------------------------------

    def write(self, node: Node) -> Operand:
        """Writes what computes the node; gives where its value lies."""
        if self.indent > DEEPEST_BLOCK:
            return self._apart(node)
        attempt = self.usual.get(node.__class__)
        return (attempt and attempt(self, node)) or self.noted(node, self.table[node.__class__](self, node))

    def noted(self, node: Node, operand: Operand) -> Operand:
        """The operand, which a trace keeps as the value of the node."""
        if self.trace:
            self._events.append((node, operand))
        return operand

    def turn(self, body: Node) -> None:
        """In a trace, counts what one turn of a loop or one call keeps as steps, so that a trace has a bound."""
        if self.trace:
            self.line(f"run.spend({sum(1 for _ in every_node(body))}, {body.span})")

    def type_of(self, node: Node) -> Type:
        """The static type of the node, a hint for which case to try first."""
        return self.types.get(id(node), ANY)

    def _apart(self, node: Node) -> Operand:
        """The node as a function beside this one, which takes all that is in scope."""
        self._keep_events()
        name = self.fresh("part")
        visible = self.visible()
        lines, indent = self.lines, self.indent
        self.lines, self.indent = [f"def {name}({', '.join([*visible, 'run'])}):"], 1
        if self.trace:
            self.line("note = run.notes.append")
        self.leave(f"return {self.write(node).code}")
        self.functions.append(self.lines)
        self.lines, self.indent = lines, indent
        return self.assign(f"{name}({', '.join([*visible, 'run'])})", self.type_of(node))

    def otherwise(self, node: Node) -> str:
        """What computes the node whatever its facts are: a function that is written when it is first called."""
        arguments = self.visible()
        writer = Writer(self.table, {}, self.types, self.finish)
        writer.count = self.count  # a name of its own hides none that it is given
        writer.layers = [layer if isinstance(layer, Item) else dict(layer) for layer in self.layers]

        @functools.cache
        def written() -> Callable[..., Any]:
            return self.finish(writer, node, arguments)[0]

        def otherwise(*values: Any) -> Any:
            return written()(*values)

        return f"{self.constant(otherwise, 'otherwise')}({', '.join([*arguments, 'run'])})"

    # Lines ------------------------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        """Adds a line at the indent reached."""
        self.lines.append("    " * self.indent + text)

    def leave(self, text: str) -> None:
        """Adds a line after which the next one may not run."""
        self._keep_events()
        self.line(text)

    def _keep_events(self) -> None:
        """Writes what keeps the values gathered on the way: one call for all of them costs little more than for one."""
        if self._events:
            events, self._events = self._events, []
            kept = tuple((node, each.constant, self.constants.get(each.code, each.value)) for node, each in events)
            codes = [each.code for _, each in events if not each.constant]
            self.line(f"note({tuple_of([self.constant(kept, 'n'), *codes])})")

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Indents what is written inside, under its head."""
        self._keep_events()
        self.line(head)
        self.indent += 1
        yield
        self._keep_events()
        self.indent -= 1

    def fresh(self, stem: str) -> str:
        """A name that the source does not have yet."""
        self.count += 1
        return f"{stem}{self.count}"

    def assign(self, code: str, type_: Type = ANY) -> Operand:
        """A new variable that holds what `code` computes."""
        name = self.fresh("t")
        self.line(f"{name} = {code}")
        return Operand(name, type_)

    def constant(self, value: Any, stem: str = "k") -> str:
        """The name of a constant."""
        name = self._coded.get(id(value))
        if name is None:
            name = self.fresh(stem.upper())
            self.constants[name] = value
            self._coded[id(value)] = name
        return name

    def made(self, make: Callable[..., Any], *arguments: Any) -> str:
        """The name of a constant that a function makes. Where source is kept, so is that recipe: it makes the constant
        again, which cannot be kept itself.
        """
        name = self.constant(make(*arguments))
        self.recipes[name] = (make, *arguments)
        return name

    # Names ------------------------------------------------------------------------------------------------------

    @contextmanager
    def scope(self, *layers: Layer) -> Iterator[None]:
        """Names in scope for what is written inside; the last layer hides those before it."""
        outside = len(self.layers)
        self.layers.extend(layers)
        yield
        del self.layers[outside:]

    def visible(self) -> list[str]:
        """The variables of all names in scope, each once, in order."""
        operands = [
            operand
            for layer in self.layers
            for operand in ([layer.operand] if isinstance(layer, Item) else layer.values())
        ]
        return list(dict.fromkeys(operand.code for operand in operands if not operand.constant))

    def variable(self, name: str, stem: str) -> str:
        """A variable for a name of the language: readable where it can be."""
        readable = name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
        return self.fresh(f"{name}_" if readable else stem)
