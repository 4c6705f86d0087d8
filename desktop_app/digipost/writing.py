"""Jobs out, as XML."""

from typing import BinaryIO

from desktop_app.digipost.model import Interface, Job


def write_job(job: Job, out: BinaryIO, interface: Interface) -> None:
    """Write the job's XML (UTF-8), reading its recipients, documents and letters one by one.

    Takes the same memory for ten letters as for a million; equal jobs give equal bytes. Raises `JobInvalid`
    for what XML or Digipost cannot take (control characters, a customer id twice, …), naming letter,
    customer id and field, and `NotInInterface` for what this interface cannot carry.
    """
    raise NotImplementedError
