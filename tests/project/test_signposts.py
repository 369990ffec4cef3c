"""What a page, a docstring or a comment points to is there: files, rooms, and how many of something."""

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.needs_program("git")

NAMED = re.compile(r"`([\w./-]+\.(?:py|ya?ml|md))`|(?<![\w/`.-])(docs/[\w/-]+(?:\.[\w-]+)*\.\w+)")
EXAMPLES = {
    "docs/error-codes.md": "names files of the books in its examples",
    "docs/error-codes.zh.md": "as its English half",
    "docs/error-codes.yaml": "has the examples",
    "docs/officer-guide.md": "has the reader write new files, as a test of its own does",
    "docs/officer-guide.zh.md": "as its English half",
}
"""Pages that name files which are not in the repository, each with the reason."""
READERS = {"case.yaml", "docs/a.md"}
"""Names for a file of whoever reads, and a made-up one in a test."""
NUMBERS = {"en": dict(enumerate(["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"], 10))}
NUMBERS["zh"] = dict(enumerate(["十", "十一", "十二", "十三", "十四", "十五", "十六"], 10))
COUNTED = {
    "README.md": r"has (\w+) recipes",
    "README.zh.md": r"有(\w+?)种做法",
    "docs/commands.md": r"has (\w+) recipes",
    "docs/officer-guide.zh.md": r"^## (\w+?)种修改$",
    "docs/officer-guide.md": r"^## (\w+) amendments$",
}


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The texts for people in a file with their lines: a page whole, of a module the docstrings and comments."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield 1, text
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def pointed_to(path: Path) -> Iterator[tuple[int, str]]:
    for line, text in prose(path):
        for match in NAMED.finditer(text):
            yield line + text.count("\n", 0, match.start()), match[1] or match[2]


def is_there(name: str, source: str, names: set[str]) -> bool:
    """Whether a name is a file's: from the root, from the folder of what points to it, or the end of one path."""
    beside = source.rpartition("/")[0]
    return bool({name, f"{beside}/{name}"} & names) or any(each.endswith(f"/{name}") for each in names)


def test_every_file_that_is_pointed_to_exists(root: Path, repo_files: list[Path]) -> None:
    names = {path.relative_to(root).as_posix() for path in repo_files}
    pages = [*(root / "docs").rglob("*.md"), *(root / "docs").glob("*.yaml"), *root.glob("*.md")]
    modules = [path for path in repo_files if path.suffix == ".py"]
    astray = [
        f"{source}:{line}: {name}"
        for path in (*pages, *modules)
        if (source := path.relative_to(root).as_posix()) not in EXAMPLES and path.is_file()
        for line, name in pointed_to(path)
        if name not in READERS and not is_there(name, source, names)
    ]
    assert astray == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("see `wording_things.py` and `a/b.yaml`", ["wording_things.py", "a/b.yaml"]),
        ("(`docs/determination.md`)", ["docs/determination.md"]),
        ("as docs/missing-facts.md says.", ["docs/missing-facts.md"]),
        ("in [the guide](docs/officer-guide.md)", ["docs/officer-guide.md"]),
        ("a word, `call`, and `huimin check`", []),
    ],
)
def test_what_points_to_a_file_is_noticed(text: str, names: list[str]) -> None:
    assert [match[1] or match[2] for match in NAMED.finditer(text)] == names


def test_the_drawing_of_the_rooms_is_what_imports_are_held_to(root: Path) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    floors = [re.findall(r"\w+", layer) for layer in layers if layer != "__main__"]
    page = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    drawing = re.search(r"```text\n(.*?)```", page, re.DOTALL)
    assert drawing is not None
    assert [line.split(" | ") for line in drawing[1].splitlines()] == floors
    described = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert described == [room for floor in floors for room in floor]


@pytest.mark.parametrize("page", COUNTED)
def test_the_recipes_of_the_guide_are_counted(page: str, root: Path) -> None:
    language = "zh" if page.endswith(".zh.md") else "en"
    guide = "docs/officer-guide.zh.md" if language == "zh" else "docs/officer-guide.md"
    headings = re.findall(r"^### (\d+)\. ", (root / guide).read_text(encoding="utf-8"), re.MULTILINE)
    assert [*map(int, headings)] == list(range(1, len(headings) + 1))
    said = re.findall(COUNTED[page], (root / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert [each.lower() for each in said] == [NUMBERS[language][len(headings)]]
