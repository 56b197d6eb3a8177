"""The command in a process of its own, with the stage of stubs: python -m tests.batch.driver run --data …"""

import functools
import sys

import auditlib.batch.run as batch
from auditlib import cli
from auditlib.batch import environment
from tests.batch import stubs

if __name__ == "__main__":
    sys.modules["auditlib.report.site"] = stubs.SITE
    environment.PRELOAD = ""
    batch.run = functools.partial(batch.run, stage=stubs.stage)
    cli.main(sys.argv[1:])
