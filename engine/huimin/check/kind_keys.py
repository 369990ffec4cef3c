"""What a provision says by its kind: the keys that it needs, and those that mean nothing in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huimin.documents.findings import Finding
from huimin.documents.read import Document
from huimin.policy.kinds import PROVISION_KINDS, special_keys


def kind_keys(documents: tuple[Document, ...], kinds: Mapping[str, str]) -> Iterator[Finding]:
    """A key that a kind of provision needs and lacks, or has and does not use."""
    special = special_keys()
    for document in documents:
        if kinds[document.name] == "measure":
            for index, data in enumerate(document.data["provisions"]):
                values, path = {"kind": data["kind"]}, ("provisions", index)
                own = PROVISION_KINDS[data["kind"]].keys
                said = [key for key, value in data.items() if value is not False]
                for key, need in own.items():
                    if need is not None and key not in data and need.holds(said):
                        yield Finding("kind-needs", document.place(path), {**values, "key": key})
                for key in data:
                    if key in special and key not in own:
                        place = document.place((*path, key), key=True)
                        yield Finding("kind-has-no", place, {**values, "key": key})
