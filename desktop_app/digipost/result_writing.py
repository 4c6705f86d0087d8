"""Results out, as XML: what the sandbox answers with."""

from collections.abc import Iterable
from typing import BinaryIO

from desktop_app.digipost.model import ResultHeader, ResultItem


def write_result(header: ResultHeader, items: Iterable[ResultItem], out: BinaryIO) -> None:
    """Write a result's XML in `header.interface`, reading the items one by one.

    The items come in the order of the wire: recipients, then document faults, then letters. A header with a
    `failure` has no items. Raises `ValueError` for what the interface cannot say (2_0 knows no MOTTATT and
    no FORELØPIG_SUKSESS, and its letters have ids but no uuids).
    """
    raise NotImplementedError
