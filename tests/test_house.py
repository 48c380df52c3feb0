"""The rules of the house that no linter knows: who may reach for what, how long a file may be, what is never left."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdwell.typescript import TARGET, typescript_from_wire

TOP = Path(__file__).parents[1]
SERVER = TOP / "server" / "holdwell"
APP = TOP / "pwa" / "src"
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
# The schema is one list of declarations, and its worth is that there is one place to look.
LONGER = {"server/holdwell/wire.py"}

# What the pure centre may be made of: the language, and two libraries that only turn text into values.
PURE = {
    "bisect", "collections", "dataclasses", "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "heapq",
    "hmac", "itertools", "json", "math", "msgspec", "operator", "re", "string", "typing", "unicodedata", "yaml",
}  # fmt: skip
PURE_NAMES = {"pathlib.PurePath", "pathlib.PurePosixPath"}
IMPURE_CALLS = {"open", "print", "input", "eval", "exec", "__import__"}

# A piece of the world, and the only files that may reach for it.
OWNERS = {
    "time": ("clock.py",),
    "random": ("clock.py",),
    "secrets": ("clock.py",),
    "uuid": ("clock.py",),
    "sqlite3": ("store/",),
    "aiosqlite": ("store/",),
    "asyncpg": ("store/",),
}
OWNED_NAMES = {
    "datetime.now": ("clock.py",),
    "datetime.utcnow": ("clock.py",),
    "date.today": ("clock.py",),
    "os.urandom": ("clock.py",),
    "os.environ": ("settings.py",),
    "os.getenv": ("settings.py",),
}


def sources(*suffixes: str) -> list[Path]:
    """Every file written by hand with one of these endings."""
    tops = [TOP / "server", TOP / "tests", APP, *TOP.glob("*.py"), *(TOP / "pwa").glob("*.*")]
    files = (path for top in tops for path in (top.rglob("*") if top.is_dir() else [top]))
    return sorted(
        path
        for path in files
        if path.suffix in suffixes and "node_modules" not in path.parts and ".gen." not in path.name
    )


def shown(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def server_trees() -> Iterator[tuple[str, ast.Module]]:
    """Each module of the server by its path inside the package."""
    for path in sorted(SERVER.rglob("*.py")):
        yield path.relative_to(SERVER).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_the_core_is_pure() -> None:
    faults = []
    for name, tree in server_trees():
        if not name.startswith("core/"):
            continue
        for module in imports(tree):
            of_the_house = module.startswith(("holdwell.core", "holdwell.wire"))
            if not of_the_house and module not in PURE_NAMES and module.split(".")[0] not in PURE:
                faults.append(f"{name} imports {module}")
        for node in ast.walk(tree):
            if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
                faults.append(f"{name}:{node.lineno} waits")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
                faults.append(f"{name}:{node.lineno} calls {node.func.id}")
    assert faults == []


def test_the_schema_imports_nothing_of_the_package() -> None:
    tree = ast.parse((SERVER / "wire.py").read_text(encoding="utf-8"))
    assert [module for module in imports(tree) if module.startswith("holdwell")] == []


def test_time_randomness_environment_and_database_are_reached_for_by_their_owners_only() -> None:
    faults = []
    for name, tree in server_trees():
        for module in imports(tree):
            owners = OWNERS.get(module.split(".")[0]) or OWNED_NAMES.get(module)
            if owners and not name.startswith(owners):
                faults.append(f"{name} imports {module}")
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                said = ".".join(ast.unparse(node).split(".")[-2:])
                if said in OWNED_NAMES and not name.startswith(OWNED_NAMES[said]):
                    faults.append(f"{name}:{node.lineno} uses {said}")
    assert faults == []


def test_the_flow_of_the_app_knows_the_shell_by_its_types_only() -> None:
    taken = re.compile(r"^import (?!type\b)[^;]*?from '[^']*/shell/[^']*'", re.MULTILINE)
    faults = [
        f"{shown(path)}: {match[0]}"
        for path in sorted((APP / "app").rglob("*.ts*"))
        for match in taken.finditer(path.read_text(encoding="utf-8"))
    ]
    assert faults == []


def test_chance_comes_from_outside_in_the_app_too() -> None:
    assert [shown(path) for path in sources(".ts", ".tsx") if "Math.random" in path.read_text(encoding="utf-8")] == []


def test_W8_no_two_migrations_have_one_number() -> None:
    """Of two that were written side by side the second would never run."""
    numbers = [int(path.name[:4]) for path in sorted((SERVER / "store" / "migrations").glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_file_is_read_in_one_sitting() -> None:
    written = sources(".py", ".ts", ".tsx", ".css")
    lines = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE and name not in LONGER} == {}


def test_a_function_stands_on_one_screen() -> None:
    """Of Python; Biome counts the lines of TypeScript."""
    faults = []
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    faults.append(f"{shown(path)}:{node.lineno} {node.name}: {lines} lines")
    assert faults == []


def test_a_module_says_at_its_head_what_it_owns() -> None:
    headless = [name for name, tree in server_trees() if tree.body and not ast.get_docstring(tree)]
    app = [*APP.rglob("*.ts"), *APP.rglob("*.tsx")]
    headless += [shown(path) for path in app if not path.read_text(encoding="utf-8").lstrip().startswith("/")]
    assert headless == []


# Written apart, so that this file does not find itself.
PUT_OFF = re.compile("|".join(rf"\b{word}\b" for word in ("TODO", "FIXME", "XXX", "HACK")))
LEFT_OUT = re.compile(
    r"pytest\.(skip|xfail|importorskip)|mark\.(skip|skipif|xfail)\b|\b(test|it|describe)\.(skip|only|todo|fails)\b"
)
HUSHED = re.compile(r"(#\s*(type: ignore|noqa)|@ts-(ignore|expect-error|nocheck)|biome-ignore)(?P<rest>.*)")


@pytest.mark.parametrize(("what", "pattern"), [("put off", PUT_OFF), ("left out", LEFT_OUT)])
def test_nothing_is_put_off_or_left_out(what: str, pattern: re.Pattern[str]) -> None:
    found = []
    for path in sources(".py", ".ts", ".tsx", ".css", ".mjs", ".sql", ".html"):
        if path != Path(__file__):
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [f"{shown(path)}:{i}: {line.strip()}" for i, line in enumerate(lines, 1) if pattern.search(line)]
    assert found == [], what


def test_a_hushed_warning_says_why_on_its_line() -> None:
    bare = []
    for path in sources(".py", ".ts", ".tsx"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            hushed = HUSHED.search(line)
            if path != Path(__file__) and hushed and len(re.findall(r"[a-z]{2,}", hushed["rest"])) < 3:
                bare.append(f"{shown(path)}:{number}: {line.strip()}")
    assert bare == []


def test_the_types_of_the_app_are_fresh() -> None:
    stale = TARGET.read_text(encoding="utf-8") != typescript_from_wire()
    assert not stale, "the schema changed: run `python -m holdwell.typescript`"
