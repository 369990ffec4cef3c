"""What became of the mistakes, as text to read and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from huimin.assure.mutate import State, Verdict
from huimin.assure.mutate.sites import Mutation
from huimin.documents.findings import Language
from huimin.placeholders import put
from huimin.policy.vocabulary import Text
from huimin.search.test_finder import yaml_of

STATES: Mapping[State, Text] = {
    "killed": Text("被测试发现", "killed by a test"),
    "refused": Text("被 huimin check 拒绝（不计）", "refused by huimin check (not counted)"),
    "unread": Text("没有条款读取（不计）", "read by no provision (not counted)"),
    "equivalent": Text("证明不改变任何结果（不计）", "proved to change no outcome (not counted)"),
    "survived": Text("没有被测试发现", "survived: noticed by no test"),
}
_KINDS: Mapping[str, Text] = {
    "number": Text("数字加减一个单位", "number moved by one unit"),
    "date": Text("日期前后移一天", "date moved by one day"),
    "comparison": Text("比较反过来", "comparison turned round"),
    "strictness": Text("是否含本数写错", "comparison made strict, or no longer strict"),
    "condition": Text("漏写一项条件", "condition dropped"),
    "operand": Text("漏写一个部分", "operand dropped"),
    "member": Text("列举漏写一项", "member of a list dropped"),
    "connective": Text("“且”“或”互换", "“and” and “or” exchanged"),
    "negation": Text("漏写“不”", "“not” dropped"),
    "quantifier": Text("“任一”“每一”互换", "“some” and “every” exchanged"),
    "branches": Text("“则”“否则”互换", "“then” and “else” exchanged"),
    "operation": Text("运算写反", "operation exchanged"),
    "bound": Text("期间的界限移一天", "bound of a period moved by one day"),
    "value": Text("标准加减一个单位", "value of a parameter moved by one unit"),
    "key": Text("标准的分档写错", "key of a parameter changed"),
    "precedence": Text("与上级规定的关系写错", "effect on a lower provision exchanged"),
    "change": Text("理解漏写一处改动", "change of a reading dropped"),
}
_SAID = {
    "change": ("{place}：{kind}：{was} → {now}", "{place}: {kind}: {was} → {now}"),
    "dropped": ("{place}：{kind}：{was}", "{place}: {kind}: {was}"),
    "paste": ("能发现它的测试，可以贴入 {file}：", "a test that would kill it, to be pasted into {file}:"),
    "no_case": ("没有找到能发现它的个案。", "no case was found that would kill it."),
    "why": ("不改变结果：{why}。", "changes nothing: {why}."),
    "score": (
        "得分 {score}%：{counted} 处差错，测试发现 {killed} 处。",
        "score {score}%: of {counted} mistakes the tests notice {killed}",
    ),
    "none": ("没有可以计分的差错。", "no mistake that counts"),
}  # fmt: skip


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
    for state, words in STATES.items():
        if states[state]:
            yield f"{states[state]:6d}  {getattr(words, lang)}"
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
        "states": {state: states[state] for state in STATES},
        "mutations": [_data(each) for each in verdicts],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=str)


def in_words(mutation: Mutation, lang: Language) -> str:
    """What was changed, with its file and line."""
    place = f"{mutation.place.file}:{mutation.place.line}"
    kind = getattr(_KINDS[mutation.kind], lang)
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
    return put(_SAID[key][0 if lang == "zh" else 1], values)
