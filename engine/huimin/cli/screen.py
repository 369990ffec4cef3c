"""What the terminal shows: results on standard output, messages on standard error, both in UTF-8."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TextIO

from huimin.cli.usage import MisuseError, system_says
from huimin.policy.findings import Finding, Language, Place

WIDTH = 80


def open_streams() -> None:
    """Read and write UTF-8 whatever the locale says. A stream that came closed is empty, or cannot be written."""
    _hold_the_closed()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(text: str) -> None:
    """A result. Raises MisuseError where it cannot be written."""
    _write(sys.stdout, text)


def give(data: bytes) -> None:
    """A result that is no text, byte for byte. Raises MisuseError where it cannot be written."""
    with _writing(sys.stdout):
        sys.stdout.buffer.write(data)
        sys.stdout.flush()


def tell(text: str) -> None:
    """A message. Where it cannot be written there is nobody to tell."""
    with suppress(MisuseError):
        _write(sys.stderr, text)


def flush() -> None:
    """Have all that was said written. Raises MisuseError where it cannot be."""
    with _writing(sys.stdout):
        sys.stdout.flush()


def drop() -> None:
    """Give up what could not be written, which the end of the program would try once more."""
    with suppress(MisuseError):
        flush()


def strong(text: str) -> str:
    """Bold on a terminal; in a pipe the text as it is."""
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return text if plain else f"\x1b[1m{text}\x1b[0m"


def finding_lines(finding: Finding, language: Language) -> Sequence[str]:
    """`file:line:column: message [code]`, and below it what to do."""
    place = finding.place
    where = (
        f"{place.file}:{place.line}:{place.column}" if place.path or (place.line, place.column) > (1, 1) else place.file
    )
    advice = finding.advice(language)
    return [f"{where}: {finding.message(language).strip()} [{finding.code}]", *([f"  {advice}"] if advice else [])]


def caret(place: Place, lines: Sequence[str]) -> Sequence[str]:
    """The line of a file with a caret under the place, cut to the width of the screen; nothing where it has none."""
    if not 0 < place.line <= len(lines):
        return []
    from huimin.cases.columns import columns

    line = "".join(each if each.isprintable() else " " for each in lines[place.line - 1])
    # Beforehand to as many characters as may have a place, so that a long line costs no more than a short one.
    before, after = line[: place.column - 1][-WIDTH:], line[place.column - 1 :][:WIDTH]
    while columns(before) > WIDTH // 2:
        before = before[1:]
    while columns(before + after) > WIDTH - 4:
        after = after[:-1]
    return [f"    {before}{after}", "    " + " " * columns(before) + "^"]


def tell_findings(findings: Iterable[Finding], language: Language) -> None:
    for finding in findings:
        tell("\n".join(finding_lines(finding, language)))


def _write(stream: TextIO, text: str) -> None:
    with _writing(stream):
        stream.write(text if text.endswith("\n") else text + "\n")
        stream.flush()


@contextmanager
def _writing(stream: TextIO) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        zh, en = system_says(error)
        raise MisuseError(f"无法写入标准输出：{zh}", f"cannot write to standard output: {en}") from error


def _discard(stream: TextIO) -> None:
    """The reader has seen enough. What is left to write goes nowhere, and the exit code stays what it would be."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _hold_the_closed() -> None:
    """Give what came closed something that is open, or the next file opened would be taken for it: standard input and
    the messages the null device, standard output what cannot be written, so that a result is not lost in silence.
    """
    for number, flags in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, flags), True)  # the lowest number that is free
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)
