"""`python -m auditlib` is the command `auditlib`."""

from auditlib.cli import main

main()
