"""The child process: what kills it harms nobody else."""

import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop_app.base.errors import Cancelled
from desktop_app.base.work import Unattended
from desktop_app.digipost.pdf_worker import ChildDied, PdfWorker, WorkFailed
from tests.helpers.watching import Watching

NOBODY = Unattended()


@pytest.fixture
def worker() -> Iterator[PdfWorker]:
    worker = PdfWorker("tests.helpers.pdf_mischief")
    yield worker
    worker.close()


def test_the_child_answers_and_is_kept(worker: PdfWorker) -> None:
    assert worker.run(NOBODY, 30, "answer", {"a": [1, 2]}) == {"a": [1, 2]}
    first, second = (worker.run(NOBODY, 30, "number") for _ in range(2))
    assert first == second != os.getpid()


def test_what_the_work_raises_comes_back_by_its_name(worker: PdfWorker) -> None:
    with pytest.raises(WorkFailed) as caught:
        worker.run(NOBODY, 30, "fail", "so it is")
    assert (caught.value.kind, caught.value.words) == ("ValueError", "so it is")
    assert worker.run(NOBODY, 30, "answer", 1) == 1


def test_a_crash_is_survived(worker: PdfWorker) -> None:
    before = worker.run(NOBODY, 30, "number")
    with pytest.raises(ChildDied):
        worker.run(NOBODY, 30, "crash")
    assert worker.run(NOBODY, 30, "number") != before


def test_work_without_end_is_ended(worker: PdfWorker) -> None:
    worker.run(NOBODY, 30, "number")
    with pytest.raises(ChildDied):
        worker.run(NOBODY, 0.2, "hang")
    assert worker.run(NOBODY, 30, "answer", 1) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only here is the limit on memory sure to hold")
def test_greed_is_refused_and_whoever_was_greedy_is_let_go(worker: PdfWorker) -> None:
    before = worker.run(NOBODY, 30, "number")
    with pytest.raises(ChildDied):
        worker.run(NOBODY, 30, "devour")
    assert worker.run(NOBODY, 30, "number") != before


def test_a_stop_ends_the_work(worker: PdfWorker) -> None:
    worker.run(NOBODY, 30, "number")
    context = Watching()
    context.is_stopped = True
    with pytest.raises(Cancelled):
        worker.run(context, 60, "hang")
    assert worker.run(NOBODY, 30, "answer", 1) == 1


def test_many_threads_may_ask(worker: PdfWorker) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda n: worker.run(NOBODY, 30, "answer", n), range(60)))
    assert answers == list(range(60))


def test_closing_ends_the_child_and_may_be_done_twice(worker: PdfWorker) -> None:
    worker.run(NOBODY, 30, "number")
    worker.close()
    worker.close()
    assert not [child for child in multiprocessing.active_children() if child.name == "brevdue-pdf"]


def test_nothing_is_started_before_it_is_needed() -> None:
    before = len(multiprocessing.active_children())
    worker = PdfWorker()
    assert len(multiprocessing.active_children()) == before
    worker.close()


def test_the_parent_does_not_load_the_libraries() -> None:
    code = (
        "import sys, desktop_app.digipost.pdf_checker\n"
        "sys.exit('pikepdf' in sys.modules or 'pypdfium2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="looks for the process by a signal")
def test_the_child_goes_when_its_parent_is_killed() -> None:
    code = (
        "import os, signal\n"
        "from desktop_app.base.work import Unattended\n"
        "from desktop_app.digipost.pdf_worker import PdfWorker\n"
        "if __name__ == '__main__':\n"
        "    worker = PdfWorker('tests.helpers.pdf_mischief')\n"
        "    print(worker.run(Unattended(), 30, 'number'), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False).stdout
    child = int(output)
    gone = threading.Event()
    for _ in range(200):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        gone.wait(0.05)
    pytest.fail("the child lives on")
