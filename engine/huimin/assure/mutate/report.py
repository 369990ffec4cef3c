"""What became of the mistakes, as text to read and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from huimin.assure.mutate import State, Verdict
from huimin.assure.mutate.sites import Mutation
from huimin.search.test_finder import yaml_of
from huimin.words import Language, say


def score(verdicts: Sequence[Verdict]) -> float | None:
    """The share of the mistakes that count which a test notices, in percent; None where none counts."""
    states = Counter(each.state for each in verdicts)
    counted = states["killed"] + states["survived"]
    return 100 * states["killed"] / counted if counted else None


def as_text(verdicts: Sequence[Verdict], lang: Language, *, unfold: bool) -> Iterator[str]:
    """Each survivor with its case, with `unfold` each equivalent with its reason; then the numbers and the score."""
    for verdict in verdicts:
        if verdict.state == "survived" or (unfold and verdict.state == "equivalent"):
            yield from _verdict(verdict, lang)
    states = Counter(each.state for each in verdicts)
    for state in get_args(State):
        if states[state]:
            yield f"{states[state]:6d}  {say('assure/mutate', f'states.{state}', lang)}"
    found = score(verdicts)
    counted = states["killed"] + states["survived"]
    values = {"score": f"{found or 0:.1f}", "counted": counted, "killed": states["killed"]}
    yield _say("none" if found is None else "score", lang, **values)


def as_json(verdicts: Sequence[Verdict]) -> str:
    """Every mistake with what became of it, in both languages."""
    found = score(verdicts)
    states = Counter(each.state for each in verdicts)
    data = {
        "score": None if found is None else round(found, 2),
        "states": {state: states[state] for state in get_args(State)},
        "mutations": [_data(each) for each in verdicts],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=str)


def in_words(mutation: Mutation, lang: Language) -> str:
    """What was changed, with its file and line."""
    place = f"{mutation.place.file}:{mutation.place.line}"
    kind = say("assure/mutate", f"kinds.{mutation.kind}", lang)
    return _say(
        "change" if mutation.now else "dropped", lang, place=place, kind=kind, was=mutation.was, now=mutation.now
    )


def _verdict(verdict: Verdict, lang: Language) -> Iterator[str]:
    yield in_words(verdict.mutation, lang)
    if verdict.why is not None:
        yield "  " + _say("why", lang, why=getattr(verdict.why, lang))
    elif verdict.test is None:
        yield "  " + _say("no_case", lang)
    else:
        yield "  " + _say("paste", lang, file=verdict.file)
        yield yaml_of([verdict.test]).rstrip()


def _data(verdict: Verdict) -> dict[str, Any]:
    mutation = verdict.mutation
    return {
        "state": verdict.state,
        "kind": mutation.kind,
        "file": mutation.place.file,
        "line": mutation.place.line,
        "column": mutation.place.column,
        "path": mutation.place.path,
        "was": mutation.was,
        "now": mutation.now,
        "text": {"zh": in_words(mutation, "zh"), "en": in_words(mutation, "en")},
        "provisions": list(verdict.provisions),
        "by": verdict.by or None,
        "why": verdict.why.to_json() if verdict.why else None,
        "test": verdict.test,
        "paste_into": verdict.file or None,
    }


def _say(key: str, lang: Language, **values: Any) -> str:
    return say("assure/mutate", f"report.{key}", lang, **values)
