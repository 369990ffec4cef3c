"""Built-ins on contexts (DMN 1.5, 10.3.4.10)."""

from __future__ import annotations

from typing import Any

from huimin.feel.builtins.table import clause
from huimin.feel.failures import Failure
from huimin.feel.unknown import UNKNOWN, Unknown, is_open, merge
from huimin.feel.values import type_of


def get_value(context: dict[str, Any], key: str) -> Any:
    """The entry of that key; null when there is none. A record of a case may know it only when asked."""
    try:
        return context[key]
    except KeyError:
        return None


def get_entries(context: dict[str, Any]) -> list[dict[str, Any]] | Unknown:
    """A context with `key` and `value` for each entry, in order. Unknown of a record of a case."""
    if is_open(context):
        return UNKNOWN
    return [{"key": key, "value": value} for key, value in context.items()]


def from_entries(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """The context of entries, each with a `key`, which comes up once, and a `value`."""
    context: dict[str, Any] = {}
    for entry in entries:
        key = entry.get("key")
        if not isinstance(key, str) or "value" not in entry:
            raise Failure("entry-incomplete")
        if key in context:
            raise Failure("key-twice", key=key)
        context[key] = entry["value"]
    return context


def put(context: dict[str, Any], key: str, value: Any) -> dict[str, Any] | Unknown:
    """The context with the value under that key, last when the key is new. Unknown of a record of a case."""
    return UNKNOWN if is_open(context) else {**context, key: value}


def put_deep(context: dict[str, Any], keys: list[str], value: Any) -> dict[str, Any] | Unknown:
    """The context with the value under the last key, in the contexts that lie under the keys before it."""
    if not keys:
        raise Failure("no-keys")
    first, *rest = keys
    if rest and not is_open(context):
        inner = context.get(first)
        if isinstance(inner, Unknown):
            return inner
        if not isinstance(inner, dict):
            raise Failure("no-context", key=first, given=type_of(inner))
        value = put_deep(inner, rest, value)
    return put(context, first, value)


def merge_contexts(contexts: list[Any]) -> dict[str, Any] | Unknown:
    """The entries of all contexts in one; a later entry takes the place of an earlier one of its key.

    Unknown where one of them is, or is a record of a case.
    """
    missing = [context for context in contexts if context.__class__ is Unknown]
    if missing or any(map(is_open, contexts)):
        return merge(*missing)
    return {key: value for context in contexts for key, value in context.items()}


CONTEXTS = clause(
    "10.3.4.10",
    {
        "get value(m: context~, key: string) -> Any": get_value,
        "get entries(m: context~) -> list<context>": get_entries,
        "context(entries: list<context>) -> context": from_entries,
        "context put(context: context~, key: string, value: Any~) -> context": put,
        "context put(context: context~, keys: list<string>, value: Any~) -> context": put_deep,
        "context merge(contexts: list<context>~) -> context": merge_contexts,
    },
)
