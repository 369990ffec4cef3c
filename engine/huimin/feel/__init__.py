"""FEEL, the expression language of DMN 1.5 (chapter 10): read, checked, compiled and written.

`parse` gives the tree of a text, `check` its types and findings, `compile` a Python function, `unparse` the text again.
"""

from __future__ import annotations

from huimin.feel.check import Checked, check
from huimin.feel.compile import Compiled, compile  # noqa: A004 - the term of the trade
from huimin.feel.faults import Fault, LimitFault, SyntaxFault, TypeFinding, message, type_name
from huimin.feel.parse import parse, parse_unary_tests
from huimin.feel.runtime import Run
from huimin.feel.stored import from_json, to_json
from huimin.feel.tree import Node
from huimin.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    STRING,
    TIME,
    CodeType,
    FunctionType,
    ListType,
    RangeType,
    RecordType,
    Type,
    fits,
)
from huimin.feel.unknown import UNKNOWN, Unknown, merge
from huimin.feel.unparse import unparse
from huimin.feel.values import Function

__all__ = [
    "ANY", "BOOLEAN", "DATE", "DATE_TIME", "DAYS_DURATION", "MONTHS_DURATION", "NULL", "NUMBER", "STRING", "TIME",
    "UNKNOWN", "Checked", "CodeType", "Compiled", "Fault", "Function", "FunctionType", "LimitFault", "ListType", "Node",
    "RangeType", "RecordType", "Run", "SyntaxFault", "Type", "TypeFinding", "Unknown", "check", "compile", "fits",
    "from_json", "merge", "message", "parse", "parse_unary_tests", "to_json", "type_name", "unparse",
]  # fmt: skip
