"""What is installed answers outside the checkout, with the book that it brings."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = [pytest.mark.needs_program("git"), pytest.mark.xdist_group("install")]

SHIPPED = {
    "engine/huimin": "huimin",
    **{name: f"huimin/_book/{name}" for name in ("policies", "schemas", "examples")},
}
EXAMPLE = "examples/family-twins-after-one.yaml"


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source archive as a release is."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(root)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel_programs(wheel: Path, install: Callable[..., Path]) -> Path:
    return install(str(wheel))


@pytest.fixture(scope="module")
def editable_programs(root: Path, install: Callable[..., Path]) -> Path:
    return install("--editable", str(root))


@pytest.fixture
def answer(root: Path, tmp_path: Path, clean_environ: dict[str, str]) -> Callable[[Path], str]:
    """What the installed program prints for the example, asked in a folder that is not the checkout."""
    case = tmp_path / "case.yaml"
    case.write_bytes((root / EXAMPLE).read_bytes())

    def evaluate(programs: Path) -> str:
        command = [str(programs / "huimin"), "evaluate", case.name, "--format", "json"]
        done = subprocess.run(command, cwd=tmp_path, env=clean_environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return evaluate


def where_huimin_is(programs: Path, folder: Path, environ: dict[str, str]) -> Path:
    command = [str(programs / "python"), "-c", "import huimin; print(huimin.__file__)"]
    return Path(subprocess.check_output(command, cwd=folder, env=environ, text=True).strip())


def test_the_wheel_holds_every_file_of_the_package_and_of_the_book(
    wheel: Path, root: Path, repo_files: list[Path]
) -> None:
    names = [path.relative_to(root).as_posix() for path in repo_files]
    expected = {
        inside + name.removeprefix(outside)
        for outside, inside in SHIPPED.items()
        for name in names
        if name.startswith(outside + "/")
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected


def test_the_wheel_is_loaded_from_its_own_environment(
    wheel_programs: Path, tmp_path: Path, clean_environ: dict[str, str]
) -> None:
    assert where_huimin_is(wheel_programs, tmp_path, clean_environ).is_relative_to(wheel_programs.parent)


def test_an_editable_install_is_loaded_from_the_checkout(
    editable_programs: Path, root: Path, tmp_path: Path, clean_environ: dict[str, str]
) -> None:
    assert where_huimin_is(editable_programs, tmp_path, clean_environ).is_relative_to(root)


CLIENT = """
import huimin
from huimin import BookError, CaseError, Determination

book: huimin.Book = huimin.load()
result: Determination = huimin.determine(book, {"on": "2024-06-01"})
text: str = result.to_json()
faults: tuple[type[Exception], ...] = (BookError, CaseError)
reveal_type(huimin.load)
"""


def test_a_strictly_typed_client_of_the_wheel_sees_its_types(
    wheel_programs: Path, tmp_path: Path, clean_environ: dict[str, str]
) -> None:
    client = tmp_path / "client.py"
    client.write_text(CLIENT, encoding="utf-8")
    python = str(wheel_programs / "python")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--python-executable", python, client.name]
    done = subprocess.run(command, cwd=tmp_path, env=clean_environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "-> huimin.policy.model.Book" in done.stdout


def test_the_wheel_grants_the_example_family_by_the_book_it_ships(
    wheel_programs: Path, answer: Callable[[Path], str]
) -> None:
    outcomes = json.loads(answer(wheel_programs))["outcomes"]
    assert "granted" in {outcome["status"] for outcome in outcomes}


def test_the_wheel_and_an_editable_install_answer_alike_byte_for_byte(
    wheel_programs: Path, editable_programs: Path, answer: Callable[[Path], str]
) -> None:
    assert answer(wheel_programs) == answer(editable_programs)
