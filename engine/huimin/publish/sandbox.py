"""The sandbox of the templates: a template cannot reach the program, and cannot run without end.

Jinja's own sandbox keeps a template away from what it should not touch, but lets it loop, recurse and grow. Here every
turn of a loop, every call and every character made or looked at is counted, and so is the size of what a turn or a call
runs. A page that passes the limit stops.
What makes much out of little in one call (`"a".center(1000000000)`) is left out: a text has few methods, and there are
few filters.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, ValuesView
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FunctionLoader, StrictUndefined, nodes, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.filters import do_replace, make_attrgetter, sync_do_join
from jinja2.loaders import split_template_path
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from huimin import packaged
from huimin.documents import inputs
from huimin.documents.findings import HuiminError

TEMPLATES = Path(__file__).with_name("templates")
MAX_WORK = 20_000_000
"""What a page may cost. A character costs 1, a node of the syntax tree `NODE` each time that it runs, a member of a
list `MEMBER`, a character of a template that is compiled `SOURCE`, a turn of a loop and a call `STEP`: about as much as
each takes of time. The largest page of the policy book costs less than a tenth of this.
"""
NODE = 2
MEMBER = 10
SOURCE = 20
STEP = 100
MAX_BITS = 1_000
"""Bits of a whole number in a template."""
FILTERS = frozenset(
    {
        *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float", "forceescape"),
        *("groupby", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject"),
        *("rejectattr", "replace", "reverse", "safe", "select", "selectattr", "sort", "string", "striptags", "title"),
        *("trim", "truncate", "unique", "upper", "urlencode", "wordcount"),
    }
)
"""The filters of Jinja whose result is about as large as what they are given; `join` and `replace` are looked at."""
METHODS = frozenset(
    {
        *("capitalize", "casefold", "count", "endswith", "find", "index", "isalpha", "isdigit", "islower", "isspace"),
        *("isupper", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "rfind", "rpartition", "rsplit"),
        *("rstrip", "split", "splitlines", "startswith", "strip", "title", "upper"),
    }
)
"""The methods of a text that a template may call."""
_PLAIN = (str, bytes, int, float, Decimal)
_MANY = (list, tuple, set, frozenset, dict, KeysView, ValuesView, ItemsView)
_RUN = (nodes.Block, nodes.Macro, nodes.CallBlock)
"""The parts of a template that run each time that they are called."""
_NAMING = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
"""The parts of a template that name another one."""


class EndlessError(Exception):
    """The work of the page is beyond its limit."""


class _Names(Namespace):
    """Jinja's `namespace`, which as a text does not tell what it holds."""

    def __repr__(self) -> str:
        return "namespace"


def _held(names: _Names) -> dict[str, Any]:
    """What a `namespace` holds, which Jinja keeps from a template under this name."""
    held: dict[str, Any] = object.__getattribute__(names, "_Namespace__attrs")
    return held


class _Counting(CodeGenerator):
    """Compiles templates to code that counts its turns, its output and what its operators look at."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - as Jinja names it
        parts: list[Any] = [node, *node.find_all(_RUN)]
        for part, size in [(part, _size(part)) for part in parts]:
            part.body.insert(0, nodes.ExprStmt(_asked("charge", size), lineno=part.lineno))
        naming: Iterable[Any] = node.find_all(_NAMING)
        for each in naming:
            each.template = _asked("weighed", each.template)  # a name is looked at whole, for its hash
        super().visit_Template(node, frame)

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802 - as Jinja names it
        node.iter = _asked("turns", node.iter, _size(node))
        super().visit_For(node, frame)

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:  # noqa: N802 - as Jinja names it
        node.expr = _asked("weighed", node.expr)
        for operand in node.ops:
            operand.expr = _asked("weighed", operand.expr)
        super().visit_Compare(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - as Jinja names it
        node.nodes = [_asked("weighed", each) for each in node.nodes]
        super().visit_Concat(node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802 - as Jinja names it
        for pair in node.items:
            pair.key = _asked("weighed", pair.key)  # a key is looked at whole, for its hash
        super().visit_Dict(node, frame)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802 - as Jinja names it
        if isinstance(node.arg, nodes.Slice):
            node.node = _asked("weighed", node.node)
        super().visit_Getitem(node, frame)

    def _output_const_repr(self, group: Iterable[Any]) -> str:
        return f"environment.weighed({super()._output_const_repr(group)})"


def _asked(method: str, *values: nodes.Node) -> nodes.Expr:
    """The call of a method of the sandbox with the values of nodes."""
    return nodes.Call(nodes.EnvironmentAttribute(method), [*values], [], None, None, lineno=values[0].lineno)


def _size(node: nodes.Node) -> nodes.Const:
    """What the nodes below a node cost when they run once."""
    return nodes.Const(NODE * sum(1 for _ in node.find_all(nodes.Node)), lineno=node.lineno)


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment in which a page has a limit; `begin` is called before each page."""

    code_generator_class = _Counting
    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, templates: Path | None, *, autoescape: bool, finalize: Callable[[Any], Any]) -> None:
        super().__init__(
            loader=_loader(templates),
            autoescape=autoescape,
            finalize=self._finalizing(finalize),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            optimized=False,  # what is calculated while a template is compiled would be made anew, uncounted, each turn
        )
        self.left = MAX_WORK
        self.globals = {"range": range, "dict": dict, "namespace": _Names}
        bounded: dict[str, Callable[..., Any]] = {**self.filters, "join": _join(self), "replace": _replace(self)}
        self.filters = {name: self._counted(bounded[name]) for name in sorted(FILTERS)}
        tests: dict[str, Any] = dict(self.tests)
        self.tests = {name: self._counted(test) for name, test in tests.items()}

    def begin(self) -> None:
        """Let the next page cost as much as a page may."""
        self.left = MAX_WORK

    def charge(self, cost: int) -> None:
        """Count a cost. Raises EndlessError."""
        self.left -= cost
        if self.left < 0:
            raise EndlessError

    def weighed(self, value: Any) -> Any:
        """A value, at the cost of its size. Raises EndlessError."""
        self.charge(MEMBER + self._weight(value))
        return value

    def turns(self, iterable: Iterable[Any], size: int = 0) -> Iterator[Any]:
        """What a loop goes through, each turn counted with the cost of what it runs. Raises EndlessError."""
        for each in iterable:
            self.charge(STEP + size)
            yield each

    def compile(self, source: Any, *named: Any, **more: Any) -> Any:
        """Compile a template, at the cost of its length. Raises EndlessError."""
        self.charge(SOURCE * len(source))
        return super().compile(source, *named, **more)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A member, at the cost of the size of its key, which is looked at whole. Raises EndlessError."""
        return super().getitem(obj, self.weighed(argument))

    def call(self, context: Context, function: Any, /, *arguments: Any, **named: Any) -> Any:
        """Call a function of the template, counting what goes in and comes out. Raises EndlessError."""
        owner = getattr(function, "__self__", None)
        if owner is not self:
            self.charge(STEP)
            self.weighed([*arguments, *named.values(), owner])
        return self.weighed(super().call(context, function, *arguments, **named))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate, if the result is not too large. Raises EndlessError."""
        if operator == "%" and isinstance(left, str | bytes):
            raise SecurityError("a text is not filled with %; use ~")
        if operator in ("*", "**"):
            self._hold_small(operator, left, right)
        self.weighed([left, right])
        return self.weighed(super().call_binop(context, operator, left, right))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may see an attribute: of a text few methods, of a number none."""
        if isinstance(obj, _PLAIN):
            return isinstance(obj, str) and attr in METHODS
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Any:
        """None for every value, so that `is_safe_attribute` refuses `format` as it does other methods."""
        del value

    def _hold_small(self, operator: str, left: Any, right: Any) -> None:
        if isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
            if bits > MAX_BITS:
                raise EndlessError
        for one, times in ((left, right), (right, left)):
            if isinstance(one, str | bytes | list | tuple) and isinstance(times, int):
                self.charge(self._weight(one) * max(times, 0))

    def _weight(self, value: Any) -> int:
        """The characters and members of a value, counted no further than what is left."""
        found, waiting = 0, [value]
        while waiting and found <= self.left:
            each = waiting.pop()
            if isinstance(each, str | bytes):
                found += len(each)
            elif isinstance(each, int):
                found += 0 if each.bit_length() <= MAX_BITS else MAX_WORK
            elif isinstance(each, range):
                found += MEMBER * len(each[: self.left + 1])
            elif isinstance(each, _Names):
                waiting.append(_held(each))
            elif isinstance(each, _MANY):
                found += MEMBER * len(each)
                waiting.extend([*each, *each.values()] if isinstance(each, dict) else each)
        return found

    def _counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A filter or a test that counts what goes in and comes out."""

        @functools.wraps(function)  # keeps what Jinja is to pass to it
        def counted(*arguments: Any, **named: Any) -> Any:
            self.charge(STEP)
            self.weighed([*arguments, *named.values()])
            made = function(*arguments, **named)
            return self.turns(made) if isinstance(made, Iterator) else self.weighed(made)

        return counted

    def _finalizing(self, finalize: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def counted(value: Any) -> Any:
            return self.weighed(finalize(self.weighed(value)))

        return counted


def _join(sandbox: Sandbox) -> Callable[..., str]:
    """Jinja's `join`, each text counted before it is joined."""

    @pass_eval_context
    def join(context: EvalContext, value: Iterable[Any], d: Any = "", attribute: Any = None) -> str:
        members = []
        for each in value if attribute is None else map(make_attrgetter(sandbox, attribute), value):
            text = each if hasattr(each, "__html__") else str(each)
            sandbox.weighed([text, d])
            members.append(text)
        return sync_do_join(context, members, d)

    return join


def _replace(sandbox: Sandbox) -> Callable[..., str]:
    """Jinja's `replace`, counted before the text grows."""

    @pass_eval_context
    def replace(context: EvalContext, s: Any, old: Any, new: Any, count: int | None = None) -> str:
        sandbox.charge(str(s).count(str(old)) * len(str(new)))
        return do_replace(context, s, old, new, count)

    return replace


def _loader(templates: Path | None) -> ChoiceLoader:
    """The templates of the folder `templates`, before those of the engine."""
    own = [] if templates is None else [FunctionLoader(functools.partial(_of_user, templates))]
    return ChoiceLoader([*own, FunctionLoader(_of_engine)])


def _of_user(folder: Path, name: str) -> tuple[str, str, None] | None:
    """A template of the user's; a link that leads out of the folder is refused. Raises HuiminError."""
    path = folder.joinpath(*split_template_path(name))
    if not os.path.lexists(path):
        return None
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise HuiminError([inputs.unreadable(str(path), "outside")])
    return inputs.read_text(path), str(path), None


def _of_engine(name: str) -> tuple[str, str, None] | None:
    path = TEMPLATES.joinpath(*split_template_path(name))
    is_there = os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises where a name is too long
    return (packaged.text(path), str(path), None) if is_there else None
