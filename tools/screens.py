"""Pictures of every page, in three languages, light and dark: `python tools/screens.py [OUT] [--only WORDS]`.

Made without a screen, over a stage of made-up people. They are for looking at, not for comparing. At 100 % the window
fills a screen of 1366 × 768; with `--scale 1.5` one of 1920 × 1080, which then has room for 1280 × 720. Each language
and scale is taken by a process of its own, as many at once as there are cores. With more than one scale each has its
folder in OUT. `sheets/` in it has a sheet for each scene with all its pictures, made to be looked through.
"""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.contact_sheets import make_sheets  # noqa: E402

LANGUAGES = ("nb", "sv", "en")


def main() -> int:
    """Take the pictures; returns the exit status."""
    choices = _parser().parse_args()
    began = time.monotonic()
    folders = {
        scale: choices.out if len(choices.scale) == 1 else choices.out / f"{scale:.0%}"
        for scale in choices.scale
    }
    runs = [(language, scale) for scale in choices.scale for language in choices.language]
    if len(runs) == 1:
        return take_all(*runs[0], choices)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:
        taken = [
            workers.submit(_in_a_process, language, scale, choices, folders[scale])
            for language, scale in runs
        ]
    statuses = [each.result() for each in taken]
    sheets = sum(make_sheets(folder, choices.language, ("light", "dark")) for folder in folders.values())
    sys.stderr.write(f"{sheets} sheets, {time.monotonic() - began:.0f} seconds\n")
    return max(statuses)


def take_all(language: str, scale: float, choices: argparse.Namespace) -> int:
    """Take the pictures of one language and scale here; returns the exit status."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    from PySide6.QtWidgets import QApplication

    from desktop_app.ui.appearance import Theme
    from tools.camera import Camera, screen_size
    from tools.shooting import shoot

    choices.out.mkdir(parents=True, exist_ok=True)
    theme = Theme(QApplication(sys.argv[:1]))
    camera = Camera(theme, language, choices.out, choices.size or screen_size(scale))
    missed = shoot(camera, lambda name: any(words in name for words in choices.only.split(",")))
    for name in missed:
        sys.stderr.write(f"NOT TAKEN: {name} {language} {scale:.0%}\n")
    return 1 if missed else 0


def _in_a_process(language: str, scale: float, choices: argparse.Namespace, out: Path) -> int:
    words = ["--only", choices.only, "--language", language, "--scale", str(scale)]
    if choices.size is not None:
        words += ["--size", "x".join(map(str, choices.size))]
    return subprocess.run([sys.executable, __file__, str(out), *words], check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "screens")
    parser.add_argument("--only", default="", help="words that the names contain, with commas between")
    parser.add_argument("--language", choices=LANGUAGES, nargs="+", default=list(LANGUAGES))
    parser.add_argument(
        "--scale", type=float, nargs="+", default=[1.0], help="how much the screen enlarges, such as 1.5"
    )
    parser.add_argument(
        "--size", type=_size, help="that of the window in place of the screen's, such as 911x480"
    )
    return parser


def _size(words: str) -> tuple[int, int]:
    width, height = words.split("x")
    return int(width), int(height)


if __name__ == "__main__":
    sys.exit(main())
