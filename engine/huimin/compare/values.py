"""How the values of a parameter changed: key by key, each against what stood for the same days before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from huimin.compare.walk import Step, span_key
from huimin.compare.words import Side, Told, sentence, span
from huimin.policy.model import Instrument, Parameter, ParameterVersion
from huimin.policy.spans import EARLIEST, standing
from huimin.policy.vocabulary import Text
from huimin.words import LANGUAGES, both, listed


def told(steps: tuple[Step, ...], old: Side, new: Side) -> Iterator[Told]:
    """What a version more or less, or another value in a version, comes to."""
    if not isinstance(steps[-1].new or steps[-1].old, ParameterVersion):
        yield _rewritten(steps, old, new)
    elif steps[-1].old is None:
        yield from _added(steps, old, new)
    else:
        yield _removed(steps, old)


def _added(steps: tuple[Step, ...], old: Side, new: Side) -> Iterator[Told]:
    """A new version, told as what it changes of the version that stood on its first day, or of the one it corrects."""
    version: ParameterVersion = steps[-1].new
    parameter: Parameter = new.nearest(Parameter)
    before = _before(old.nearest(Parameter), version)
    kind_of_change = _kind(old.nearest(Parameter), before, version)
    values, stood = by_key(version), by_key(before) if before else {}
    if before is not None:  # the place of the former value is the version that this one follows
        steps = (*steps[:-1], Step(before, version, "", span_key(before.span), steps[-1].new_key))
    found = False
    for key, value in values.items():
        if key in stood and stood[key] == value:
            continue
        kind = kind_of_change if key in stood else "value-added"
        parts = _parts(new, parameter, key, version)
        parts |= {"new": new.amount(parameter, value)}
        if key in stood:
            parts |= {"old": old.amount(old.nearest(Parameter), stood[key])}
        yield Told(
            kind,
            sentence("sentences", kind, **parts),
            (*steps, *_inside(key, stood.get(key), value)),
            stood.get(key),
            value,
        )
        found = True
    for key in stood.keys() - values.keys():
        parts = _parts(new, parameter, key, version) | {"old": old.amount(old.nearest(Parameter), stood[key])}
        yield Told("value-dropped", sentence("sentences", "value-dropped", **parts), steps, stood[key], None)
        found = True
    if not found:
        parts = _parts(new, parameter, "", version) | {"new": _all(new, parameter, version)}
        yield Told("value-restated", sentence("sentences", "value-restated", **parts), steps, None, version)


def _removed(steps: tuple[Step, ...], old: Side) -> Told:
    """A version that is no longer there, which takes back what was recorded."""
    parameter, version = old.nearest(Parameter), steps[-1].old
    parts = _parts(old, parameter, "", version) | {"old": _all(old, parameter, version)}
    return Told("value-withdrawn", sentence("sentences", "value-withdrawn", **parts), steps, version, None)


def _kind(parameter: Parameter | None, before: ParameterVersion | None, version: ParameterVersion) -> str:
    """Whether a version changes what stood before, corrects it, or takes it back before its first day."""
    if before is None or before.span.first != version.span.first:
        return "value-changed"
    first, recorded = version.span.first, version.span.recorded
    if parameter is None or first is None or recorded is None or recorded >= first:
        return "value-corrected"
    goes_on = standing([each for each in parameter.versions if each.span.first != first], first, None)
    is_withdrawn = goes_on is not None and by_key(goes_on) == by_key(version)
    return "value-never-in-force" if is_withdrawn else "value-corrected"


def _rewritten(steps: tuple[Step, ...], old: Side, new: Side) -> Told:
    """A value that was changed inside a version, without a new one."""
    key, before, after = steps[-1].key, steps[-1].old, steps[-1].new
    side = old if after is None else new
    kind = "value-dropped" if after is None else "value-added" if before is None else "value-rewritten"
    parts = _parts(side, side.nearest(Parameter), key, side.nearest(ParameterVersion))
    for name, each, value in (("old", old, before), ("new", new, after)):
        if value is not None:
            parts[name] = each.amount(each.nearest(Parameter), value)
    return Told(kind, sentence("sentences", kind, **parts), steps, before, after)


def by_key(version: ParameterVersion) -> Mapping[str, Any]:
    """The values of a version by key; a plain parameter has one, under the empty key."""
    return {"": version.value} if version.values is None else version.values


def _before(parameter: Parameter | None, version: ParameterVersion) -> ParameterVersion | None:
    """What stood on the version's first day as far as the book knew when it was recorded."""
    first = version.span.first or EARLIEST
    return standing(parameter.versions if parameter else (), first, None)


def _parts(side: Side, parameter: Parameter, key: str, version: ParameterVersion) -> dict[str, Text]:
    home: Instrument = side.nearest(Instrument)
    cite = side.cited([version.cite], home.id)
    return {
        "label": side.keyed(parameter, key),
        "span": span(version.span),
        "when": span(version.span, "when"),
        "cite": cite,
    }


def _all(side: Side, parameter: Parameter, version: ParameterVersion) -> Text:
    rows = by_key(version).items()
    if version.values is None:
        return side.amount(parameter, version.value)
    said = [(side.key(parameter, key), side.amount(parameter, value)) for key, value in rows]
    pairs = [both("compare", "row", key=key.to_json(), value=value.to_json()) for key, value in said]
    return Text(*(listed([each[lang] for each in pairs], lang) for lang in LANGUAGES))


def _inside(key: str, old: Any, new: Any) -> tuple[Step, ...]:
    if not key:
        return (Step(old, new, "value"),)
    return Step(old, new, "values"), Step(old, new, "", "" if old is None else key, key)
