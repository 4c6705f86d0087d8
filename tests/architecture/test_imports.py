"""The house's rules on who may import whom, read from the source itself."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "desktop_app"

MAY_IMPORT: dict[str, frozenset[str]] = {
    "base": frozenset(),
    "digipost": frozenset({"base"}),
    "register": frozenset({"base"}),
    "jobs": frozenset({"base"}),
    "sandbox": frozenset({"digipost", "base"}),
    "mailing": frozenset({"register", "digipost", "jobs", "base"}),
    "digis": frozenset({"register", "jobs", "base"}),
    "wizards": frozenset({"mailing", "digis", "register", "digipost", "jobs", "base"}),
    "privacy": frozenset({"wizards", "mailing", "digis", "register", "digipost", "jobs", "base"}),
    "services": frozenset(
        {"privacy", "wizards", "mailing", "digis", "sandbox", "register", "digipost", "jobs", "base"}
    ),
    "cli": frozenset(
        {
            "services",
            "privacy",
            "wizards",
            "mailing",
            "digis",
            "sandbox",
            "register",
            "digipost",
            "jobs",
            "base",
        }
    ),
    "ui": frozenset(
        {
            "services",
            "privacy",
            "wizards",
            "mailing",
            "digis",
            "sandbox",
            "register",
            "digipost",
            "jobs",
            "base",
        }
    ),
    "__main__": frozenset({"ui", "cli"}),
}
"""Each room with the rooms it stands on. What is not named here is not allowed."""


def modules() -> Iterator[tuple[str, Path]]:
    """Every module with the room it belongs to."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        room = inside.parts[0] if len(inside.parts) > 1 else inside.stem
        if room != "__init__":
            yield room, path


def imported_names(path: Path) -> Iterator[str]:
    """The dotted names a module imports anywhere, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively: write the whole name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_is_known() -> None:
    assert {room for room, _ in modules()} <= set(MAY_IMPORT)


def test_imports_point_down() -> None:
    wrong = []
    for room, path in modules():
        for name in imported_names(path):
            parts = name.split(".")
            below = parts[1] if parts[0] == "desktop_app" and len(parts) > 1 else room
            if below in MAY_IMPORT and below not in {room, *MAY_IMPORT[room]}:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_the_order_of_the_rooms_has_no_circle() -> None:
    settled: set[str] = set()
    while len(settled) < len(MAY_IMPORT):
        ready = {room for room, below in MAY_IMPORT.items() if below <= settled} - settled
        assert ready, f"these rooms stand on each other: {set(MAY_IMPORT) - settled}"
        settled |= ready


def test_no_module_imports_in_a_circle() -> None:
    known = {module_name(path) for _room, path in modules()}
    graph = {module_name(path): set(imported_modules(path, known)) for _room, path in modules()}
    assert find_circle(graph) == []


def test_only_the_window_knows_qt() -> None:
    knowing = {room for room, path in modules() for name in imported_names(path) if is_qt(name)}
    assert knowing <= {"ui"}


def test_everything_but_the_window_runs_where_qt_cannot_be_imported() -> None:
    names = [module_name(path) for room, path in modules() if room not in {"ui", "__main__"}]
    program = (
        "import importlib, sys\n"
        "for name in ('PySide6', 'shiboken6'): sys.modules[name] = None\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print(len(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr


def test_nothing_is_measured_or_tested_inside_the_program() -> None:
    for _room, path in modules():
        tops = {name.split(".")[0] for name in imported_names(path)}
        assert not tops & {"pytest", "hypothesis", "tests", "tools", "benchmarks", "unittest"}, path


def is_qt(name: str) -> bool:
    """Whether an imported name belongs to Qt."""
    return name.split(".")[0] in {"PySide6", "shiboken6", "PyQt6"}


def module_name(path: Path) -> str:
    """The dotted name of a module's file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(path: Path, known: set[str]) -> Iterator[str]:
    """The project's modules that a module imports when it is loaded: not those for types or in functions."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in known else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def find_circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle, or nothing."""
    state: dict[str, str] = {}

    def visit(name: str, way: list[str]) -> list[str]:
        if state.get(name) == "open":
            return [*way[way.index(name) :], name]
        if state.get(name) == "done" or name not in graph:
            return []
        state[name] = "open"
        for below in graph[name]:
            if below != name and (circle := visit(below, [*way, name])):
                return circle
        state[name] = "done"
        return []

    for name in graph:
        if circle := visit(name, []):
            return circle
    return []


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"a"}}, ["a", "b", "a"]),
    ],
)
def test_the_search_for_circles_finds_them(graph: dict[str, set[str]], expected: list[str]) -> None:
    assert find_circle(graph) == expected
