"""How the time of `huimin check` grows with the book: python -m benchmarks.check_scaling [FACTOR]...

Each copy of the book's instruments has names of its own for instruments, questions and categories; the vocabulary
stays one.
"""

from __future__ import annotations

import re
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from huimin.check.examine import examine
from huimin.check.load import load
from huimin.documents.locate import find

FACTORS = (1, 3, 10)


def multiplied(book: Path, factor: int, folder: Path) -> Path:
    """A book with the instruments of `book` as many times as `factor`, without their tests."""
    loaded = load(book)
    names = "|".join(sorted([*(each.id for each in loaded.instruments), *loaded.questions], key=len, reverse=True))
    named = re.compile(rf"(?<![\w-])({names})(?![\w-])|(?<=category: )[\w-]+")
    shutil.copytree(book / "vocabulary", folder / "vocabulary")
    for path in sorted(book.glob("*/*.yaml")):
        if path.parent.name == "vocabulary":
            continue
        text = path.read_text(encoding="utf-8")
        for copy in range(factor):
            place = folder / f"{path.parent.name}-{copy}" / path.name
            place.parent.mkdir(exist_ok=True)
            ending = f"-{copy}"
            place.write_text(
                named.sub(lambda found, end=ending: found[0] + end, text) if copy else text, encoding="utf-8"
            )  # type: ignore[misc]
    return folder


def main() -> None:
    """Print a line for each factor: size of the book, findings, seconds, seconds for each copy, memory."""
    factors = [int(each) for each in sys.argv[1:]] or FACTORS
    print(f"{'times':>6} {'provisions':>10} {'findings':>8} {'seconds':>8} {'a copy':>8} {'peak MB':>8}")
    for factor in factors:
        with tempfile.TemporaryDirectory() as temporary:
            folder = multiplied(find(), factor, Path(temporary) / "book")
            began = time.process_time()
            book, findings = examine(folder)
            took = time.process_time() - began
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            size = len(book.provisions) if book else 0
            print(f"{factor:>6} {size:>10} {len(findings):>8} {took:>8.2f} {took / factor:>8.3f} {peak:>8}")
            for finding in findings[:3]:
                print(f"       {finding.place.file}:{finding.place.line} {finding.code} {finding.message('en')}")


if __name__ == "__main__":
    main()
