"""Expressions that differ in white space and comments alone are one; what stands in quotes is never touched."""

from __future__ import annotations

import pytest

from huimin.policy.digest import spaced


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  a\n  + b ", "a + b"),
        ("a // what is due\n + b", "a + b"),
        ("a /* one\ntwo */ + b", "a + b"),
        ('x =  "one  two"', 'x = "one  two"'),
        ('x = "a \\"  b"  ', 'x = "a \\"  b"'),
        ('x = "http://y  z"', 'x = "http://y  z"'),
        ('a /* "  */ +  b', "a + b"),
    ],
)
def test_white_space_is_one_space_outside_quotes(written: str, kept: str) -> None:
    assert spaced(written) == kept
