"""Built-ins that look into lists and make new ones (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import Any

from huimin.feel.builtins.calls import decide
from huimin.feel.builtins.positions import index_of, stretch
from huimin.feel.builtins.table import clause
from huimin.feel.equality import Truth, equal, key_of
from huimin.feel.limits import LIST_SIZE, PAIRWISE_SIZE, check_limit
from huimin.feel.unknown import Unknown, merge
from huimin.feel.values import Date, DaysDuration, Function, MonthsDuration

_EQUAL_BY_VALUE = (type(None), bool, str, Decimal, Date, DaysDuration, MonthsDuration)


def contains(members: list[Any], element: Any) -> Truth:
    """Whether a member equals the element; Unknown where missing facts decide."""
    verdicts = [equal(member, element) for member in members]
    missing = [verdict for verdict in verdicts if verdict.__class__ is Unknown]
    if missing and True not in verdicts:
        return merge(*missing)
    return True in verdicts


def positions_of(members: list[Any], element: Any) -> list[Decimal] | Unknown:
    """The positions of the members that equal the element, ascending; Unknown where missing facts decide."""
    verdicts = [equal(member, element) for member in members]
    missing = [verdict for verdict in verdicts if verdict.__class__ is Unknown]
    if missing:
        return merge(*missing)
    return [Decimal(position) for position, verdict in enumerate(verdicts, start=1) if verdict is True]


def sublist(members: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    """So many members, or all, from a position on: 1 is the first, -1 the last."""
    return members[stretch(len(members), start, length)]


def append(members: list[Any], items: list[Any]) -> list[Any]:
    """The list with the items at its end."""
    return concatenate([members, items])


def concatenate(lists: list[list[Any]]) -> list[Any]:
    """The members of all lists, one list after the other."""
    check_limit("list-size", sum(map(len, lists)), LIST_SIZE)
    return list(chain.from_iterable(lists))


def insert_before(members: list[Any], position: Decimal, item: Any) -> list[Any]:
    """The list with the item before the member at a position."""
    index = index_of(len(members), position)
    return [*members[:index], item, *members[index:]]


def remove(members: list[Any], position: Decimal) -> list[Any]:
    """The list without the member at a position."""
    index = index_of(len(members), position)
    return members[:index] + members[index + 1 :]


def replace_at(members: list[Any], position: Decimal, item: Any) -> list[Any]:
    """The list with the item in the place of the member at a position."""
    index = index_of(len(members), position)
    return [*members[:index], item, *members[index + 1 :]]


def replace_matching(members: list[Any], match: Function, item: Any) -> list[Any] | Unknown:
    """The list with the item in the place of each member for which `match(member, item)` is true.

    Unknown where one answer is: it may yet turn out to be no boolean, and then there is no list at all.
    """
    verdicts = [decide(match, member, item) for member in members]
    missing = [verdict for verdict in verdicts if verdict.__class__ is Unknown]
    if missing:
        return merge(*missing)
    return [item if verdict is True else member for member, verdict in zip(members, verdicts, strict=True)]


def distinct(members: list[Any]) -> list[Any]:
    """The list without the members that equal an earlier one."""
    keys = [key_of(member) for member in members]
    if None not in keys:
        firsts: dict[Any, Any] = {}
        for key, member in zip(keys, members, strict=True):
            firsts.setdefault(key, member)
        return list(firsts.values())
    kept: list[Any] = []
    seen: set[tuple[type, Any]] = set()
    others: list[Any] = []
    for member in members:
        if isinstance(member, _EQUAL_BY_VALUE):
            key = (member.__class__, member)
            is_new = key not in seen
            seen.add(key)
        else:
            check_limit("pairwise-size", len(others), PAIRWISE_SIZE)
            is_new = all(equal(member, other) is not True for other in others)
            others += [member] if is_new else []
        if is_new:
            kept.append(member)
    return kept


def flatten(members: list[Any]) -> list[Any] | Unknown:
    """The members that are no lists, of the list and of those in it; Unknown where a member may be a list."""
    flat: list[Any] = []
    missing: list[Unknown] = []
    open_lists = [iter(members)]
    while open_lists:
        for member in open_lists[-1]:
            if member.__class__ is list:
                open_lists.append(iter(member))
                break
            (missing if member.__class__ is Unknown else flat).append(member)
            check_limit("list-size", len(flat), LIST_SIZE)
        else:
            open_lists.pop()
    return merge(*missing) if missing else flat


LISTS = clause(
    "10.3.4.4",
    {
        "list contains(list: list~, element: Any~) -> boolean": contains,
        "sublist(list: list~, start position: number, length?: number) -> list": sublist,
        "append(list: list~, item...: Any~) -> list": append,
        "concatenate(list...: list~) -> list": concatenate,
        "insert before(list: list~, position: number, newItem: Any~) -> list": insert_before,
        "remove(list: list~, position: number) -> list": remove,
        "list replace(list: list~, position: number, newItem: Any~) -> list": replace_at,
        "list replace(list: list~, match: function, newItem: Any~) -> list": replace_matching,
        "reverse(list: list~) -> list": lambda members: members[::-1],
        "index of(list: list~, match: Any~) -> list<number>": positions_of,
        "union(list...: list) -> list": lambda lists: distinct(concatenate(lists)),
        "distinct values(list: list) -> list": distinct,
        "flatten(list: list~) -> list": flatten,
    },
)
