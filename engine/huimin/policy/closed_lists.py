"""The closed lists of the schemas, written from the tables of the engine: `python -m huimin.policy.closed_lists`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import get_args

from huimin.documents.locate import schemas_folder
from huimin.documents.schemas import schema
from huimin.documents.write_whole import write_together
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.kinds import PROVISION_KINDS, ROLES, statuses
from huimin.policy.model import COMPARATORS, EFFECTS, LEVELS, Otherwise
from huimin.policy.payments import PAYMENTS

_PROVISION = "properties/provisions/items/properties"
LISTS: Mapping[str, Mapping[str, Callable[[], Iterable[str]]]] = {
    "common": {
        "$defs/condition/properties/otherwise": lambda: get_args(Otherwise),
        "$defs/change/properties/otherwise": lambda: get_args(Otherwise),
        "$defs/parameter/properties/type": lambda: [name for name, each in FACT_TYPES.items() if each.of_parameters],
        "$defs/change/properties/effect": lambda: [each for each in EFFECTS if each != "none"],
    },
    "determination": {"properties/outcomes/items/properties/status": statuses},
    "impact": {"$defs/money/properties/payment": lambda: PAYMENTS},
    "instrument": {
        "properties/level": lambda: LEVELS,
        "properties/affects/items/properties/effect": lambda: EFFECTS,
        "properties/conditions/additionalProperties/properties/otherwise": lambda: [
            each for each in get_args(Otherwise) if each != "pending"
        ],
    },
    "measure": {
        f"{_PROVISION}/kind": lambda: PROVISION_KINDS,
        f"{_PROVISION}/payment": lambda: PAYMENTS,
        f"{_PROVISION}/comparator": lambda: COMPARATORS,
    },
    "vocabulary": {
        "$defs/fact/properties/type": lambda: FACT_TYPES,
        "properties/subjects/additionalProperties/properties/roles/propertyNames": lambda: ROLES,
    },
}
"""By the kind of file and the place in its schema, the names that may stand there."""


def written(kind: str) -> str:
    """The schema of a kind of file as text, its closed lists as the tables have them."""
    found = schema(kind)
    for pointer, names in LISTS[kind].items():
        node = reduce(getitem, pointer.split("/"), found)
        node["enum"] = list(names())
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def write(folder: Path) -> None:
    """Every schema with closed lists, into a folder. Raises OSError."""
    write_together({folder / f"{kind}.v1.json": written(kind).encode() for kind in LISTS})


if __name__ == "__main__":
    write(schemas_folder())
