"""In JupyterLab tables and values show masked until the auditor asks for them."""

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from auditlib.batch.disclosure import refuse_revealing
from auditlib.batch.jobs import JobFailed
from auditlib.notebook import Audit
from auditlib.report.display import DONE
from tests.publish import county

WHO = ("王小明", "370799194501010018", "刘会兰", "370799194701010025", "张三丰")


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    made = InteractiveShell.instance()
    top = tmp_path_factory.mktemp("display")
    made.audit = Audit("linqu", str(county.received(top / "received")), str(top / "out"), "2019-12-31")
    yield made
    InteractiveShell.clear_instance()


def shown(shell, value) -> str:
    data, metadata = shell.display_formatter.format(value)
    return f"{data} {metadata}"


def test_whatever_a_cell_displays_is_masked_until_revealed(shell):
    audit = shell.audit
    frame = audit.ledgers["benefit_payment"].to_pandas()
    arrow = audit.ledgers["benefit_payment"].to_pyarrow()
    values = [
        frame,
        frame.set_index("name"),
        frame["name"],
        arrow,
        arrow["id_no"],
        audit.rule("FUND-01").frame,
        frame.to_dict("records"),
        frame["name"][0],
    ]
    values += [
        pd.DataFrame({"她": frame["name"], "x": [f"{name}的补贴" for name in frame["name"]]}),
        frame.groupby("name")["amount"].sum(),
        set(frame["id_no"]),
    ]
    for value in values:
        assert not [who for who in WHO if who in shown(shell, value)], type(value)
    assert "城关街道" in shown(shell, frame) and "300.00" in shown(shell, frame)

    assert "revealed" not in audit.finish("x").data
    assert "未遮盖" in shown(shell, audit.reveal())
    for value in values[:2]:
        assert "王小明" in shown(shell, value)
    assert audit.finish("x")._repr_mimebundle_()[DONE]["revealed"] is True


@pytest.mark.parametrize("source", ["audit.reveal()", "show = audit.reveal", "getattr(audit, 'reveal')()", "%time audit.reveal()"])
def test_the_batch_refuses_a_notebook_that_reveals(source):
    from nbformat.v4 import new_code_cell, new_notebook

    refuse_revealing(new_notebook(cells=[new_code_cell("1 + 1  # reveals nothing"), new_code_cell("audit.leads()")]))
    with pytest.raises(JobFailed, match="第 2 个单元格"):
        refuse_revealing(new_notebook(cells=[new_code_cell("1 + 1"), new_code_cell(source)]))
