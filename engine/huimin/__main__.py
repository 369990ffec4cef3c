"""`python -m huimin` is the command `huimin`."""

from huimin.cli.main import main

main()
