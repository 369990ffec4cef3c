"""Files, folders, streams and the environment: what a path may turn out to be, through the program itself."""

from __future__ import annotations

import math
import os
import resource
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tests.hostile.bounded import cpu_of, look_at, outside
from tests.hostile.inputs import SMALL, Found, Input, Surface

BATCH_MEMORY = 3 << 30
"""Address space, of which DuckDB and Arrow reserve more than they use."""

CASE = b'{"on": "2031-09-01"}'
EVALUATE = ["evaluate", "{case}"]
READ = {
    "evaluate": EVALUATE,
    "why": ["evaluate", "{case}", "--why"],
    "letter": ["letter", "{case}", "--to", "A", "--ref", "1", "-o", "{out}/letter.html"],
    "ask": ["ask", "{case}"],
    "context": ["feel", "1", "--context", "{case}"],
    "series": ["publish", "targets", "--series", "{case}", "--out", "{out}/pages"],
    "templates": ["publish", "summary", "--templates", "{case}", "--out", "{out}/pages"],
    "jsonl": ["batch", "{case}", "--on", "2031-09-01", "-o", "{out}/out.parquet"],
    "mapping": ["batch", "{rows}", "--mapping", "{case}", "--on", "2031-09-01", "-o", "{out}/out.parquet"],
    "marginals": ["population", "10", "--marginals", "{case}", "-o", "{out}/out.parquet"],
    "trace": ["trace", "weiqiao-2031", "--text", "{case}"],
    "fmt": ["fmt", "--check", "{case}"],
    "book": ["check", "--book", "{case}"],
    "old book": ["diff", "{case}"],
}
"""Commands that read the file `{case}`."""

WRITE = {
    "letter": ["letter", "{good}", "--to", "A", "--ref", "1", "-o", "{out}/letter.html"],
    "docx": ["letter", "{good}", "--to", "A", "--ref", "1", "-o", "{out}/letter.docx"],
    "publish": ["publish", "summary", "book", "--out", "{out}/pages"],
    "batch": ["batch", "{rows}", "--on", "2031-09-01", "-o", "{out}/out.csv", "--provisions", "weiqiao-2031"],
    "population": ["population", "3000", "-o", "{out}/out.parquet"],
    "evaluate": ["evaluate", "{good}"],
    "fmt": ["fmt", "--book", "{book}"],
}
"""Commands that write, in `{out}` or into a book or the cache."""

SHORT = {
    "evaluate": ["evaluate", "{good}"],
    "json": ["evaluate", "{good}", "--format", "json"],
    "stdin": ["evaluate", "-"],
    "ask": ["ask"],
    "feel": ["feel", "1 + 1"],
    "feel stdin": ["feel", "-"],
    "protocol": ["feel", "--jsonl"],
    "profile": ["feel", "--profile"],
    "check": ["check"],
    "show": ["show"],
    "schema": ["schema"],
    "letter": ["letter", "{good}", "--to", "A", "--ref", "1"],
    "help": ["--help"],
    "version": ["--version"],
    "misuse": ["nonsense"],
}
BATCH = {"batch", "population", "jsonl", "mapping", "marginals", "profile"}


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path) if len(str(path)) > 100 else str(path))


def _many(folder: Path) -> None:
    folder.mkdir()
    for each in range(12_000):
        (folder / f"{each}.yaml").touch()


SPECIAL: Mapping[str, Callable[[Path], Any]] = {
    "pipe": os.mkfifo,
    "zeros": lambda path: path.symlink_to("/dev/zero"),
    "random": lambda path: path.symlink_to("/dev/urandom"),
    "nothing": lambda path: path.symlink_to("/dev/null"),
    "full": lambda path: path.symlink_to("/dev/full"),
    "terminal": lambda path: path.symlink_to("/dev/tty"),
    "memory": lambda path: path.symlink_to("/proc/self/mem"),
    "dangling": lambda path: path.symlink_to("nowhere"),
    "loop": lambda path: path.symlink_to(path.name),
    "folder": Path.mkdir,
    "sparse": lambda path: (path.touch(), os.truncate(path, 40 << 30)),
    "large": lambda path: path.write_bytes(b"a: b\n# " + b"x" * 5_000_000),
    "empty": Path.touch,
    "socket": _socket,
    "missing": lambda _: None,
    "unreadable": lambda path: (path.write_bytes(CASE), path.chmod(0)),
    "under a file": lambda path: (path.parent.rmdir(), path.parent.write_bytes(b"")),
}
"""What a path may lead to."""

IN_A_BOOK: Mapping[str, Callable[[Path], Any]] = {
    **{
        each: SPECIAL[each]
        for each in ("pipe", "zeros", "dangling", "loop", "folder", "sparse", "large", "empty", "socket")
    },
    "link to a folder above": lambda path: path.symlink_to("..", target_is_directory=True),
    "deep": lambda path: path.with_suffix("").joinpath(*["d"] * 400).mkdir(parents=True),
    "many": lambda path: _many(path.with_suffix("")),
    "not UTF-8": lambda path: Path(os.fsdecode(os.fsencode(path.parent) + b"/\xff\xfe.yaml")).write_bytes(b"a: 1\n"),
    "end of line": lambda path: path.with_name("a\nFORGED-LINE.yaml").write_bytes(b"a: 1\n"),
    "escape": lambda path: path.with_name("a\x1b[2J.yaml").write_bytes(b"a: 1\n"),
}
"""What may lie in a book."""

ROOTS = ["/", "/proc", "/dev", "/sys", "", ".", "..", "{good}", "{out}", "x" * 5000, "~", "\udcff", "/proc/self/fd/0"]
CACHES: Mapping[str, bytes | None] = {
    "no JSON": b"{",
    "a list": b"[]",
    "no trees": b'{"digest": "x"}',
    "trees of another kind": b'{"digest": "x", "trees": []}',
    "no tree": b'{"digest": "x", "trees": {"a": 1}}',
    "no numbers": b'{"digest": NaN, "trees": {}}',
    "deep": b'{"digest": "x", "trees": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "half": None,
}
ENVIRONMENTS = [
    {"PYTHONOPTIMIZE": "2"}, {"PYTHONOPTIMIZE": "1"}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii:strict"},
    {"HOME": "/proc/nowhere"},
    {"TZ": "Nowhere/Land"}, {"COLUMNS": "0"}, {"COLUMNS": "x"}, {"HUIMIN_LANG": "\x1b"}, {"HUIMIN_CACHE": "/dev/null"},
    {"HUIMIN_CACHE": "/dev/full"}, {"HUIMIN_CACHE": "/proc"}, {"HUIMIN_BOOK": "/dev/null"}, {"HUIMIN_BOOK": ""},
    {"PATH": ""},
    {"TMPDIR": "/nowhere"}, {"PYTHONUTF8": "0", "LC_ALL": "POSIX"}, {"TERM": "dumb", "NO_COLOR": ""},
]  # fmt: skip
STREAMS = ["full", "closed", "no reader"]

WAYS = {
    "special": 30, "in a book": 20, "root": 8, "streams": 14, "full disk": 8, "cache": 8, "environment": 8,
    "interrupt": 4,
}  # fmt: skip


def make(random: Random) -> Input:
    way = random.choices(list(WAYS), list(WAYS.values()))[0]
    some: Mapping[str, Callable[[], dict[str, Any]]] = {
        "special": lambda: {"command": random.choice(list(READ)), "what": random.choice(list(SPECIAL))},
        "in a book": lambda: {"command": random.choice(list(SHORT)), "what": random.choice(list(IN_A_BOOK))},
        "root": lambda: {"command": random.choice(list(SHORT)), "root": random.choice(ROOTS)},
        "streams": lambda: {
            "command": random.choice(list(SHORT)),
            "stream": random.choice(("stdin", "stdout", "stderr")),
            "state": random.choice(STREAMS),
        },
        "full disk": lambda: {
            "command": random.choice(list(WRITE)),
            "room": random.choice((0, 100, 1000, 10_000, 100_000)),
        },
        "cache": lambda: {"command": "evaluate", "content": random.choice(list(CACHES))},
        "environment": lambda: {"command": random.choice(list(SHORT)), "environment": random.choice(ENVIRONMENTS)},
        "interrupt": lambda: {"command": random.choice(("population", "stdin"))},
    }
    return Input("files", way, some[way]() | {"lang": random.choice(("zh", "en"))})


def run(given: Input) -> str:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("out", "in"):
            (folder / each).mkdir()
        shutil.copytree(os.environ["HUIMIN_CACHE"], folder / "cache")  # where the small book was checked before
        (folder / "good.json").write_bytes(CASE)
        (folder / "rows.jsonl").write_bytes(b'{"id": "a"}\n')
        try:
            return RUNS[given.way](folder, given.parts)
        finally:
            _mend(folder)


def _mend(folder: Path) -> None:
    """Make it possible to take the folder away."""
    deep = folder / "policies" / "weiqiao-2031" / "hostile"
    shutil.rmtree(deep, ignore_errors=True)


def arguments(
    folder: Path, template: list[str], parts: Mapping[str, Any], book: str = str(SMALL), **places: str
) -> list[str]:
    """The words of a command with the places of this folder in them."""
    given = {"good": folder / "good.json", "rows": folder / "rows.jsonl", "out": folder / "out", "book": book, **places}
    words = [each.format(**given) for each in template]
    if words[0] in COMMANDS_OF_A_BOOK and "--book" not in words:
        words += ["--book", book]
    return words if words[0].startswith("--") else [*words, "--lang", parts["lang"]]


COMMANDS_OF_A_BOOK = {
    "evaluate", "letter", "ask", "show", "check", "test", "publish", "batch", "population", "trace", "diff", "fmt",
}  # fmt: skip


def start(folder: Path, parts: Mapping[str, Any], words: list[str], **options: Any) -> str:
    """The program, with a cache of its own; what it left behind is looked for."""
    environment = {"HUIMIN_CACHE": str(folder / "cache"), "HUIMIN_BOOK": str(SMALL), **options.pop("environment", {})}
    memory = BATCH_MEMORY if parts["command"] in BATCH else 1 << 30
    ended = look_at(outside(words, memory=memory, environment=environment, cwd=folder, **options))
    left = [path.name for path in (folder / "cache").glob("*") if not path.name.startswith(("book-", "program-"))]
    left += [
        path.name for path in (folder / "out").glob("*") if path.name.startswith(".") or path.name.endswith(".tmp")
    ]
    if left:
        raise Found("wrong", f"{words[0]} left {len(left)} file(s) behind")
    return ended


def _special(folder: Path, parts: Mapping[str, Any]) -> str:
    end = {"jsonl": ".jsonl", "book": ""}.get(parts["command"], ".yaml")
    path = folder / "in" / f"case{end}"
    SPECIAL[parts["what"]](path)
    return start(folder, parts, arguments(folder, READ[parts["command"]], parts, case=str(path)))


def _in_a_book(folder: Path, parts: Mapping[str, Any]) -> str:
    book = folder / "policies"
    shutil.copytree(SMALL, book)
    IN_A_BOOK[parts["what"]](book / "weiqiao-2031" / "hostile.yaml")
    return start(folder, parts, arguments(folder, SHORT[parts["command"]], parts, str(book)), stdin=subprocess.DEVNULL)


def _root(folder: Path, parts: Mapping[str, Any]) -> str:
    root = parts["root"].format(good=folder / "good.json", out=folder / "out")
    return start(folder, parts, arguments(folder, SHORT[parts["command"]], parts, root))


def _streams(folder: Path, parts: Mapping[str, Any]) -> str:
    stream, state = parts["stream"], parts["state"]
    number = {"stdin": 0, "stdout": 1, "stderr": 2}[stream]
    words = arguments(folder, SHORT[parts["command"]], parts)
    if state == "closed":
        return start(folder, parts, words, before=lambda: os.close(number))
    if state == "full":
        with Path("/dev/full").open("r+b", buffering=0) as full:
            options = {stream: full} if stream != "stdin" else {"stdin": subprocess.DEVNULL, "stdout": full}
            return start(folder, parts, words, **options)
    if stream == "stdin":
        return start(folder, parts, words)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return start(folder, parts, words, **{stream: writing})
    finally:
        os.close(writing)


def _full_disk(folder: Path, parts: Mapping[str, Any]) -> str:
    """No file may become longer than there is room for."""
    book = str(SMALL)
    if parts["command"] == "fmt":
        book = str(folder / "policies")
        shutil.copytree(SMALL, book)
        for path in Path(book).rglob("*.yaml"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"  \n", 3))

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (parts["room"], parts["room"]))

    return start(folder, parts, arguments(folder, WRITE[parts["command"]], parts, book), before=limit)


def _cache(folder: Path, parts: Mapping[str, Any]) -> str:
    """A cache that somebody else wrote, or that was half written."""
    words = arguments(folder, EVALUATE, parts, case=str(folder / "good.json"))
    start(folder, parts, words)
    content = CACHES[parts["content"]]
    for path in (folder / "cache").iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] if content is None else content)
    return start(folder, parts, words)


def _environment(folder: Path, parts: Mapping[str, Any]) -> str:
    return start(folder, parts, arguments(folder, SHORT[parts["command"]], parts), environment=parts["environment"])


def _interrupt(folder: Path, parts: Mapping[str, Any]) -> str:
    """Control and C, once the work has begun."""
    if parts["command"] == "stdin":

        def while_reading(process: subprocess.Popen[bytes]) -> None:
            assert process.stdin is not None
            process.stdin.write(b"#" * 200_000)  # more than a pipe holds: it is being read when this returns
            process.stdin.flush()
            process.send_signal(signal.SIGINT)

        return start(
            folder, parts, arguments(folder, SHORT["stdin"], parts), stdin=subprocess.PIPE, meanwhile=while_reading
        )

    def while_writing(process: subprocess.Popen[bytes]) -> None:
        begun = math.inf
        while process.poll() is None and cpu_of(process.pid) < begun + 0.5:
            if begun == math.inf and any((folder / "out").iterdir()):
                begun = cpu_of(process.pid)
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)

    words = arguments(folder, ["population", "3000000", "--threads", "1", "-o", "{out}/out.parquet"], parts)
    return start(folder, parts, words, meanwhile=while_writing)


RUNS: Mapping[str, Callable[[Path, Mapping[str, Any]], str]] = {
    "special": _special,
    "in a book": _in_a_book,
    "root": _root,
    "streams": _streams,
    "full disk": _full_disk,
    "cache": _cache,
    "environment": _environment,
    "interrupt": _interrupt,
}

KNOWN: list[tuple[str, dict[str, Any]]] = [
    ("special", {"command": "evaluate", "what": "pipe"}),
    ("special", {"command": "evaluate", "what": "zeros"}),
    ("special", {"command": "evaluate", "what": "sparse"}),
    ("in a book", {"command": "evaluate", "what": "pipe"}),
    ("in a book", {"command": "check", "what": "zeros"}),
    ("in a book", {"command": "evaluate", "what": "dangling"}),
    ("in a book", {"command": "evaluate", "what": "folder"}),
    ("root", {"command": "check", "root": "/"}),
    ("streams", {"command": "evaluate", "stream": "stdout", "state": "full"}),
    ("streams", {"command": "evaluate", "stream": "stdout", "state": "closed"}),
    ("streams", {"command": "stdin", "stream": "stdin", "state": "closed"}),
    ("full disk", {"command": "publish", "room": 1000}),
    ("full disk", {"command": "evaluate", "room": 100}),
    ("cache", {"command": "evaluate", "content": "deep"}),
    ("environment", {"command": "evaluate", "environment": {"PYTHONOPTIMIZE": "2"}}),
    ("interrupt", {"command": "population"}),
]

FILES = Surface(
    "files",
    500,
    make,
    run,
    chunk=20,
    memory=resource.RLIM_INFINITY,
    known=[Input("files", way, {**parts, "lang": "en"}) for way, parts in KNOWN],
)
