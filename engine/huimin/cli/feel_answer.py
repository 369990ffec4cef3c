"""The answer of `huimin feel`: what an expression comes to, as lines for people and as JSON for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huimin import feel
from huimin.cli import screen
from huimin.cli.codes import COULD_NOT_RUN, DONE, FINDINGS
from huimin.cli.usage import as_given, misuse, said
from huimin.documents.findings import Finding, HuiminError, Place
from huimin.documents.read import read
from huimin.feel.failures import Failure
from huimin.feel.kit import write_value
from huimin.feel.plain import from_plain, full_type
from huimin.feel.show import check_text, least_length, show
from huimin.feel.trace import Row, rows
from huimin.feel.tree import normal_name
from huimin.feel.unknown import Unknown, unknown_in
from huimin.feel.values import DateTime
from huimin.text.columns import columns
from huimin.words import Language, listed

HERE = "EXPR"
"""What the place of a finding calls the expression."""

TRACED_STEPS = 100_000
"""Steps of a run beyond which the values of its parts are not kept."""

TEXT_COLUMNS = 40
"""Columns that a trace gives the text of a part; the value takes the rest of the screen."""


LONGEST_PART = 10_000
"""Characters that a trace gives the value of a part in JSON."""


@dataclass(frozen=True)
class Answer:
    """What an expression came to. Without a tree there is no value: the findings say why."""

    text: str
    value: Any = None
    findings: tuple[Finding, ...] = ()
    trace: tuple[Row, ...] | None = None
    evaluated: bool = True

    @property
    def exit_code(self) -> int:
        """0 for a value without faults, 1 where a fault made something null, 2 where there is no value."""
        return (FINDINGS if self.findings else DONE) if self.evaluated else COULD_NOT_RUN

    def missing(self) -> list[str]:
        """The names of the missing facts that the value hangs on."""
        missing = unknown_in(self.value)
        return sorted(missing.facts) if missing else []


def names(context: Path | None, unknown: Iterable[str]) -> dict[str, Any]:
    """The names in scope with their values: those of the file, and the unknown ones, which may be paths into it.

    Raises HuiminError for a file that is none of the kind, MisuseError for a path that leads nowhere.
    """
    found = {} if context is None else _read(context)
    for path in unknown:
        *way, last = path.split(".")
        place: Any = found
        for step in way:
            place = place.get(step) if isinstance(place, dict) else None
        if not isinstance(place, dict) or not last.strip():
            raise misuse("feel.unknown", path=as_given(path))
        place[normal_name(last)] = Unknown(frozenset({path}))
    return found


def _read(context: Path) -> dict[str, Any]:
    document = read(context)
    if not isinstance(document.data, dict):
        raise HuiminError([Finding("feel-context", document.place(()))])
    found, findings = {}, []
    for name, data in document.data.items():
        try:
            found[normal_name(name)] = from_plain(data)
        except Failure as failure:
            findings.append(Finding("feel-context-value", document.place((name,)), {"message": feel.message(failure)}))
    if findings:
        raise HuiminError(findings)
    return found


def tested(text: str, value: str, scope: Mapping[str, Any], now: DateTime) -> Answer:
    """What the unary tests `text` say of the value that `value` writes, where `?` stands for it.

    The answer is about `value` where that has no value, or a fault.
    """
    given = evaluate(value, scope, now)
    return evaluate(text, {**scope, "?": given.value}, now, feel.parse_unary_tests) if given.exit_code == 0 else given


def evaluate(
    text: str, scope: Mapping[str, Any], now: DateTime, parse: Callable[..., feel.Node] = feel.parse
) -> Answer:
    """What `text` comes to with these names in scope."""
    run = feel.Run(now=now)
    try:
        node = parse(text, scope)
        value = feel.compile(node, list(scope)).call(*scope.values(), run=run)
        check_text(value, node.span)
    except (feel.SyntaxFault, feel.LimitFault) as stop:
        code = "expression-syntax" if isinstance(stop, feel.SyntaxFault) else "expression-limit"
        return Answer(text, findings=(_finding(code, stop, text),), evaluated=False)
    findings = tuple(_finding("feel-fault", fault, text) for fault in _first_faults(run.faults))
    return Answer(text, value, findings, None if run.steps > TRACED_STEPS else _trace(node, scope, now))


def _first_faults(faults: Iterable[feel.Fault]) -> list[feel.Fault]:
    """The faults, each place once, without those that only say that a part which had failed before is null."""
    kept: list[feel.Fault] = []
    for fault in faults:
        inside = [each.span for each in kept if fault.span[0] <= each.span[0] and each.span[1] <= fault.span[1]]
        if fault.span not in inside and not (inside and "Null" in fault.values.values()):
            kept.append(fault)
    return kept


def _trace(node: feel.Node, scope: Mapping[str, Any], now: DateTime) -> tuple[Row, ...] | None:
    """What the parts came to; None where keeping it goes beyond a limit."""
    run = feel.Run(now=now)
    try:
        feel.compile(node, list(scope), trace=True).call(*scope.values(), run=run)
    except feel.LimitFault:
        return None
    return tuple(rows(node, run.events))


def _finding(code: str, fault: feel.Fault | feel.SyntaxFault | feel.LimitFault, text: str) -> Finding:
    start = fault.span[0]
    line = text.count("\n", 0, start) + 1
    return Finding(
        code, Place(HERE, line, start - text.rfind("\n", 0, start), "expression"), {"message": feel.message(fault)}
    )


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer for machines: the value as FEEL and as a typed value, offsets in characters of the expression."""
    findings = [each.to_json() for each in answer.findings]
    if not answer.evaluated:
        return {"expression": answer.text, "findings": findings}
    return {
        "expression": answer.text,
        "value": show(answer.value),
        "typed": write_value(answer.value),
        "type": full_type(answer.value),
        "missing": answer.missing(),
        "findings": findings,
        "trace": None if answer.trace is None else [_row_to_json(row, answer.text) for row in answer.trace],
    }


def _row_to_json(row: Row, text: str) -> dict[str, Any]:
    start, end = row.node.span
    values = [_brief(value) for value in row.values]
    return {
        "text": text[start:end],
        "start": start,
        "end": end,
        "depth": row.depth,
        "times": row.times,
        "values": values,
    }


def to_lines(answer: Answer, lang: Language) -> Iterator[str]:
    """The answer for people: value, type, what is missing, what went wrong and where, then the trace."""
    if answer.evaluated:
        yield from _head(answer, lang)
    for finding in answer.findings:
        yield from screen.finding_lines(finding, lang)
        yield from screen.caret(finding.place, answer.text.split("\n"))
    if answer.evaluated and (answer.trace is None or len(answer.trace) > 1):
        yield ""
        yield screen.strong(said("feel.trace", lang))
        yield from _trace_lines(answer, lang)


def _head(answer: Answer, lang: Language) -> Iterator[str]:
    missing = answer.missing()
    found = {"value": show(answer.value), "type": full_type(answer.value)}
    if missing:
        found["missing"] = listed(missing, lang)
    width = max(columns(said(f"feel.{name}", lang)) for name in found)
    for name, text in found.items():
        yield f"{_padded(said(f'feel.{name}', lang), width)}  {text}"


def _trace_lines(answer: Answer, lang: Language) -> Sequence[str]:
    if answer.trace is None:
        return [f"  {said('feel.too-long', lang)}"]
    texts = [_part(row, answer.text) for row in answer.trace]
    width = max(map(columns, texts))
    lines = []
    for row, text in zip(answer.trace, texts, strict=True):
        more = f" {said('feel.times', lang, times=row.times)}" if row.times > len(row.values) else ""
        values = _cut(" ; ".join(map(_brief, row.values)), screen.WIDTH - width - 4 - columns(more))
        lines.append(f"  {_padded(text, width)}  {values}{more}")
    return lines


def _brief(value: Any) -> str:
    """The value of a part as text, or … for one that is too long."""
    return show(value) if least_length(value, LONGEST_PART) <= LONGEST_PART else "…"


def _part(row: Row, text: str) -> str:
    """The text of a part on one line, further in the deeper it lies."""
    return _cut("  " * min(row.depth, 10) + " ".join(text[slice(*row.node.span)].split()), TEXT_COLUMNS)


def _cut(text: str, width: int) -> str:
    cut = text[: 2 * width]  # more than that have no place, and a value may be long
    if columns(cut) <= width:
        return cut
    while columns(cut) > width - 1:
        cut = cut[:-1]
    return cut + "…"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
