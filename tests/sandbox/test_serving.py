"""Both servers as one command."""

import io
import json
import socket
import threading
from pathlib import Path

import paramiko
import pytest
import requests

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.sandbox.serving import serve


class Line(io.StringIO):
    """Collects what is written, and tells when it was flushed."""

    def __init__(self) -> None:
        super().__init__()
        self.flushed = threading.Event()

    def flush(self) -> None:
        super().flush()
        self.flushed.set()


def test_one_line_tells_how_to_reach_both_and_stopping_ends_both(tmp_path: Path) -> None:
    out, stop, before = Line(), threading.Event(), set(threading.enumerate())
    server = threading.Thread(target=serve, args=(tmp_path,), kwargs={"out": out, "stop": stop})
    server.start()
    try:
        assert out.flushed.wait(20)
        told = json.loads(out.getvalue())
        assert out.getvalue().count("\n") == 1
        with paramiko.SSHClient() as client:
            client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
            client.connect(
                told["host"], told["port"], told["user"], key_filename=told["key_file"], timeout=10
            )
        url = f"{told['digis_url']}/v1/import/single/{told['digis_url_postfix']}"
        answer = requests.post(url, json={}, verify=told["digis_ca_file"], timeout=10)
        assert answer.status_code == 400
    finally:
        stop.set()
        server.join(20)

    assert set(told) >= {"host", "port", "user", "key_file", "host_key", "digis_url", "digis_url_postfix"}
    assert told["host_key"].startswith("SHA256:")
    while not set(threading.enumerate()) <= before:  # the client's own thread takes a moment to end
        threading.Event().wait(0.01)


def test_a_taken_port_is_told_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(EnvironmentFailure, match="cannot start"):
            serve(tmp_path, out=io.StringIO(), stop=threading.Event(), port=port)
        with pytest.raises(EnvironmentFailure, match="cannot start"):
            serve(tmp_path, out=io.StringIO(), stop=threading.Event(), digis_port=port)
