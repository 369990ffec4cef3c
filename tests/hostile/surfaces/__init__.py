"""Where input comes in, one module each, with what makes hostile input for it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.hostile.inputs import Surface
from tests.hostile.surfaces.books import CHECK, YAML
from tests.hostile.surfaces.cases import CASES
from tests.hostile.surfaces.feel import FEEL
from tests.hostile.surfaces.files import FILES
from tests.hostile.surfaces.tables import TABLES
from tests.hostile.surfaces.templates import TEMPLATES
from tests.hostile.surfaces.terminal import TERMINAL

SURFACES: Mapping[str, Surface] = {
    each.name: each for each in (FEEL, YAML, CHECK, CASES, TABLES, TEMPLATES, TERMINAL, FILES)
}
