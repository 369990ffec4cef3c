"""Faults of a repository, as codes of findings and the values for their messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self, TypeVar

from dulwich.object_format import SHA1

from huimin.documents.findings import HuiminError
from huimin.words import both

T = TypeVar("T")


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


def damaged(what: str, why: str = "content", /, **parts: object) -> RepositoryError:
    """The error of an object, or of a file of the repository's own, that cannot be read.

    `why` is a key of `damage` in `words.yaml`.
    """
    return RepositoryError("revision-damaged", what=what, reason=both("documents", f"damage.{why}", **parts))


def unknown(why: str, /, **parts: object) -> RepositoryError:
    """The error of a name that stands for no commit; `why` is a key of `unknown` in `words.yaml`."""
    return RepositoryError("revision-unknown", reason=both("documents", f"unknown.{why}", **parts))


def too_large(limit: int, of: str) -> RepositoryError:
    """The error of a revision that has more than so many of something, a key of `limits` in `words.yaml`."""
    return RepositoryError("revision-too-large", limit=both("documents", f"limits.{of}", limit=limit))


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
    if isinstance(error, OSError) and error.strerror:
        return RepositoryError("revision-damaged", what=what, reason=error.strerror)
    base = error.args[0] if isinstance(error, KeyError) else None
    if isinstance(base, bytes) and len(base) == SHA1.oid_length:  # what a difference rests on
        return RepositoryError("revision-object-missing", id=base.hex())
    return damaged(what)
