"""Where the frozen program's command line begins."""

import sys

from desktop_app.__main__ import command_line

sys.exit(command_line())
