"""Every sentence reaches the screen through the catalogues, and none is made that nothing shows."""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tools.texts import ROOT

PACKAGE = ROOT / "desktop_app"
SHOWN_BY = frozenset(
    {
        "Label", "ElidedLabel", "Button", "IconButton", "Banner", "Chip", "Card", "EmptyState", "PageHeader",
        "ActRow", "ChoiceCard", "FormField", "Filter", "GridAct", "SearchField", "setText", "setToolTip",
        "setWindowTitle", "setAccessibleName", "setAccessibleDescription", "setPlaceholderText", "addAction",
        "addMenu", "addItem", "set_words", "set_title", "set_sentence", "setTitle", "setLabelText", "setSuffix",
        "QLabel", "CheckBox", "RadioButton", "QPushButton", "QCheckBox", "QRadioButton", "QAction", "QMenu",
        "setInformativeText", "FieldLabel",
    }
)  # fmt: skip
"""What puts words on the screen."""
SAID_ALIKE_IN_ALL_LANGUAGES = frozenset({"Brevdue"})
NOT_WORDS = frozenset({"icon", "kind", "name", "key", "key_name"})


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple(
        (path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(PACKAGE.rglob("*.py"))
    )


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def bare_words() -> Iterator[str]:
    """Literals with words in them that are handed to the screen as they stand."""
    for path, tree in trees():
        if "ui" not in path.relative_to(PACKAGE).parts[:1]:
            continue
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and name_of(call) in SHOWN_BY:
                for written in literals_of(call):
                    yield f"{path.relative_to(ROOT)}:{call.lineno} {written!r}"


def literals_of(call: ast.Call) -> Iterator[str]:
    arguments = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg not in NOT_WORDS)]
    for argument in arguments:
        if (
            isinstance(argument, ast.Constant)
            and isinstance(argument.value, str)
            and is_prose(argument.value)
        ):
            yield argument.value
        if isinstance(argument, ast.JoinedStr):
            yield from (
                str(part.value)
                for part in argument.values
                if isinstance(part, ast.Constant) and is_prose(str(part.value))
            )


def is_prose(words: str) -> bool:
    """Whether a person would read it: a capital or a blank between letters tells it from a key or an icon."""
    letters = words.strip()
    has_words = any(letter.isalpha() for letter in letters)
    return (
        has_words and letters not in SAID_ALIKE_IN_ALL_LANGUAGES and (" " in letters or letters[0].isupper())
    )


def test_no_words_go_to_the_screen_past_the_catalogues() -> None:
    assert list(bare_words()) == []


def test_the_search_would_find_them() -> None:
    call = ast.parse('Label(theme, "Not translated", icon="attention")').body[0].value  # type: ignore[attr-defined]
    assert list(literals_of(call)) == ["Not translated"]
    built = ast.parse('label.setText(f"{count} letters sent")').body[0].value  # type: ignore[attr-defined]
    assert list(literals_of(built)) == [" letters sent"]


def makers() -> Iterator[tuple[str, str]]:
    """Names of functions, methods and constants of modules that make sentences, with where they stand."""
    for path, tree in trees():
        classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        methods = [method for each in classes for method in each.body if isinstance(method, ast.FunctionDef)]
        for node in (*tree.body, *methods):
            if makes_sentences(node):
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield from ((name, f"{where} {name}") for name in names_given_by(node))


def names_given_by(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef():
            return [node.name]
        case ast.Assign():
            return [target.id for target in node.targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def makes_sentences(node: ast.AST) -> bool:
    return any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"text", "plural"}
        for call in ast.walk(node)
    )


@cache
def mentions() -> Counter[str]:
    """How often each name is used anywhere in the program: read, called, imported."""
    found: Counter[str] = Counter()
    for _path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found[node.id] += 1
            elif isinstance(node, ast.Attribute):
                found[node.attr] += 1
            elif isinstance(node, ast.ImportFrom):
                found.update(alias.name for alias in node.names)
    return found


CALLED_FROM_OUTSIDE = frozenset({"__init__", "__call__", "__str__", "readinto"})
"""Python and Qt call these themselves; Qt's own names are told by their capitals in the middle."""


def test_nothing_makes_a_sentence_that_nothing_asks_for() -> None:
    unasked = [
        place
        for name, place in makers()
        if not mentions()[name] and name not in CALLED_FROM_OUTSIDE and not is_qt_s(name)
    ]
    assert unasked == []


def is_qt_s(name: str) -> bool:
    return name != name.lower() and not name.isupper() and "_" not in name


@pytest.mark.parametrize("name", ["text", "say", "translator"])
def test_the_count_of_mentions_sees_what_is_used(name: str) -> None:
    assert mentions()[name] > 10
