"""A trace as text to read and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from huimin.assure.trace import Row, Trace, Traced
from huimin.assure.trace.holdings import Holder
from huimin.assure.trace.match import shown
from huimin.shown import shown as in_one_line
from huimin.words import Language, listed, say


def as_text(found: Trace, lang: Language, *, unfold: bool) -> Iterator[str]:
    """The sum of a trace; with `unfold` before it every sentence, and every quantity with what holds it."""
    if unfold:
        for row in found.rows:
            yield from _row(row, lang)
    mentions = sum(len(row.traced) for row in found.rows)
    counts = {"sentences": len(found.rows), "mentions": mentions, "findings": len(found.findings)}
    closing = _say("found" if found.findings else "clean", lang, **counts)
    yield closing if unfold else f"{closing}{'' if lang == 'zh' else ' '}{_say('fold', lang)}"


def as_json(found: Trace) -> str:
    """The whole trace: sentences with their quantities and what holds each, and the findings in both languages."""
    data = {
        "instrument": found.instrument,
        "file": found.file,
        "sentences": [_row_json(row) for row in found.rows],
        "findings": [each.to_json() for each in found.findings],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _row(row: Row, lang: Language) -> Iterator[str]:
    sentence = row.sentence
    at = f"{sentence.article}.{sentence.number}"
    yield f"{at}  {_say('line', lang, line=sentence.line)}  {in_one_line(sentence.text).strip()}"
    if row.provisions:
        yield "    " + _say("by", lang, names=row.provisions)
    for why in row.no_rule:
        yield "    " + _say("no_rule", lang, why=why)
    for each in row.traced:
        held = listed(map(_holder, each.holders), lang, "clauses") or _say("nothing", lang)
        yield f"    {_quoted(each, lang)}  →  {held}"


def _quoted(each: Traced, lang: Language) -> str:
    """A quantity as it stands, with the words that compare it."""
    mention = each.mention
    return _say("quoted" if mention.words else "quote", lang, text=mention.text, words=mention.words)


def _holder(holder: Holder) -> str:
    if holder.what == "no-rule":
        return f"no_rule {holder.place.file}:{holder.place.line}"
    name = f"{holder.name}[{holder.key}]" if holder.key else holder.name
    value = "" if holder.what == "name" else f" = {shown(holder.value)}{holder.unit}"
    return f"{name}{value} ({holder.what}) {holder.place.file}:{holder.place.line}"


def _row_json(row: Row) -> dict[str, Any]:
    sentence = row.sentence
    return {
        "article": sentence.article,
        "sentence": sentence.number,
        "line": sentence.line,
        "column": sentence.column,
        "text": sentence.text,
        "provisions": list(row.provisions),
        "no_rule": list(row.no_rule),
        "quantities": [_traced_json(row, each) for each in row.traced],
    }


def _traced_json(row: Row, each: Traced) -> dict[str, Any]:
    mention = each.mention
    return {
        "kind": mention.kind,
        "text": mention.text,
        "value": shown(mention.value),
        "unit": mention.unit,
        "comparisons": list(mention.comparisons),
        "words": mention.words,
        "line": row.sentence.line,
        "column": row.sentence.column + mention.start,
        "held_by": [
            {
                "what": holder.what,
                "name": holder.name,
                "key": holder.key or None,
                "value": shown(holder.value),
                "comparisons": sorted(holder.comparisons),
                "file": holder.place.file,
                "line": holder.place.line,
            }
            for holder in each.holders
        ],
    }


def _say(key: str, lang: Language, **parts: object) -> str:
    return say("assure/trace", f"report.{key}", lang, **parts)
