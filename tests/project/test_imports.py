"""What the engine imports is what the project declares, and no more."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Libraries that work without being imported by us.
NEVER_IMPORTED = {
    "tzdata": "zoneinfo reads it where the machine has no time zones of its own",
    "pandas": "pyspark asks for it before it hands Arrow to a function",
}


EXTRAS = ("batch", "publish", "spark")


def declared_dependencies(root: Path, *extras: str) -> set[str]:
    """The libraries of the core, or those that extras add to it."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    lines = [line for extra in extras for line in optional[extra]] if extras else project["dependencies"]
    return {canonicalize_name(Requirement(line).name) for line in lines} - {"huimin"}


def imported_distributions(root: Path) -> set[str]:
    distributions = packages_distributions()
    packages = {
        name.split(".")[0]
        for path in (root / "engine" / "huimin").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in imported_names(node)
    }
    foreign = packages - set(sys.stdlib_module_names) - {"huimin"}
    return {canonicalize_name(distributions.get(package, [package])[0]) for package in foreign}


def imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []


def test_the_engine_imports_only_declared_libraries(root: Path) -> None:
    declared = declared_dependencies(root) | declared_dependencies(root, *EXTRAS)
    assert imported_distributions(root) - declared == set()


def test_every_declared_library_is_used(root: Path) -> None:
    declared = declared_dependencies(root) | declared_dependencies(root, *EXTRAS)
    assert declared - imported_distributions(root) == set(NEVER_IMPORTED)


def test_a_determination_loads_no_library_of_an_extra(root: Path) -> None:
    case = root / "examples" / "family-twins-after-one.yaml"
    program = (
        "import sys; from huimin.cli.main import run; "
        f"run(['evaluate', {str(case)!r}]); print(*{{name.split('.')[0] for name in sys.modules}})"
    )
    printed = subprocess.check_output([sys.executable, "-c", program], text=True)
    distributions = packages_distributions()
    loaded = {canonicalize_name(each) for name in printed.split() for each in distributions.get(name, ())}
    assert loaded & declared_dependencies(root) > {"typer"}
    assert loaded & declared_dependencies(root, *EXTRAS) == set()
    assert "dulwich" not in loaded, "only a revision needs it"


def test_importing_huimin_loads_no_screen_and_no_templates() -> None:
    program = "import sys, huimin; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.check_output([sys.executable, "-c", program], text=True).split()
    assert {"typer", "rich", "jinja2"} & set(loaded) == set()
