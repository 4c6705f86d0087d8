"""The window: Qt and nothing but Qt. Everything that decides something lives below this package.

PySide puts an import of its own in the place of Python's. It reads the source of every module that is loaded from
then on, in search of `from __feature__ import`, which nothing here uses: a tenth of the start, and 20 MB. So Python's
own is put back.
"""

import builtins

_pythons_import = builtins.__import__
import PySide6  # noqa: E402, F401 - it takes the import's place when it is loaded

builtins.__import__ = _pythons_import
