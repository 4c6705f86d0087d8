#!/usr/bin/env python3
"""Everything a developer does with Brevdue, from a fresh machine with nothing but Python 3.11 or newer.

    python3 dev.py demo      carry out a whole mailing on the built-in sandbox
    python3 dev.py test      check style and types, then run all tests (further words go to pytest)
    python3 dev.py run       open the program from the source
    python3 dev.py lint      check style and types only (--fix mends what can be mended)
    python3 dev.py screens   take pictures of every page into screens/ (--guide: those of the user's guide)
    python3 dev.py bench     run the benchmarks
    python3 dev.py build     build the program that one double-clicks, and what installs it
    python3 dev.py wheels    look whether every dependency can be had for Windows, macOS and Linux
    python3 dev.py release FOLDER   checksums and notes for built files
    python3 dev.py packages  install the system packages of all commands (Debian and its kin, as root)
    python3 dev.py lock      resolve the dependencies anew into the three lock files

Each command does its own set-up first: system packages where they are missing (as root on Debian and its
kin; elsewhere the exact line to type is printed), a virtual environment in .venv, the locked dependencies.
This file uses the standard library alone.
"""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
RUNTIME_LOCK = ROOT / "installer" / "runtime.lock"
TOOLS_LOCK = ROOT / "installer" / "tools.lock"
STAMP = "brevdue-lock.sha256"
RUNTIME_ENVIRONMENT = ROOT / "build" / "runtime"
TOOLS_ENVIRONMENT = ROOT / "build" / "tools"
LOWEST_PYTHON = (3, 11)
ON_LINUX = platform.system() == "Linux"

QT_PACKAGES = (
    "libglib2.0-0",
    "libegl1",
    "libgl1",
    "libx11-6",
    "libdbus-1-3",
    "libfontconfig1",
    "libfreetype6",
    "libxkbcommon0",
    "fonts-dejavu-core",
)
SCREEN_PACKAGES = (
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xinerama0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
TEST_PACKAGES = ("openssh-server",)
BUILD_PACKAGES = (
    "binutils",
    "libcups2",
    "libgssapi-krb5-2",
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
    *SCREEN_PACKAGES,
)
BENCH_PACKAGES = ("openssh-server", "openssh-client", "libxml2-utils")


class SetUpStopped(Exception):
    """The set-up cannot go on; the message says what the person has to do."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    commands: Mapping[str, Callable[[list[str]], int]] = {
        "demo": demo,
        "test": test,
        "run": run,
        "lint": lint,
        "screens": screens,
        "bench": bench,
        "build": build,
        "wheels": wheels,
        "release": release,
        "packages": packages,
        "lock": lock,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__.strip())
        return 0 if arguments and arguments[0] in {"-h", "--help", "help"} else 2
    try:
        require_python()
        return commands[arguments[0]](list(arguments[1:]))
    except SetUpStopped as stopped:
        print(f"\n{stopped}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 4


def demo(arguments: list[str]) -> int:
    """A whole mailing: in the window where there is a screen, else headless with the result printed."""
    set_up(system_packages=QT_PACKAGES + (SCREEN_PACKAGES if has_screen() else ()))
    if has_screen() and "--headless" not in arguments:
        return in_environment("-m", "desktop_app", "--demo", *arguments)
    return in_environment(
        "-m", "desktop_app.cli", "demo", *(word for word in arguments if word != "--headless")
    )


def test(arguments: list[str]) -> int:
    """Style and types, then the tests. With words for pytest, only the tests they name."""
    set_up(system_packages=QT_PACKAGES + TEST_PACKAGES)
    if not arguments and (status := lint([])):
        return status
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Whole files to one worker each, so that what a file's tests share is made once.
    every = ["-q", "--numprocesses", "auto", "--dist", "loadfile"]
    return in_environment("-m", "pytest", *(arguments or every))


def run(arguments: list[str]) -> int:
    """Open the program from the source."""
    set_up(system_packages=QT_PACKAGES + (SCREEN_PACKAGES if has_screen() else ()))
    return in_environment("-m", "desktop_app", *arguments)


def lint(arguments: list[str]) -> int:
    """ruff for style, mypy for types. `--fix` mends what ruff can mend."""
    set_up()
    fix = "--fix" in arguments
    return (
        in_environment("-m", "ruff", "check", "--quiet", *(["--fix"] if fix else []), ".")
        or in_environment("-m", "ruff", "format", "--quiet", *([] if fix else ["--check"]), ".")
        or in_environment("-m", "mypy")
    )


def screens(arguments: list[str]) -> int:
    """Pictures of every page and wizard step, in three languages, light and dark."""
    set_up(system_packages=QT_PACKAGES)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    tool = "tools.guide_pictures" if "--guide" in arguments else "tools.screens"
    return in_environment("-m", tool, *(word for word in arguments if word != "--guide"))


def bench(arguments: list[str]) -> int:
    """The benchmarks: ratios against a floor measured in the same run."""
    set_up(system_packages=QT_PACKAGES + BENCH_PACKAGES)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return in_environment("-m", "benchmarks", *arguments)


def build(arguments: list[str]) -> int:
    """The program that one double-clicks, for the system this runs on.

    From environments of its own: one with what the program needs and nothing else, one with the tools as well.
    """
    install_system_packages([*QT_PACKAGES, *BUILD_PACKAGES, *venv_packages()])
    python = make_environment(TOOLS_ENVIRONMENT, TOOLS_LOCK)
    make_environment(RUNTIME_ENVIRONMENT, RUNTIME_LOCK, installer=python)
    return in_environment("-m", "installer.build", *arguments, python=python)


def wheels(arguments: list[str]) -> int:
    """Whether every locked dependency can be had ready-made for each system; builds and installs nothing."""
    set_up()
    return in_environment("-m", "installer.check_wheels", *arguments)


def release(arguments: list[str]) -> int:
    """What goes with the built files in a folder: checksums, notes, the signed word of the newest version."""
    set_up()
    return in_environment("-m", "installer.release", *arguments)


def packages(_arguments: list[str]) -> int:
    """The system packages alone, so that whoever is not root needs no more of root than this."""
    everything = (*QT_PACKAGES, *SCREEN_PACKAGES, *TEST_PACKAGES, *BUILD_PACKAGES, *venv_packages())
    install_system_packages(everything)
    return 0


def lock(arguments: list[str]) -> int:
    """Resolve the dependencies for all systems: of the program, of the development, of the building."""
    set_up()
    words = ["pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-strip-extras"]
    words += ["--python-version", "3.11"]
    held = ["--constraint", name_of(RUNTIME_LOCK)]
    files: dict[Path, list[str]] = {
        RUNTIME_LOCK: [],
        LOCK: ["--extra", "dev", *held],
        TOOLS_LOCK: ["--extra", "build", *held],
    }
    for file, extras in files.items():
        status = in_environment(
            "-m", "uv", *words, *extras, "pyproject.toml", "-o", name_of(file), *arguments
        )
        if status:
            return status
    return 0


def name_of(file: Path) -> str:
    """A file of the project as it is named from the project's folder, on every system alike."""
    return file.relative_to(ROOT).as_posix()


def set_up(system_packages: Sequence[str] = ()) -> None:
    """Bring the machine to where the commands can run. Costs nothing when it is there already."""
    install_system_packages([*system_packages, *venv_packages()])
    make_environment(ENVIRONMENT, LOCK)


def make_environment(folder: Path, lock_file: Path, installer: Path | None = None) -> Path:
    """A virtual environment with what the lock names; returns its interpreter.

    `installer` is the interpreter of another environment that installs into this one, which then holds nothing
    at all but what the lock names.
    """
    python = interpreter(folder)
    stamp = folder / STAMP
    wanted = hashlib.sha256(lock_file.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    if installer is not None:
        shutil.rmtree(folder, ignore_errors=True)
    if not python.exists():
        say(f"Making a virtual environment in {name_of(folder)}")
        without = ["--without-pip"] if installer is not None else []
        words = [sys.executable, "-m", "venv", *without, str(folder)]
        call(words, "The virtual environment could not be made.")
    install_locked(python, lock_file, installer or python)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def install_locked(python: Path, lock_file: Path, installer: Path) -> None:
    """The locked dependencies: with uv where it can be had, since it is ten times faster, else with pip."""
    say(f"Installing what {name_of(lock_file)} names")
    pip = [str(installer), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    locked = ["--require-hashes", "-r", str(lock_file)]
    if subprocess.run([*pip, "install", "uv"], capture_output=True, check=False).returncode == 0:
        uv = [str(installer), "-m", "uv", "pip", "install", "--quiet", "--python", str(python), *locked]
        # An office's proxy is often trusted by the system alone.
        trusting = {**os.environ, "UV_SYSTEM_CERTS": "true"}
        if subprocess.run(uv, env=trusting, check=False).returncode == 0:
            return
    call([*pip, "--python", str(python), "install", *locked], "The dependencies could not be installed.")


def install_system_packages(names: Sequence[str]) -> None:
    """Debian packages that are missing. Other systems bring what Qt needs with them or with their desktop."""
    if not ON_LINUX or shutil.which("dpkg-query") is None:
        return
    missing = [name for name in dict.fromkeys(names) if not is_installed(name)]
    if not missing:
        return
    line = f"apt-get install --yes --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0:
        raise SetUpStopped(
            f"Some system packages are missing. Install them with\n\n    sudo {line}\n\nand start again."
        )
    say(f"Installing system packages: {' '.join(missing)}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    call(["apt-get", "update", "--quiet=2"], "The list of packages could not be fetched.", quiet)
    call([*line.split(), "--quiet=2"], "The system packages could not be installed.", quiet)


def is_installed(package: str) -> bool:
    """Whether Debian has the package, or one that provides it (newer releases renamed some)."""
    for name in (package, f"{package}t64"):
        asked = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${db:Status-Status}", name],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0 and asked.stdout.strip() == "installed":
            return True
    return False


def venv_packages() -> list[str]:
    """Debian takes `ensurepip` out of Python; without it no virtual environment can be made."""
    if interpreter(ENVIRONMENT).exists() or importlib.util.find_spec("ensurepip") is not None:
        return []
    return ["python3-venv"]


def interpreter(environment: Path) -> Path:
    """A virtual environment's interpreter."""
    if os.name == "nt":
        return environment / "Scripts" / "python.exe"
    return environment / "bin" / "python"


def in_environment(*words: str, python: Path | None = None) -> int:
    """Run Python in a virtual environment, in the project's folder, and return its exit status."""
    settings = dict(os.environ)
    if not has_screen():
        settings.setdefault("QT_QPA_PLATFORM", "offscreen")
    settings.setdefault("PYTHONUTF8", "1")
    # The tests start the program by the hundred; without compiled modules each start compiles it anew.
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    settings.setdefault("PYTHONPYCACHEPREFIX", str(ENVIRONMENT / "pycache"))
    command = [str(python or interpreter(ENVIRONMENT)), *words]
    return subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode


def has_screen() -> bool:
    """Whether a window can be shown to somebody."""
    if ON_LINUX:
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return "CI" not in os.environ


def require_python() -> None:
    """Stop with a sentence, not a traceback, on a Python that is too old."""
    if sys.version_info < LOWEST_PYTHON:
        raise SetUpStopped(f"Brevdue needs Python 3.11 or newer; this is {sys.version.split()[0]}.")


def call(words: Sequence[str], failure: str, environment: Mapping[str, str] | None = None) -> None:
    """Run a program that has to succeed."""
    if subprocess.run(words, env=environment, stdout=sys.stderr, check=False).returncode:
        raise SetUpStopped(f"{failure} The command was:\n\n    {' '.join(words)}")


def say(sentence: str) -> None:
    """Tell the person what is under way, beside the result and not in it."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
