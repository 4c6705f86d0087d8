"""The notices: nobody's work is delivered without its licence."""

import re
import shutil
import sys
import sysconfig
from pathlib import Path

import pytest

from installer.notices import (
    NoLicence,
    Notice,
    locked_names,
    notices,
    python_notice,
    write_notices,
)
from installer.system_libraries import system_notices

INSTALLED = Path(sysconfig.get_path("purelib"))


def test_every_part_of_the_program_has_a_licence_with_its_text() -> None:
    names = locked_names()
    found = list(notices(names, INSTALLED))
    named = {each.name.lower().replace("_", "-").replace(".", "-") for each in found}
    assert {"pyside6-essentials", "paramiko", "sqlcipher3", "pikepdf", "certifi"} <= set(names)
    assert set(names) <= named
    assert all(each.licence and sum(map(len, each.texts)) > 400 for each in found)


def test_what_is_inside_of_a_part_is_named_too() -> None:
    found = {each.name: each for each in notices(["pyside6-essentials", "sqlcipher3"], INSTALLED)}
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["Qt"].texts[0]
    assert "ZETETIC" in found["SQLCipher"].texts[0]
    assert "may be replaced" in found["PySide6_Essentials"].note


def test_what_is_compiled_into_a_part_is_named_with_its_licence() -> None:
    found = {each.name: each for each in notices(["cryptography", "isal"], INSTALLED)}
    assert re.search(r"Inside of it: .*asn1 [\d.]+ \(BSD-3-Clause\)", found["cryptography"].note)
    assert "pkg-config" not in found["cryptography"].note, "what only builds it is not inside"
    assert any("Intel Corporation" in text for text in found["isal"].texts)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at what Debian keeps")
@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="needs Debian's packages")
def test_a_library_of_the_system_comes_with_the_texts_that_it_refers_to(tmp_path: Path) -> None:
    (tmp_path / "libc.so.6").touch()
    found = {each.name.partition(":")[0]: each for each in system_notices(tmp_path)}
    assert found["libc6"].version
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["LGPL-2.1"].texts[0]


def test_python_is_named() -> None:
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in python_notice().texts[0]


def test_a_part_without_a_licence_stops_the_build(tmp_path: Path) -> None:
    information = tmp_path / "nobody-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: nobody\nVersion: 1.0\n")
    (information / "RECORD").write_text("nobody-1.0.dist-info/METADATA,,\n")
    with pytest.raises(NoLicence, match=r"nobody 1\.0 says nothing"):
        list(notices(["nobody"], tmp_path))


def test_a_part_that_is_not_there_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(NoLicence, match="paramiko is not installed"):
        list(notices(["paramiko"], tmp_path))


def test_what_is_only_for_another_system_is_not_looked_for(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text(
        "# written by a tool\n"
        "here==1.0 \\\n    --hash=sha256:00\n    # via brevdue\n"
        "elsewhere==2.0 ; sys_platform == 'amiga' \\\n    --hash=sha256:00\n"
    )
    assert locked_names(lock) == ("here",)


def test_notices_are_added_to_the_file(tmp_path: Path) -> None:
    out = tmp_path / "notices.txt"
    assert write_notices([Notice("One", "1.0", "MIT", ("Text of one.",))], out) == 1
    assert write_notices([Notice("Two", "2.0", "ISC", ("Text of two.",), "A note.")], out) == 1
    written = out.read_text(encoding="utf-8")
    assert written.startswith("Brevdue is under the MIT licence.")
    assert written.index("One 1.0") < written.index("Text of one.") < written.index("A note.")
