"""Figures, names and ids of a page become links to what is there, and to nothing else."""

from auditlib.publish.links import linked, living

TABLE = '<main id="main"><p>LOAN-02 和 LOAN-03</p><table class="t"><thead><tr><th>县市区<th class=n>贷款<th>说明</thead>\n<tbody>{}</tbody></table></main>'


def target(row: str, column: str) -> str:
    return {("临朐县", ""): "linqu/report.html", ("临朐县", "贷款"): "linqu/loans.html", ("临朐县", "说明"): "linqu/report.html"}.get(
        (row, column), ""
    )


def test_names_and_figures_of_a_known_row_lead_on():
    page = linked(
        TABLE.format("<tr><td>临朐县<td class=n>12<td>好\n<tr><td>别县<td class=n>3<td>差"), {"LOAN-02": "rules/LOAN-02.html"}, target
    )
    assert '<td><a href="linqu/report.html">临朐县</a><td class=n><a href="linqu/loans.html">12</a><td>好' in page
    assert "<tr><td>别县<td class=n>3<td>差" in page and '<p><a href="rules/LOAN-02.html">LOAN-02</a> 和 LOAN-03</p>' in page


def test_what_is_a_link_or_code_or_no_text_stays():
    body = '<a href="x.html">LOAN-02</a><pre>LOAN-02</pre><code>LOAN-02</code><i title="LOAN-02">LOAN-02-12</i>'
    assert linked(f"<main>{body}</main>LOAN-02", {"LOAN-02": "y.html"}, target) == f"<main>{body}</main>LOAN-02"


def test_hostile_names_stay_text():
    cell = "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert (
        linked(
            TABLE.format(f"<tr><td>{cell}<td class=n>1<td>x"), {}, lambda row, _: "a.html" if row == "<script>alert(1)</script>" else ""
        ).count("<script")
        == 0
    )


def test_a_link_to_nothing_is_a_text():
    page = '<a href="linqu/a.html#x">甲</a><a class="bad" href="gone/b.html"><b>乙</b></a><a href="#here">丙</a>'
    assert living(page, "", {"linqu/a.html"}) == '<a href="linqu/a.html#x">甲</a><b>乙</b><a href="#here">丙</a>'
    assert living('<a href="../index.html">回</a>', "linqu", {"index.html"}) == '<a href="../index.html">回</a>'
