"""Families, made up from a seed: the same ones in every run, each asking for one of its children."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ON = date(2024, 6, 1)
FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2025, 12, 31)


@dataclass(frozen=True)
class Case:
    """A family as records of Python's own values, and the place of the child that is asked for in its list.

    The children say nothing of their order: `benchmarks.plain` can work it out.
    """

    family: dict[str, Any]
    mother: dict[str, Any]
    place: int

    @property
    def child(self) -> dict[str, Any]:
        """The child that is asked for."""
        return self.family["children"][self.place]  # type: ignore[no-any-return]


def families(count: int, seed: int = 20231117) -> list[Case]:
    """So many families of one to four children, all born; most of them get a grant, some fail at each condition."""
    chance = random.Random(seed)
    return [_family(chance) for _ in range(count)]


def _family(chance: random.Random) -> Case:
    children = [_child(chance, place) for place in range(chance.choice((1, 2, 2, 3, 3, 4)))]
    if len(children) > 1 and chance.random() < 0.3:
        twins = children[-1]["birth_date"]
        children[-2] |= {"birth_date": twins, "order_date": twins, "pregnant_or_delivered_on": twins}
    asked = chance.choice(range(len(children)))
    family = {
        "parents_married": chance.random() < 0.95,
        "children": children,
        "received": [_receipt(chance, children) for _ in range(chance.choice((0, 0, 1, 2)))],
    }
    mother = {
        "hukou_district": _district(chance, 0.9),
        "hukou_history": [_registration(chance) for _ in range(chance.choice((0, 0, 1, 2)))],
    }
    return Case(family, mother, asked)


def _child(chance: random.Random, place: int) -> dict[str, Any]:
    born = date(2024, 5, 1) - timedelta(days=chance.randrange(0, 600 if place else 2000))
    return {
        "id": f"child-{place + 1}",
        "place_in_list": place + 1,
        "birth_date": born,
        "order_date": born,
        "pregnant_or_delivered_on": born,
        "pregnancy_confirmed_on": born - timedelta(days=220),
        "has_arrived": True,
        "is_first_of_pregnancy": True,
        "is_pregnancy_lost": False,
        "live_birth": True,
        "birth_is_lawful": chance.random() < 0.95,
        "of_this_couple": chance.random() < 0.95,
        "relation": "born" if chance.random() < 0.95 else "adopted",
        "first_hukou_district": _district(chance, 0.85),
    }


def _registration(chance: random.Random) -> dict[str, Any]:
    return {"district": "gongshu", "from": date(2022, 1, 1) + timedelta(days=chance.randrange(0, 700))}


def _receipt(chance: random.Random, children: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "provision": chance.choice(("gongshu-2023/maternity-grant", "gongshu-2023/childcare-grant")),
        "child": chance.choice(children)["id"],
        "paid_by_district": _district(chance, 0.7),
    }


def _district(chance: random.Random, gongshu: float) -> str:
    return "gongshu" if chance.random() < gongshu else "xihu"
