"""The demo's auditors fill in what real ones may: every line is taken, through all three workbooks, and a second time nothing is left to do."""

from pathlib import Path

from auditlib.desk.office import open_office
from synthetic.decisions import decide
from tests.desk.conftest import lead


def test_every_line_of_the_demos_auditors_is_taken(desk):
    (desk.top / "received").mkdir()
    (desk.top / "received" / "answer_key.csv").write_text("county,rule_id,subject\nlinqu,RECT-04,370799194404190253\n", encoding="utf-8")
    desk.found(
        [lead(rule, number, amount=f"{100 * number}.00") for number, rule in enumerate(("FUND-01", "LOAN-02", "EDU-02", "FUND-04") * 20, 1)]
    )
    with open_office(desk.out, None, None, write=True) as office:
        county = office.parameters.counties["linqu"]
        first, again = (decide(office, county, Path(desk.top / "desk"), desk.top / "received", "2019-11-30 09:00") for _ in range(2))
    assert "问题清单" in first and "整改台账" in first and again == "临朐县: 疑点核查表 0, 问题清单 0, 整改台账 0"
    counts = desk.status()
    assert counts["raised"] == 80 and all(counts[name] > 0 for name in ("dismissed", "verified", "unverifiable", "open"))
    assert {"销号", "持续整改", "整改中", "移送", "未在报告反映"} <= {case.state for case in desk.cases.values()}
    assert desk.call("verify") == 0
