"""Every walk has a row for every kind of node; every code that is raised has its words."""

import re
from pathlib import Path

import pytest

from huimin.feel import faults as faults_module
from huimin.feel import profile, tree
from huimin.feel.builtins import BUILTINS
from huimin.feel.check import CHECKS
from huimin.feel.compile import GENERATORS
from huimin.feel.unparse import WRITERS

FEEL = Path(faults_module.__file__).parent
EXPRESSIONS = set(tree.EXPRESSIONS)
PARTS = set(tree.PARTS)
TYPES = set(tree.TYPES)


def test_every_class_of_the_tree_is_an_expression_a_part_or_a_type():
    kinds = {kind for kind in vars(tree).values() if isinstance(kind, type) and issubclass(kind, tree.Node)}
    assert kinds - {tree.Node} == EXPRESSIONS | PARTS | TYPES


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (GENERATORS, EXPRESSIONS),
        (CHECKS, EXPRESSIONS | {tree.Steps}),
        (profile.CONSTRUCTS, EXPRESSIONS),
        (WRITERS, EXPRESSIONS | PARTS | TYPES),
    ],
    ids=["compile", "check", "profile", "unparse"],
)
def test_a_walk_knows_every_kind_of_node(table, kinds):
    assert table.keys() == kinds


def test_the_profile_names_functions_of_the_language():
    assert set(profile.FUNCTIONS) <= BUILTINS.keys()


def test_every_code_has_its_words():
    sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FEEL.rglob("*.py")))
    raised = r"(?:report|Failure|SyntaxFault|LimitFault|TypeFinding|LimitExceeded|check_limit|find)"
    codes = set(re.findall(raised + r"""\((?:run, )?['"]([a-z-]+)['"]""", sources))
    assert codes
    assert codes == set(faults_module.messages())


def test_what_lies_outside_the_profile_has_a_name():
    outside = {kind for kind, walks in profile.CONSTRUCTS.items() if walks != frozenset(profile.WALKS)}
    assert outside == profile.WRITTEN.keys()
