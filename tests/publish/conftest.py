"""Gates opened by the tests of one file stay with it."""

import pytest

from auditlib.report.gates import OPEN


@pytest.fixture(autouse=True, scope="module")
def own_gates():
    before = [*OPEN.gates]
    yield
    OPEN.gates[:] = before
