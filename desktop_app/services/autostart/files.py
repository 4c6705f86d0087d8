"""The files that operating systems read to start a program by themselves. Pure: bytes out of values."""

import subprocess
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from desktop_app.services.autostart.programs import Launch

MINUTES = 5
"""How often the due jobs are looked for. Each slot still runs once, and may be late by so much."""
_LONGEST_HOURS = 6
_TASK = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_LONG_AGO = "2020-01-01T00:00:00"
_WHAT = "Runs what is due in Brevdue's schedule"


def windows_task(launch: Launch) -> bytes:
    """A task for the Windows Task Scheduler, as its own exports are: XML in UTF-16 with a byte order mark.

    It runs as the person who installs it, only while they are logged in (their keyring is closed otherwise), on
    battery too, and never twice at a time.
    """
    task = Element("Task", {"version": "1.2", "xmlns": _TASK})
    _add(task, "RegistrationInfo", {"Description": _WHAT})
    trigger = _add(_add(task, "Triggers", {}), "TimeTrigger", {"Enabled": "true", "StartBoundary": _LONG_AGO})
    _add(trigger, "Repetition", {"Interval": f"PT{MINUTES}M", "StopAtDurationEnd": "false"})
    principal = {"LogonType": "InteractiveToken", "RunLevel": "LeastPrivilege"}
    _add(_add(task, "Principals", {}), "Principal", principal).set("id", "Author")
    _add(
        task,
        "Settings",
        {
            "MultipleInstancesPolicy": "IgnoreNew",
            "DisallowStartIfOnBatteries": "false",
            "StopIfGoingOnBatteries": "false",
            "AllowHardTerminate": "true",
            "StartWhenAvailable": "true",
            "RunOnlyIfNetworkAvailable": "false",
            "AllowStartOnDemand": "true",
            "Enabled": "true",
            "Hidden": "false",
            "WakeToRun": "false",
            "ExecutionTimeLimit": f"PT{_LONGEST_HOURS}H",
            "Priority": "7",
        },
    )
    actions = _add(task, "Actions", {})
    actions.set("Context", "Author")
    words = subprocess.list2cmdline(launch.words)
    action = {"Command": str(launch.program), "Arguments": words, "WorkingDirectory": str(launch.folder)}
    _add(actions, "Exec", action)
    indent(task)
    document: bytes = tostring(task, encoding="UTF-16", xml_declaration=True)
    return document


def windows_command(launch: Launch) -> str:
    """A command as the registry's list of programs that start at log-in holds it."""
    return subprocess.list2cmdline(launch.command)


def launch_agent(label: str, launch: Launch) -> bytes:
    """A property list for launchd that runs a command every few minutes, while the person is logged in."""
    return _property_list(label, launch, StartInterval=MINUTES * 60, ProcessType="Background", RunAtLoad=True)


def login_agent(label: str, launch: Launch) -> bytes:
    """A property list for launchd that starts the program when the person logs in."""
    return _property_list(
        label, launch, RunAtLoad=True, ProcessType="Interactive", LimitLoadToSessionType="Aqua"
    )


def systemd_service(launch: Launch) -> bytes:
    """The unit that a timer starts. Status 1 means that something needs a person, which is no failure of the unit."""
    command = " ".join(_systemd_quoted(word) for word in launch.command)
    lines = (
        "[Unit]",
        f"Description={_WHAT}",
        "",
        "[Service]",
        "Type=oneshot",
        f"ExecStart={command}",
        f"WorkingDirectory={str(launch.folder).replace('%', '%%')}",
        "SuccessExitStatus=1",
        f"TimeoutStartSec={_LONGEST_HOURS}h",
        "",
    )
    return "\n".join(lines).encode()


def systemd_timer() -> bytes:
    """The timer beside the unit of the same name. A time that was slept over is made up for once."""
    lines = (
        "[Unit]",
        f"Description={_WHAT}",
        "",
        "[Timer]",
        f"OnCalendar=*:0/{MINUTES}",
        "AccuracySec=30s",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
    )
    return "\n".join(lines).encode()


def desktop_entry(launch: Launch) -> bytes:
    """An entry that desktops under Linux start at log-in (freedesktop.org's autostart)."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Brevdue",
        f"Exec={' '.join(_desktop_quoted(word) for word in launch.command)}",
        f"Path={_desktop_escaped(str(launch.folder))}",
        "Terminal=false",
        "",
    )
    return "\n".join(lines).encode()


def _add(parent: Element, name: str, values: dict[str, str]) -> Element:
    element = SubElement(parent, name)
    for child, value in values.items():
        SubElement(element, child).text = value
    return element


def _property_list(label: str, launch: Launch, **keys: Any) -> bytes:
    whole = {
        "Label": label,
        "ProgramArguments": list(launch.command),
        "WorkingDirectory": str(launch.folder),
        **keys,
    }
    import plistlib

    return plistlib.dumps(whole)


def _systemd_quoted(word: str) -> str:
    """A word of a command line in a unit: specifiers and variables are meant as they stand."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _desktop_quoted(word: str) -> str:
    """A word of the key `Exec`: quoted for the command line, and then escaped as every value of such a file is."""
    quoted = word
    for special in ("\\", '"', "`", "$"):
        quoted = quoted.replace(special, "\\" + special)
    return _desktop_escaped(f'"{quoted}"').replace("%", "%%")


def _desktop_escaped(value: str) -> str:
    return value.replace("\\", "\\\\")
