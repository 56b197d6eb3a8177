"""A tiny county as intake leaves it, for samples of its ledgers."""

import pytest

from auditlib.contracts import load_ledgers
from auditlib.intake import read_county
from auditlib.parameters import load_parameters
from auditlib.privacy.open_gates import OPEN
from tests.publish.county import received


@pytest.fixture(scope="package")
def county(tmp_path_factory):
    """The folder of results; the files as received lie beside it."""
    top = tmp_path_factory.mktemp("sampled")
    parameters, files = load_parameters(), received(top / "received") / "临朐县"
    read_county(files, parameters.county("linqu"), parameters, load_ledgers(parameters.folder / "ledgers"), top / "out" / "linqu")
    return top / "out"


@pytest.fixture(autouse=True, scope="module")
def own_gates():
    """Gates opened by the tests of one file stay with it."""
    before = [*OPEN.gates]
    yield
    OPEN.gates[:] = before
