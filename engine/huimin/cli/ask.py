"""`huimin ask`: an interview that asks only for what can still change an outcome."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huimin.cli import screen
from huimin.cli.options import All, BookFolder, Lang, On, With, explained, option
from huimin.cli.usage import MisuseError

if TYPE_CHECKING:
    from huimin.cases.determination import Need
    from huimin.policy.findings import Language
    from huimin.policy.model import Book


def ask(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help=explained("作为起点的个案文件", "the case to begin with"))
    ],
    on: On = None,
    with_: With = None,
    all_: All = False,
    save: Annotated[
        Path | None, option("--save", metavar="FILE", zh="把补全的个案另存", en="save the case as completed")
    ] = None,
    book: BookFolder = None,
    lang: Lang = "zh",
) -> None:
    """逐项询问个案中缺少的事实，只问仍会影响结果的；直接回车表示不知道。
    Ask for the facts that a case lacks, only those that can still change an outcome; an empty line means not known.

    huimin ask examples/expecting-mother.yaml
    huimin ask case.yaml --on 2024-06-01 --save complete.json --lang en
    """
    from huimin.cases.determine import determine
    from huimin.cases.interview import next_need
    from huimin.cases.read import open_case
    from huimin.cases.report import render
    from huimin.policy.findings import CaseError
    from huimin.policy.load import load

    loaded, document = load(book), open_case(Path(case))
    answers: dict[str, Any] = {}
    skipped: set[str] = set()
    while True:
        found = determine(loaded, document, on=on, assume=answers, drafts=with_ or ())
        need = next_need(found, skipped)
        text = None if need is None else _answer(loaded, need, lang)
        if need is None or text is None:
            break
        if not text:
            skipped.add(need.path)
            continue
        try:
            value = _value(text)
            determine(loaded, document, on=on, assume={**answers, need.path: value}, drafts=with_ or ())
            answers[need.path] = value
        except CaseError as error:
            screen.tell_findings(error.findings, lang)
    screen.say(render(loaded, found, lang, unfold=all_, strong=screen.strong))
    if save is not None:
        _save(save, _completed(document.data, answers))


def _answer(book: Book, need: Need, lang: Language) -> str | None:
    """One line of the one who answers; None at the end of the input."""
    screen.tell(f"{need.question.zh if lang == 'zh' else need.question.en}  [{need.path}]{_choices(book, need, lang)}")
    line = sys.stdin.readline()
    return line.strip() if line else None


def _choices(book: Book, need: Need, lang: Language) -> str:
    name = need.path.rpartition(".")[2]
    facts = [record.facts[name] for record in book.vocabulary.records.values() if name in record.facts]
    code = next((fact.code for fact in facts if fact.question == need.question), None)
    if code is None:
        return ""
    labels = book.vocabulary.codes[code].items()
    return "\n" + "\n".join(f"  {key}  {label.zh if lang == 'zh' else label.en}" for key, label in labels)


def _value(text: str) -> Any:
    from huimin.policy.documents import read_bytes

    return read_bytes(text.encode(), "-").data


def _completed(data: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """The case with the answers in their places."""
    case: dict[str, Any] = json.loads(json.dumps(data, default=str))
    for path, value in answers.items():
        node: Any = case
        *steps, last = path.split(".")
        for step in steps:
            name, _, record = step.partition("[")
            node = node.setdefault(name, {}) if isinstance(node, dict) else node
            if record:
                wanted = record.rstrip("]")
                places = [each for index, each in enumerate(node, 1) if str(each.get("id", index)) == wanted]
                node = places[0]
        node[last] = value
    return case


def _save(path: Path, case: dict[str, Any]) -> None:
    """Write to a temporary name and rename, so that no half of a file is left."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(case, file, ensure_ascii=False, indent=1, default=str)
        Path(temporary).replace(path)
    except OSError as error:
        raise MisuseError(f"无法写入 {path}：{error.strerror}", f"cannot write {path}: {error.strerror}") from error
