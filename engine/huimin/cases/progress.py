"""Programmes: as far along as the last record of their progress says; a programme without one is planned."""

from __future__ import annotations

from dataclasses import replace

from huimin.cases.determination import ConditionResult, FactUsed, Outcome
from huimin.cases.evaluate import Setting
from huimin.cases.facts import Record
from huimin.feel.unknown import Unknown
from huimin.feel.values import Date
from huimin.policy.model import Provision
from huimin.policy.vocabulary import Text

PROGRESS = Text("最近一次进展记录", "the last record of progress")


def decide(setting: Setting, provision: Provision, record: Record, blank: Outcome) -> Outcome:
    """`planned`, `under_way` or `done` by the last record up to the day asked;
    undetermined without any list of records.
    """
    entries = record[record.kind.roles["progress"]]
    if isinstance(entries, Unknown):
        unknown = ConditionResult("progress", "unknown", PROGRESS, PROGRESS, provision.cites[0], needs=entries.facts)
        return replace(blank, conditions=(unknown,), missing=entries.facts)
    last = latest(entries, "provision", provision.full_id, setting.on)
    if last is None:
        return replace(blank, status="planned")
    used = FactUsed(f"{last.path}.stage", last["stage"], derived=False)
    holds = ConditionResult("progress", "holds", PROGRESS, PROGRESS, provision.cites[0], (used,))
    return replace(blank, status=last["stage"], conditions=(holds,))


def latest(entries: list[Record], key: str, value: str, day: Date) -> Record | None:
    """Of the records that say `value` under `key`, the last one dated on or before `day`;
    of one day, the last listed.
    """
    found = [each for each in entries if each[key] == value and isinstance(each["date"], Date) and each["date"] <= day]
    return max(found, key=lambda each: (each["date"], each.number), default=None)
