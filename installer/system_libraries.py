"""Libraries of a Debian system that the program takes along, with the licences that Debian keeps for them."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from installer.notices import Notice

DOCUMENTS = Path("/usr/share/doc")
COMMON_LICENCES = Path("/usr/share/common-licenses")
_REFERENCE = re.compile(rf"{COMMON_LICENCES}/([A-Z][\w.+-]*\w)")
_OF_PYTHON = "libpython"


def system_notices(libraries: Path) -> Iterator[Notice]:
    """A notice for each package that libraries in a folder come from, and the texts that these only refer to.

    None where there is no Debian to ask.
    """
    if shutil.which("dpkg-query") is None:
        return
    packages = {package for name in lone_libraries(libraries) for package in _package_of(name)}
    referred: set[str] = set()
    for package in sorted(packages):
        version = _ask("dpkg-query", "--show", "--showformat=${Version}", package)
        text = (DOCUMENTS / package.partition(":")[0] / "copyright").read_text("utf-8", errors="replace")
        referred.update(_REFERENCE.findall(text))
        yield Notice(package, version, "as said below", (text,), "A library of the system it was built on.")
    for name in sorted(referred):
        file = COMMON_LICENCES / name
        if file.is_file():
            text = file.read_text("utf-8", errors="replace")
            yield Notice(name, "", name, (text,), "The text that notices above refer to.")


def lone_libraries(folder: Path) -> Iterator[str]:
    """The libraries that lie in a packed program's folder itself: those that came from no distribution."""
    for path in sorted(folder.glob("lib*.so*")):
        if not path.is_symlink() and not path.name.startswith(_OF_PYTHON):
            yield path.name


def _package_of(library: str) -> Iterator[str]:
    owners = _ask("dpkg-query", "--search", f"*/{library}")
    for line in owners.splitlines():
        package, _, path = line.partition(": ")
        if Path(path).name == library and "/lib/" in path and "," not in package:
            yield package


def _ask(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
