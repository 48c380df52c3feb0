"""Documents are tested: every command, path, route and rule id in them exists, and every rule has its test."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
DOCUMENTS = [path for name in ("README.md", "DESIGN.md") if (path := TOP / name).exists()]
# Made by a build, named in documents, and not there in a fresh clone.
BUILT = ("pwa/dist", "dist/")
# Made by whoever runs a server, or by the server itself, in its data folder.
IN_THE_DATA_FOLDER = {"holdwell.toml", "backups.json", "erasures.jsonl"}
FILE_ENDINGS = (".py", ".ts", ".tsx", ".mjs", ".yaml", ".toml", ".json", ".md", ".sql", ".css", ".html", ".lock")

FENCE = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"\bholdwell ([a-z][a-z-]*)((?: +[^\s`|#]+)*)")
ROUTE = re.compile(r"/(?:api/|metrics\b)[\w./-]*")
RULE = re.compile(r"\b([A-Z]{1,2})(\d{1,2})\b")


def codes(text: str) -> Iterator[str]:
    """What a document sets as code: fenced blocks, then spans."""
    yield from (match[1] for match in FENCE.finditer(text))
    yield from (match[1] for match in SPAN.finditer(FENCE.sub("", text)))


def is_there(name: str) -> bool:
    """A path from the top, or the end of one (`wire.py`, `core/limits.py`)."""
    name = name.rstrip("/")
    if name in IN_THE_DATA_FOLDER or name.startswith(BUILT) or f"{name}/" in BUILT or (TOP / name).exists():
        return True
    tops = ("server", "pwa/src", "pwa/public", "tests", "protocols")
    return any(next((TOP / top).glob(f"**/{name}"), None) for top in tops) or next(TOP.glob(name), None) is not None


def is_path(word: str) -> bool:
    if not re.fullmatch(r"\.?\w[\w.*-]*(/[\w.*-]+)*/?", word):
        return False
    return word.endswith(FILE_ENDINGS) or ("/" in word and (TOP / word.split("/")[0]).is_dir())


def tree_paths(block: str) -> Iterator[str]:
    """The paths of a drawn layout: what is indented stands inside the folder above."""
    folders: list[tuple[int, str]] = []
    for line in block.splitlines():
        indent = len(line) - len(line.lstrip())
        folders = [folder for folder in folders if folder[0] < indent]
        above = folders[-1][1] if folders else ""
        for word in line.split():
            if not re.fullmatch(r"\.?\w[\w.*-]*(/[\w.*-]+)*/?", word) or not ("." in word or word.endswith("/")):
                break
            yield above + word
            if word.endswith("/"):
                folders.append((indent, above + word))


@pytest.fixture(params=DOCUMENTS, ids=lambda path: path.name)
def document(request: pytest.FixtureRequest) -> str:
    return request.param.read_text(encoding="utf-8")


def test_every_path_in_a_document_exists(document: str) -> None:
    blocks = [match[1] for match in FENCE.finditer(document)]
    trees = [block for block in blocks if re.search(r"^\w\S*/(\s|$)", block, re.MULTILINE)]
    named = {path for block in trees for path in tree_paths(block)}
    named |= {span for span in SPAN.findall(FENCE.sub("", document)) if is_path(span)}
    named |= set(re.findall(r"\]\(([^)#:]+)\)", document))
    assert sorted(name for name in named if not is_there(name)) == []


@cache
def help_of(command: str) -> str:
    """What `holdwell COMMAND --help` prints; nothing where there is no such command."""
    call = [sys.executable, "-c", "from holdwell.cli import main; main()", command, "--help"]
    done = subprocess.run(call, capture_output=True, text=True, timeout=30)
    return done.stdout if done.returncode == 0 else ""


def test_every_command_in_a_document_exists_with_its_options(document: str) -> None:
    faults = []
    for code in codes(document):
        for command, rest in COMMAND.findall(code):
            if not help_of(command):
                faults.append(f"holdwell {command}")
            options = re.findall(r"--[a-z][a-z-]*", rest)
            faults += [f"holdwell {command} {option}" for option in options if option not in help_of(command)]
    assert faults == []


def test_every_tool_in_a_document_takes_the_options_named(document: str) -> None:
    """The programs among the tests, with what they read of the command line and of the environment."""
    faults = []
    for code in codes(document):
        for tool, rest in re.findall(r"(tests/[\w/]+\.py)([^`|\n]*)", code):
            source = (TOP / tool).read_text(encoding="utf-8")
            asked = re.findall(r"--[a-z][a-z-]*", rest) + re.findall(r"\bHOLDWELL_[A-Z]+(?==\d+ .*pytest)", code)
            faults += [f"{tool} {option}" for option in asked if f'"{option}"' not in source]
    assert faults == []


def test_every_route_in_a_document_is_served(document: str) -> None:
    served = "\n".join(path.read_text(encoding="utf-8") for path in (TOP / "server").rglob("*.py"))
    named = {route.rstrip("/.") for code in codes(document) for route in ROUTE.findall(code)}
    assert sorted(route for route in named if route not in served) == []


def test_every_test_named_in_a_document_exists(document: str) -> None:
    named = set(re.findall(r"`(test_\w+)`", document))
    written = {
        name
        for path in (TOP / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
    }
    assert sorted(named - written) == []
    # Those of the app go by their titles.
    titled = re.findall(r"`(\[[A-Z]{1,2}\d{1,2}\] [^`]+)`", document)
    texts = "".join(path.read_text(encoding="utf-8") for path in (TOP / "tests" / "pwa").rglob("*.test.ts*"))
    assert [title for title in titled if f"'{title}'" not in texts] == []


def rules_written() -> set[str]:
    """The ids that heads of modules define, as `[S3]`, and the limits, as `"L1": Rule(...)`."""
    found = set()
    for folder, endings in ((TOP / "server" / "holdwell", ("*.py",)), (TOP / "pwa" / "src", ("*.ts", "*.tsx"))):
        for path in (path for ending in endings for path in folder.rglob(ending)):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"\[([A-Z]{1,2}\d{1,2})\]", text))
            found |= set(re.findall(r'"([A-Z]\d{1,2})": Rule\(', text))
    return found


def rules_tested() -> set[str]:
    tests = [*(TOP / "tests").rglob("*.py"), *(TOP / "tests" / "pwa").rglob("*.ts*")]
    texts = (path.read_text(encoding="utf-8") for path in tests if "node_modules" not in path.parts)
    return {
        letter + number
        for text in texts
        for letter, number in re.findall(r"(?:\btest_|(?<=\d)_|\[|, |\"|')([A-Z]{1,2})(\d{1,2})(?=[_\],\"' ])", text)
    }


def test_no_two_rules_have_one_id() -> None:
    """In the heads of the app's modules a rule begins with its id; DESIGN.md has those of the server in its tables."""
    heads = [
        (rule, path.stem)
        for path in sorted((TOP / "pwa" / "src").rglob("*.ts*"))
        for rule in re.findall(r"^ \*  \[([A-Z]{1,2}\d{1,2})\] ", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    rows = re.findall(r"^\| ([A-Z]{1,2}\d{1,2}) \|", (TOP / "DESIGN.md").read_text(encoding="utf-8"), re.MULTILINE)
    counted = Counter([rule for rule, _ in heads] + rows)
    assert [f"{rule}: {[stem for each, stem in heads if each == rule]}" for rule in counted if counted[rule] > 1] == []


def test_every_rule_has_a_test_that_quotes_it() -> None:
    assert sorted(rules_written() - rules_tested()) == []


def test_every_rule_id_in_a_document_is_a_rule(document: str) -> None:
    letters = {rule.rstrip("0123456789") for rule in rules_written()}
    named = {letter + number for letter, number in RULE.findall(document) if letter in letters}
    assert sorted(named - rules_written()) == []
