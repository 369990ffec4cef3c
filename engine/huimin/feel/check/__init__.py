"""The types of an expression's parts, and what is wrong with it, found without running it (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from huimin.feel.check.calls import CALLS
from huimin.feel.check.checker import Checker
from huimin.feel.check.loops import LOOPS
from huimin.feel.check.operators import OPERATORS
from huimin.feel.check.values import VALUES
from huimin.feel.profile import outside_profile
from huimin.feel.tree import normal_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huimin.feel.faults import TypeFinding
    from huimin.feel.tree import Node
    from huimin.feel.types import Type

CHECKS = {**VALUES, **OPERATORS, **LOOPS, **CALLS}
"""What finds the type of each kind of node."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The type of an expression, and everything that is wrong with it, in the order of the text."""

    type: Type
    findings: tuple[TypeFinding, ...] = ()
    types: Mapping[int, Type] = field(default_factory=dict, repr=False)
    """The type of each node by its `id`, while the tree lives."""


def check(node: Node, scope: Mapping[str, Type], *, profile: bool = False) -> Checked:
    """The type of an expression where the names of `scope` have these types, with all that is wrong with it.

    With `profile`, what rules of a book may not use is listed too.
    """
    checker = Checker(CHECKS, {normal_name(name): type_ for name, type_ in scope.items()})
    type_ = checker.visit(node)
    findings = [*checker.findings, *(outside_profile(node) if profile else ())]
    return Checked(type_, tuple(sorted(findings, key=lambda finding: finding.span)), checker.types)
