"""The fictional book, which the engine is tested on, and the policy book, whose words people read.

They are read without being checked: that they are sound is tested elsewhere.
"""

from pathlib import Path

import pytest

from huimin.policy import files
from huimin.policy.model import Book


def read(folder: Path) -> Book:
    found, kinds, findings = files.documents(folder)
    assert findings == []
    return files.assemble(folder, found, kinds)


@pytest.fixture(scope="session")
def fictional(root: Path) -> Book:
    return read(root / "tests" / "books" / "elderly-care")


@pytest.fixture(scope="session")
def policies(root: Path) -> Book:
    return read(root / "policies")
