"""The engines that rules are tested on: DuckDB, Sail (a Spark Connect server from PyPI), and Apache Spark among the slow tests."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from auditlib import parameters
from auditlib.project_key import PUBLISHED

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SPARK = next(ROOT.glob(".venv-spark/lib/python*/site-packages/pyspark"), None)
#: On rows by the dozen Spark spends its time on compiling and distributing; none of it changes a result.
SMALL = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}

#: What takes longest comes first, or at the end one core waits for the other. Arguments of the command cannot say it: pytest takes those
#: that lie in one another for one.
LONGEST = ("test_accuracy.py", "docs", "rules", "batch", "publish", "synthetic")

# the same examples every time, however busy the machine is
settings.register_profile(
    "auditlib", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("auditlib")

# what was compiled for the same code is compiled once, not once per test run
os.environ.setdefault("AUDITLIB_CACHE", str(ROOT / ".pytest_cache" / "auditlib"))
os.environ.setdefault("RUST_LOG", "error")

# on rows by the dozen a second thread of DuckDB costs more than it does; counties are audited with several
os.environ.setdefault("AUDITLIB_THREADS", "1")

# whoever runs the tests, the command speaks English in them
os.environ["LANGUAGE"] = "C"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.relative_to(HERE).parts[0], len(place)))


def pytest_collection_finish() -> None:
    """What the collection leaves is never looked through for garbage again: it was a seventh of the time of a rule's examples."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def published_key():
    """Ids of the project's own parameters are made under the published key; parameters that a test writes have a key of their own."""
    own = parameters.project_key
    parameters.project_key = lambda folder: PUBLISHED if folder.resolve() == ROOT / "parameters" else own(folder)
    yield
    parameters.project_key = own


def only(*rule_ids: str):
    """A fixture for all tests of a file: counties are asked for these rules and no others, where the test tells of a run and not of a rule."""

    @pytest.fixture(autouse=True, scope="module")
    def few():
        from auditlib import audit

        whole = audit.in_turn
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(audit, "in_turn", lambda scope="county": [rule for rule in whole(scope) if rule.id in rule_ids])
            yield

    return few


@pytest.fixture(scope="session")
def sail():
    """The address of a Sail server inside this test process."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    yield f"sc://127.0.0.1:{server.listening_address[1]}"
    server.stop()


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """The address of an Apache Spark Connect server, started for this test process (make test-all installs it)."""
    if SPARK is None:
        pytest.skip("no Apache Spark: make .venv-spark/installed (needs Java 17)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = SMALL | {"spark.connect.grpc.binding.port": str(port)}
    line = [
        str(SPARK / "bin" / "spark-submit"),
        "--class",
        "org.apache.spark.sql.connect.service.SparkConnectServer",
        "--master",
        "local[2]",
    ]
    line += [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    place, here = tmp_path_factory.mktemp("spark"), {"SPARK_HOME": str(SPARK), "SPARK_LOCAL_IP": "127.0.0.1"}
    with open(place / "log.txt", "w") as log, subprocess.Popen(line, cwd=place, env=os.environ | here, stdout=log, stderr=log) as server:
        while not _listens(port):
            assert server.poll() is None, (place / "log.txt").read_text()
            time.sleep(0.5)
        yield f"sc://127.0.0.1:{port}"
        server.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session", params=["duckdb", "sail", pytest.param("spark", marks=pytest.mark.slow)])
def engine(request) -> str:
    """Each engine in turn, as run.yaml would name it."""
    return "duckdb" if request.param == "duckdb" else request.getfixturevalue(request.param)
