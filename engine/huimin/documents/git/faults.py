"""Faults of a repository, as codes of findings and the values for their messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self, TypeVar

from dulwich.object_format import SHA1

from huimin.documents.findings import HuiminError

T = TypeVar("T")

DAMAGED = {"zh": "内容损坏", "en": "its content is damaged"}
OVERSIZE = {"zh": "过大", "en": "it is too large"}


class RepositoryError(Exception):
    """The code of a finding, and the values for its message; `file` is set for a finding in a file of a revision."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        self.file = ""
        super().__init__(code)

    def at(self, file: str) -> Self:
        """The same error, told of a file of the revision."""
        self.file = file
        return self


def damaged(what: str, reason: object = DAMAGED) -> RepositoryError:
    """The error of an object, or of a file of the repository's own, that cannot be read."""
    return RepositoryError("revision-damaged", what=what, reason=reason)


def unknown(zh: str, en: str) -> RepositoryError:
    """The error of a name that stands for no commit, with the reason."""
    return RepositoryError("revision-unknown", reason={"zh": zh, "en": en})


def too_large(limit: int, zh: str, en: str) -> RepositoryError:
    """The error of a revision that has more than so many of something."""
    return RepositoryError("revision-too-large", limit={"zh": f"{limit} {zh}", "en": f"{limit} {en}"})


def guarded(what: bytes | str, read: Callable[[], T]) -> T:
    """The result of `read`. Bytes of a repository may break a parser anywhere: every error is damage to `what`."""
    try:
        return read()
    except (RepositoryError, HuiminError):
        raise
    except Exception as error:
        fault = _fault(what if isinstance(what, str) else what.decode(errors="replace"), error)
    raise fault  # out here, because a library's error that lives on would keep a pack from being closed


def _fault(what: str, error: Exception) -> RepositoryError:
    if isinstance(error, OSError):
        return damaged(what, error.strerror or DAMAGED)
    base = error.args[0] if isinstance(error, KeyError) else None
    if isinstance(base, bytes) and len(base) == SHA1.oid_length:  # what a difference rests on
        return RepositoryError("revision-object-missing", id=base.hex())
    return damaged(what)
