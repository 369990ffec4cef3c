"""`python -m huimin` is the command `huimin`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command of the process's arguments. Ctrl-C may come before the program is read in."""
    try:
        from huimin.cli.main import main as run

        run()
    except KeyboardInterrupt:
        from huimin.cli.main import stopped

        sys.exit(stopped(sys.argv[1:]))


if __name__ == "__main__":
    main()
