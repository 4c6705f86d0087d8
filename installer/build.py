"""Build the program into `dist/brevdue/`, see that what came out works, and pack it for this system.

Run by `dev.py build` in an environment that holds the locked tools; what the program itself needs lies in one of
its own, so that nothing else is taken along or named in the notices.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from desktop_app import __version__
from dev import RUNTIME_ENVIRONMENT, interpreter
from installer.catalogues import compile_catalogues
from installer.notices import Notice, locked_names, notices, python_notice, tool_notice, write_notices
from installer.packing import pack
from installer.pictures import draw_pictures
from installer.smoke import try_program
from installer.system_libraries import system_notices

ROOT = Path(__file__).resolve().parents[1]
STAGED = ROOT / "build" / "staged"
DIST = ROOT / "dist"
FOLDER = DIST / "brevdue"
BUNDLE = DIST / "Brevdue.app"
NOTICES = "THIRD-PARTY-NOTICES.txt"
SBOM = "sbom.cdx.json"
_BIG = 500_000


def main() -> int:
    """Build, try, pack. Returns the exit status."""
    stage()
    freeze()
    if sys.platform.startswith("linux"):
        inside = FOLDER / "_internal"
        say(
            f"{write_notices(system_notices(inside), inside / 'licences' / NOTICES)} of the system's libraries too"
        )
        strip_debugging(FOLDER)
    program = BUNDLE if sys.platform == "darwin" else FOLDER
    say(f"built {program}, {megabytes(program):.0f} MB")
    for line in try_program(program):
        say(line)
    shutil.copy(STAGED / "licences" / SBOM, DIST / f"brevdue-{__version__}-{sys.platform}.cdx.json")
    for file in pack(program, STAGED, DIST):
        say(f"packed {file.name}, {file.stat().st_size / 1e6:.0f} MB")
    return 0


def stage() -> None:
    """Lay ready what goes into the program beside its modules."""
    shutil.rmtree(STAGED, ignore_errors=True)
    (STAGED / "pictures").mkdir(parents=True)
    draw_pictures(STAGED / "pictures")
    shutil.copytree(ROOT / "resources", STAGED / "resources")
    compile_catalogues(STAGED / "resources" / "translations")
    licences = STAGED / "licences"
    licences.mkdir()
    shutil.copy(ROOT / "LICENSE", licences / "LICENSE.txt")
    (licences / "VERSION.txt").write_text(f"{__version__}\n", encoding="utf-8")
    say(f"{write_notices(all_notices(), licences / NOTICES)} parts in the notices")
    write_sbom(licences / SBOM)


def all_notices() -> Iterator[Notice]:
    """The notices of everything that is taken along."""
    yield python_notice()
    yield tool_notice("pyinstaller")
    yield from notices(locked_names(), runtime_packages())


def runtime_packages() -> Path:
    """Where the environment of the program's own dependencies keeps them."""
    base = str(RUNTIME_ENVIRONMENT)
    return Path(sysconfig.get_path("purelib", vars={"base": base, "platbase": base}))


def write_sbom(out: Path) -> None:
    """The bill of materials of the program's own environment, held against CycloneDX's schema."""
    environment = str(interpreter(RUNTIME_ENVIRONMENT))
    words = ["--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application", "--spec-version", "1.6"]
    checked = ["--output-reproducible", "--validate", "--output-file", str(out)]
    run("-m", "cyclonedx_py", "environment", environment, *words, *checked)


def freeze() -> None:
    """Put the program together."""
    for old in (FOLDER, BUNDLE):
        shutil.rmtree(old, ignore_errors=True)
    words = ["--noconfirm", "--clean", "--log-level", "ERROR", "--distpath", str(DIST)]
    spec = str(ROOT / "installer" / "brevdue.spec")
    run("-m", "PyInstaller", *words, "--workpath", str(ROOT / "build" / "work"), spec)


def strip_debugging(folder: Path) -> None:
    """Take out of the big libraries what only helps to debug them: some come with as much of it as of code."""
    for library in sorted(folder.rglob("*.so*")):
        if not library.is_symlink() and library.stat().st_size > _BIG:
            subprocess.run(["strip", "--strip-debug", str(library)], check=True)


def megabytes(folder: Path) -> float:
    """How much room a folder takes, what is there twice by a link counted once."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


def run(*words: str) -> None:
    """Run a module of this environment that has to succeed."""
    subprocess.run(
        [sys.executable, *words], cwd=ROOT, env={**os.environ, "BREVDUE_STAGED": str(STAGED)}, check=True
    )


def say(line: str) -> None:
    """Tell how far it is."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
