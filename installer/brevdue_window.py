"""Where the frozen program's window begins."""

import sys

from desktop_app.__main__ import window

sys.exit(window())
