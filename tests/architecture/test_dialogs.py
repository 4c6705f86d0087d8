"""The source shows dialogs in one place, so that one is never laid over another (docs/decisions.md, 51)."""

import ast
from pathlib import Path

UI = Path(__file__).resolve().parents[2] / "desktop_app" / "ui"
BEFORE_THE_WINDOW = {"application.py", "splash.py", "start_failure.py"}
"""The event loop itself, and what is seen and said while there is no window yet."""
STATICS = {"getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"}


def calls_of(path: Path) -> list[ast.Attribute]:
    """Whatever shows a dialog, but for what is handed to `front.choose`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed = {
        id(inside)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "choose"
        for argument in call.args
        for inside in ast.walk(argument)
    }
    opened_without_words = {
        id(call.func) for call in ast.walk(tree) if isinstance(call, ast.Call) and not call.args
    }
    return [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Attribute)
        and id(each) not in allowed
        and (
            each.attr in STATICS | {"exec", "setWindowModality", "setModal"}
            or (each.attr == "open" and id(each) in opened_without_words)
        )
    ]


def test_dialogs_are_shown_in_one_place_only() -> None:
    elsewhere = [
        f"{path.relative_to(UI)}:{each.lineno}: {each.attr}"
        for path in sorted(UI.rglob("*.py"))
        if path.name not in BEFORE_THE_WINDOW | {"front.py"}
        for each in calls_of(path)
    ]
    assert elsewhere == []
    assert {each.attr for each in calls_of(UI / "front.py")} == {"open"}
