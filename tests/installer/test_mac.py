"""What macOS is told of the program, and the scripts that sign it, as far as they can be tried elsewhere."""

import os
import plistlib
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.base.translate import LANGUAGES
from installer.metadata import mac_information

FOLDER = Path(__file__).resolve().parents[2] / "installer" / "macos"
SCRIPTS = [*sorted(FOLDER.glob("*.sh")), FOLDER.parent / "linux" / "install.sh"]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


def run(script: str, *words: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run one of the scripts with nothing but the path and what is named."""
    return subprocess.run(
        ["bash", str(FOLDER / script), *map(str, words)],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A bundle with a library and a framework inside."""
    bundle = tmp_path / "Brevdue.app"
    libraries = bundle / "Contents" / "Frameworks"
    framework = libraries / "a folder" / "QtCore.framework" / "Versions" / "A"
    framework.mkdir(parents=True)
    (framework / "QtCore").touch(mode=0o755)
    (libraries / "libone.dylib").touch()
    (libraries / "words.txt").touch(mode=0o644)
    (bundle / "Contents" / "MacOS").mkdir()
    (bundle / "Contents" / "MacOS" / "brevdue-cli").touch()
    return bundle


def test_the_bundle_names_its_version_languages_and_document() -> None:
    information = mac_information()
    assert information["CFBundleShortVersionString"] == __version__
    assert set(information["CFBundleLocalizations"]) == set(LANGUAGES)
    (kind,) = information["UTExportedTypeDeclarations"]
    assert kind["UTTypeTagSpecification"]["public.filename-extension"] == ["brevdue"]
    (document,) = information["CFBundleDocumentTypes"]
    assert document["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]


def test_the_entitlements_ask_for_nothing_but_what_the_libraries_need() -> None:
    entitlements = plistlib.loads((FOLDER / "entitlements.plist").read_bytes())
    assert set(entitlements) == {
        "com.apple.security.cs.allow-unsigned-executable-memory",
        "com.apple.security.cs.disable-library-validation",
    }


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_the_scripts_are_whole(script: Path) -> None:
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
    if shutil.which("shellcheck"):
        checked = subprocess.run(["shellcheck", str(script)], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout


def test_signing_goes_from_the_inside_out_and_only_programs_get_rights(app: Path) -> None:
    done = run("sign.sh", "--dry-run", app, BREVDUE_SIGN_IDENTITY="Developer ID Application: Nobody")
    lines = [shlex.split(line) for line in done.stdout.splitlines()]
    signed = [words for words in lines if "--sign" in words]
    names = [Path(words[-1]).name for words in signed]
    assert sorted(names[:2]) == ["QtCore", "libone.dylib"]
    assert names[2:] == ["QtCore.framework", "brevdue-cli", "Brevdue.app"]
    assert all({"--timestamp", "--options", "runtime"} <= set(words) for words in signed)
    assert ["--entitlements" in words for words in signed] == [False, False, False, True, True]
    assert lines[-1] == ["codesign", "--verify", "--deep", "--strict", "--verbose=2", str(app)]


def test_the_image_is_made_with_and_without_an_identity(app: Path, tmp_path: Path) -> None:
    plain = run("make_image.sh", "--dry-run", app, tmp_path, "1.2.3")
    assert (plain.returncode, "codesign" in plain.stdout) == (0, False)
    assert "Brevdue-1.2.3.dmg" in plain.stdout
    signed = run("make_image.sh", "--dry-run", app, tmp_path, "1.2.3", BREVDUE_SIGN_IDENTITY="Nobody")
    assert (signed.returncode, "codesign" in signed.stdout) == (0, True)


def test_without_an_identity_nothing_is_signed_and_it_is_said(app: Path) -> None:
    done = run("sign.sh", "--dry-run", app)
    assert done.returncode != 0
    assert "not in the environment" in done.stderr


def test_the_password_for_apple_is_never_printed() -> None:
    account = {
        "BREVDUE_APPLE_ID": "a@example.org",
        "BREVDUE_APPLE_TEAM": "T",
        "BREVDUE_APPLE_PASSWORD": "hunter2",
    }
    done = run("notarise.sh", "--dry-run", "x.dmg", **account)
    assert (done.returncode, "stapler" in done.stdout) == (0, True)
    assert "hunter2" not in done.stdout + done.stderr
