"""The workflow that makes a release, read as the hosted service reads it. It was never run there."""

import fnmatch
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import dev
from installer.check_wheels import PYTHON
from installer.release import NOTES, PACKED
from installer.sign_latest import KEY

ROOT = Path(__file__).resolve().parents[2]
SYSTEMS = ["ubuntu-24.04", "windows-2025", "macos-15"]
OF_THE_SYSTEMS = {"choco", "echo", "gh", "rm", "security"}
"""What the workflow calls that neither the project nor an action brings."""


class Strict(yaml.BaseLoader):
    """YAML with every value as it is written, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
        return super().construct_mapping(node, deep)


WORKFLOW: Mapping[str, Any] = yaml.load(
    (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"), Strict
)
JOBS: Mapping[str, Mapping[str, Any]] = WORKFLOW["jobs"]


def steps() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each step with the name of its job."""
    for name, job in JOBS.items():
        for step in job["steps"]:
            yield name, step


def commands() -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each line that a step runs, with its step."""
    for _, step in steps():
        for line in step.get("run", "").splitlines():
            yield step, line


def test_a_key_that_stands_twice_would_be_found() -> None:
    with pytest.raises(AssertionError, match="twice"):
        yaml.load("run: one\nrun: two\n", Strict)


def test_it_has_the_form_of_a_workflow() -> None:
    assert set(WORKFLOW) == {"name", "on", "permissions", "concurrency", "env", "jobs"}
    assert WORKFLOW["on"] == {"push": {"tags": ["v*"]}, "workflow_dispatch": ""}
    known = {"needs", "if", "strategy", "runs-on", "timeout-minutes", "permissions", "env", "steps"}
    for job in JOBS.values():
        assert {"runs-on", "timeout-minutes", "steps"} <= set(job) <= known
    for _, step in steps():
        assert set(step) <= {"name", "if", "uses", "with", "env", "run"}
        assert ("uses" in step) != ("run" in step)
        assert "uses" in step or "name" in step
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/none@v1"))


def test_it_tests_and_builds_on_three_systems_and_publishes_only_what_was_tested() -> None:
    assert {name: job.get("needs") for name, job in JOBS.items()} == {
        "test": None,
        "build": "test",
        "publish": "build",
    }
    for name in ("test", "build"):
        assert JOBS[name]["strategy"]["matrix"] == {"os": SYSTEMS}
        assert JOBS[name]["runs-on"] == "${{ matrix.os }}"
    assert JOBS["publish"]["if"] == "startsWith(github.ref, 'refs/tags/v')"


def test_it_may_write_nothing_but_the_release() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert {name: job.get("permissions") for name, job in JOBS.items()} == {
        "test": None,
        "build": None,
        "publish": {"contents": "write"},
    }
    assert any("gh release create" in line and "--draft" in line for _, line in commands())


def test_it_does_nothing_that_a_developer_cannot_do() -> None:
    documented = set(re.findall(r"^    python3 dev\.py (\w+)", dev.__doc__ or "", flags=re.MULTILINE))
    called = set()
    for _, line in commands():
        words = line.removeprefix("sudo ").split()
        if words[0] in {"python", "python3"}:
            assert words[1] == "dev.py"
            called.add(words[2])
        elif "/" in words[0]:
            assert os.access(ROOT / words[0], os.X_OK), words[0]
        else:
            assert words[0] in OF_THE_SYSTEMS, line
    assert called == {"packages", "test", "wheels", "build", "release"}
    assert called <= documented
    assert all(callable(getattr(dev, name)) for name in documented)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_its_scripts_are_whole_and_those_for_windows_are_one_line_that_any_shell_takes() -> None:
    for _, step in steps():
        script = re.sub(r"\$\{\{.*?\}\}", "x", step.get("run", ""))
        checked = subprocess.run(["bash", "-n", "-c", script], capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, ""), step
        if (
            not re.search(r"runner\.os == '(Linux|macOS)'", step.get("if", ""))
            and step in JOBS["build"]["steps"]
        ):
            assert re.fullmatch(r"[\w .=-]*", step.get("run", "")), step


def test_every_expression_names_something_that_is_there() -> None:
    for name, job in JOBS.items():
        there = {f"env.{key}" for key in {**WORKFLOW["env"], **job.get("env", {})}}
        there |= {f"matrix.{key}" for key in job.get("strategy", {}).get("matrix", {})}
        there |= {"runner.os", "github.token", "github.ref", "github.repository", "github.server_url"}
        written = repr(job)
        asked = set(re.findall(r"\b((?:env|matrix|runner|github|needs|steps|inputs)\.\w+)", written))
        assert asked - {"github.com"} <= there, name
        assert all(re.fullmatch(r" [\w.]+ ", each) for each in re.findall(r"\$\{\{(.*?)\}\}", written))


def test_no_secret_stands_in_it() -> None:
    given: dict[str, str] = {}
    for job in JOBS.values():
        given |= job.get("env", {})
        for step in job["steps"]:
            given |= step.get("env", {})
    assert {"BREVDUE_SIGN_IDENTITY", "BREVDUE_APPLE_PASSWORD", KEY} <= set(given)
    open_ones = {"BREVDUE_DOWNLOAD_PAGE": "${{ github.server_url }}/${{ github.repository }}/releases/latest"}
    open_ones["GH_TOKEN"] = "${{ github.token }}"
    for name, value in given.items():
        assert re.fullmatch(r"\$\{\{ secrets\.[A-Z_]+ \}\}", value) or value == open_ones[name]


def test_what_is_signed_only_with_an_identity_asks_for_it() -> None:
    for step, line in commands():
        if "security " in line or "notarise" in line:
            assert "runner.os == 'macOS' && env.BREVDUE_SIGN_IDENTITY != ''" in step["if"]


def test_every_packed_file_goes_from_the_build_into_the_release() -> None:
    (kept,) = (step["with"] for _, step in steps() if "upload-artifact" in step.get("uses", ""))
    (fetched,) = (step["with"] for _, step in steps() if "download-artifact" in step.get("uses", ""))
    assert kept["path"].split() == [f"dist/{pattern}" for pattern in PACKED]
    assert kept["if-no-files-found"] == "error"
    made = ["brevdue-1.2.3-linux-x86_64.tar.xz", "Brevdue-1.2.3-setup.exe", "Brevdue-1.2.3.dmg"]
    assert all(any(fnmatch.fnmatch(name, pattern) for pattern in PACKED) for name in made)
    lines = [line for _, line in commands()]
    assert f"python dev.py release {fetched['path']}" in lines
    assert any(f"--notes-file {fetched['path']}/{NOTES} {fetched['path']}/*" in line for line in lines)


def test_it_builds_with_the_python_that_the_wheels_are_looked_for() -> None:
    assert WORKFLOW["env"] == {"PYTHON_VERSION": PYTHON}
    versions = [
        step["with"]["python-version"] for _, step in steps() if "setup-python" in step.get("uses", "")
    ]
    assert versions == ["${{ env.PYTHON_VERSION }}"] * len(JOBS)
