"""What the terminal shows: results on standard output, messages on standard error, both in UTF-8."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TextIO

from huimin.cli.usage import MisuseError, misuse, system_says
from huimin.documents.findings import Finding, Place
from huimin.shown import is_hidden, revealed, shown
from huimin.words import Language

WIDTH = 80
_OF_A_SIGN = ("yaml-", "template-fault")
"""Codes of what stands at one place of a file, the first one too; the start of a file else means the whole of it."""
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_OWN = re.compile(rf"({re.escape(_BOLD)}|{re.escape(_PLAIN)}|[\n\t])")
"""What the screen itself writes beside characters that show: bold, and white space."""


def open_streams() -> None:
    """Read and write UTF-8 whatever the locale says. A stream that came closed is empty, or cannot be written."""
    _hold_the_closed()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(text: str) -> None:
    """A result for people: what in it would steer a terminal is written by its number. Raises MisuseError where it
    cannot be written.
    """
    _write(sys.stdout, _harmless(text))


def say_json(text: str) -> None:
    """A result as JSON: what in it would steer a terminal is escaped, which changes no value. Raises MisuseError where
    it cannot be written.
    """
    _write(sys.stdout, "".join(map(_escaped, text)))


def give(data: bytes) -> None:
    """A result for a file, byte for byte; on a terminal as a text. Raises MisuseError where it cannot be written."""
    if sys.stdout.isatty():
        say(data.decode("utf-8", errors="replace"))
    else:
        with _writing(sys.stdout):
            sys.stdout.buffer.write(data)
            sys.stdout.flush()


def tell(text: str) -> None:
    """A message: what in it would steer a terminal is written by its number. Where it cannot be written there is
    nobody to tell.
    """
    with suppress(MisuseError):
        _write(sys.stderr, _harmless(text))


def flush() -> None:
    """Write out everything that was said. Raises MisuseError where that fails."""
    with _writing(sys.stdout):
        sys.stdout.flush()


def drop() -> None:
    """Give up what could not be written, which the end of the program would try once more."""
    with suppress(MisuseError):
        flush()


def strong(text: str) -> str:
    """Bold on a terminal; in a pipe the text as it is."""
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return text if plain else f"{_BOLD}{text}{_PLAIN}"


def finding_lines(finding: Finding, language: Language) -> Sequence[str]:
    """`file:line:column: message [code]`, and below it what to do."""
    place = finding.place
    is_whole = (place.line, place.column) == (1, 1) and not place.path and not finding.code.startswith(_OF_A_SIGN)
    where = place.file if is_whole else f"{place.file}:{place.line}:{place.column}"
    advice = finding.advice(language)
    said = shown(f"{where}: {finding.message(language).strip()} [{finding.code}]")
    return [said, *([f"  {shown(advice)}"] if advice else [])]


def caret(place: Place, lines: Sequence[str]) -> Sequence[str]:
    """The line of a file with a caret under the place, cut to the width of the screen; nothing where it has none."""
    if not 0 < place.line <= len(lines):
        return []
    from huimin.text.columns import columns

    line = "".join(" " if is_hidden(each) else each for each in lines[place.line - 1])
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


def _harmless(text: str) -> str:
    """The text with its hidden characters made visible. Line breaks stay: a caller that writes a user's value in one
    line uses `shown` for it.
    """
    return "".join(part if at % 2 else revealed(part) for at, part in enumerate(_OWN.split(text)))


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if character != "\n" and is_hidden(character) else character


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
        raise misuse("screen.not-written", why=system_says(error)) from error


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
