"""Letters about the cases of `cases.yaml`, of the fictional book, and about the examples of the policy book."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin.cases.determination import Determination
from huimin.cases.determine import determine
from huimin.cases.read import open_case
from huimin.documents.read import read_bytes
from huimin.policy.model import Book
from huimin.publish.letter import Form, Letter, letter, render_letter
from huimin.words import Language

GIVEN: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
EXAMPLES = {path.name: path for path in sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.yaml"))}


@dataclass(frozen=True)
class Asked:
    """A determination, and the letters about it."""

    book: Book
    found: Determination

    def letter(self, language: Language, to: str = "收信人", reference: str = "甲字乙号") -> Letter:
        return letter(self.book, self.found, language, to=to, reference=reference)

    def render(self, language: Language, form: Form = "html", to: str = "收信人", reference: str = "甲字乙号") -> bytes:
        return render_letter(self.book, self.found, language, form, to=to, reference=reference)


@pytest.fixture(scope="session")
def ask(fictional: Book, policies: Book) -> Callable[[str], Asked]:
    """The determination of a case by its name, or of an example by its file; each made once."""
    made: dict[str, Asked] = {}

    def asked(name: str) -> Asked:
        if name not in made and name in EXAMPLES:
            made[name] = Asked(policies, determine(policies, open_case(EXAMPLES[name])))
        if name not in made:
            case, options = GIVEN[name]["case"], {key: each for key, each in GIVEN[name].items() if key != "case"}
            text = yaml.safe_dump(case, allow_unicode=True)
            found = determine(fictional, read_bytes(text.encode(), f"{name}.yaml"), **options)
            made[name] = Asked(fictional, found)
        return made[name]

    return asked


@pytest.fixture(params=[*GIVEN, *EXAMPLES])
def asked(request: pytest.FixtureRequest, ask: Callable[[str], Asked]) -> Asked:
    return ask(request.param)
