"""`python -m desktop_app.cli`: the same as `brevdue-cli`."""

import sys

from desktop_app.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
