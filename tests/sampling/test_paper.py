"""The sampling paper: drawn, filled in with another program, evaluated; every fault told by its cell. All persons are invented."""

from __future__ import annotations

import json
import shutil
import stat
from decimal import Decimal

import click
import openpyxl
import pytest

from auditlib.casework.record import Record
from auditlib.casework.samples import SAMPLES
from auditlib.casework.snapshot import snapshot
from auditlib.commands.sample import sample
from auditlib.contracts import load_ledgers
from auditlib.errors import AuditError
from auditlib.parameters import load_parameters
from auditlib.project_key import Key
from auditlib.sampling import filled, monetary_size, upper_bound, workbook
from auditlib.sampling.frames import ledger_population
from auditlib.sampling.papers import Papers

#: 120 households in two towns, K001 … K120; the name is one of four.
NAMES = ("王小明", "欧阳建国", "刘会兰", "张三丰")
LIST = "编号,镇街,姓名,金额\n" + "".join(f"K{n:03},{'东镇' if n % 3 else '西镇'},{NAMES[n % 4]},{n * 100}.50\n" for n in range(1, 121))
BOOK = sum(Decimal(n * 100) + Decimal("0.50") for n in range(1, 121))


def run(*arguments: str) -> int:
    """The command as cli.main would run it. Usage errors are raised."""
    return sample.main([*map(str, arguments)], standalone_mode=False) or 0


@pytest.fixture
def frame(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_bytes(LIST.encode("gb18030"))
    return path


@pytest.fixture
def by_units(frame, tmp_path, capsys):
    """An attribute sample in two strata, drawn."""
    run(
        "draw",
        "--frame",
        frame,
        "--unit",
        "编号",
        "--stratum",
        "镇街",
        "--tolerable",
        "0.10",
        "--by",
        "审计甲",
        "--to",
        tmp_path / "papers",
    )
    return tmp_path / "papers" / capsys.readouterr().out.strip().split("/")[-1]


@pytest.fixture
def by_money(frame, tmp_path, capsys):
    options = ("--amount", "金额", "--method", "mus", "--tolerable", "0.10", "--expected", "0.02", "--to", tmp_path / "papers")
    run("draw", "--frame", frame, "--unit", "编号", *options)
    return tmp_path / "papers" / capsys.readouterr().out.strip().split("/")[-1]


class Book:
    """A paper opened with another program, its cells by titles."""

    def __init__(self, path, sheet: str = "样本"):
        self.path, self.book = path, openpyxl.load_workbook(path)
        self.sheet = self.book[sheet]
        self.titles = {cell.value: cell.column for cell in self.sheet[2]}
        self.rows = range(3, self.sheet.max_row + 1)

    def other(self, sheet: str) -> Book:
        self.sheet = self.book[sheet]
        return self

    def get(self, row: int, title: str):
        return self.sheet.cell(row, self.titles[title]).value

    def put(self, row: int, **values) -> str:
        """Write cells by titles; returns the address of the last one."""
        for title, value in values.items():
            self.sheet.cell(row, self.titles[title]).value = value
        return f"{self.sheet.title}!{self.sheet.cell(row, self.titles[title]).coordinate}"

    def all_agree(self) -> Book:
        for row in self.rows:
            self.put(row, 核查结果="相符")
        return self

    def save(self, path=None):
        self.book.save(path or self.path)
        return path or self.path


def refusals(path, capsys) -> str:
    assert run("evaluate", path) == 1
    return capsys.readouterr().err


def test_the_paper_tells_what_was_planned(by_units):
    book = openpyxl.load_workbook(by_units)
    told = {row[0].value: row[1].value for row in book["抽样底稿"].iter_rows(min_row=3) if row[1].value}
    assert told["总体单位数 N"] == "120" and told["可容忍错误率"] == "10%" and told["随机种子"] and len(told["总体文件 SHA-256"]) == 64
    # without an error, 12 wrong of 120 have a probability of 5.2 % in 25, of 4.6 % in 26
    assert told["分层（单位数：样本数）"] == "东镇 80：17；西镇 40：9" and told["样本量 n"].startswith("26（")
    assert "审计甲" in book["样本"]["A1"].value and book["_record"].sheet_state == "veryHidden"
    assert stat.S_IMODE(by_units.stat().st_mode) == 0o600


def test_nothing_found_is_accepted(by_units, capsys):
    assert run("evaluate", Book(by_units).all_agree().save()) == 0
    assert "总体可以接受" in capsys.readouterr().out
    told = json.loads((by_units.parent / "samples.json").read_text(encoding="utf-8"))
    assert [one["title"] for one in told] == ["名单核查"] and told[0]["accepted"] and told[0]["examined"] == 26
    assert Decimal(told[0]["upper"]) == round(Decimal(upper_bound(0, 26, 0.95, "hypergeometric", 120)), 6)
    assert not any(name in json.dumps(told, ensure_ascii=False) for name in (*NAMES, "K0", "K1"))


def test_sorted_with_columns_moved_and_rows_above(by_units, capsys):
    """As WPS or LibreOffice may leave it: another order of rows and columns, a line on top, amounts as text."""
    book = Book(by_units).all_agree()
    book.put(7, 核查结果="不符", 说明="未入住", **{"错误金额（元）": "1,200.50"})
    sheet = book.sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    sheet.delete_rows(1, sheet.max_row)
    for row in [["打印用"], rows[0][::-1], *(row[::-1] for row in rows[:0:-1])]:
        sheet.append(row)
    assert run("evaluate", book.save()) == 0
    told = json.loads((by_units.parent / "samples.json").read_text(encoding="utf-8"))[0]
    assert told["errors"] == 1 and told["found"] == "1200.50" and Decimal(told["most_likely"]) == round(Decimal(80) / 17 / 120, 6)


def test_errors_of_money_are_projected(by_money, capsys):
    book = Book(by_money).all_agree()
    row = next(row for row in book.rows if not book.get(row, "必查"))
    amount = Decimal(str(book.get(row, "账面金额（元）")))
    book.put(row, 核查结果="不符", 说明="标准不符", **{"核实金额（元）": float(amount / 2)})
    assert run("evaluate", book.save()) == 0
    told = json.loads((by_money.parent / "samples.json").read_text(encoding="utf-8"))[0]
    size = monetary_size(Decimal("0.10"), Decimal("0.02"))
    interval = (BOOK / size).quantize(Decimal("0.01"), "ROUND_DOWN")
    taint = (amount - (amount / 2).quantize(Decimal("0.01"))) / amount
    assert abs(Decimal(told["most_likely"]) - interval * taint) < Decimal("0.01") and told["tolerable"] == str(
        (BOOK / 10).quantize(Decimal("0.01"))
    )
    # 3.00 and 1.75 of the AICPA's factors, to their two places
    assert abs(Decimal(told["upper"]) / interval - (Decimal("2.996") + Decimal("1.748") * taint)) < Decimal("0.002")


def test_the_unit_that_does_not_belong_is_replaced_by_the_next(by_units, capsys):
    book = Book(by_units).all_agree()
    gone = book.get(5, "样本编号")
    book.put(5, 核查结果="替换", 替换原因="户已整户迁出，不属于总体")
    path = book.save()
    assert "没有填核查结果" in refusals(path, capsys) and "备用样本!" in refusals(path, capsys)
    ready = book.other("备用样本")
    book.put(next(row for row in range(3, 9) if ready.get(row, "层") == "东镇"), 核查结果="相符")
    assert run("evaluate", ready.save()) == 0
    evaluated = openpyxl.load_workbook(path.with_name(f"{path.stem}-评价.xlsx"))
    told = {row[0].value: row[1].value for row in evaluated["抽样底稿"].iter_rows(min_row=3)}
    assert told["替换"] == f"{gone}：户已整户迁出，不属于总体" and told["核查单位"] == "26"


FAULTS = {
    "no verdict": ({"核查结果": None}, "没有填核查结果"),
    "another verdict": ({"核查结果": "基本相符"}, "核查结果只能填：相符、不符、无法核查、替换"),
    "a difference without a word": ({"核查结果": "不符", "说明": None}, "“不符”须写说明"),
    "no amount": ({"核查结果": "不符", "说明": "少", "核实金额（元）": "约三千"}, "不是金额"),
    "fractions of a fen": ({"核查结果": "不符", "说明": "少", "核实金额（元）": 1.234}, "不是金额"),
    "below nothing": ({"核查结果": "不符", "说明": "少", "核实金额（元）": -1}, "金额不得小于 0"),
    "another amount agrees": ({"核查结果": "相符", "核实金额（元）": 1}, "核查结果应为“不符”"),
    "a replaced monetary unit": ({"核查结果": "替换", "替换原因": "找不到"}, "不得替换"),
    "no such day": ({"核查日期": "2019-02-30"}, "不是存在的日期"),
    "a long note": ({"说明": "长" * 5000}, "超过 2000 个字"),
    "a formula": ({"说明": '="少"&"了"'}, "公式"),
    "a changed amount": ({"账面金额（元）": 5}, "账面金额被改动"),
    "a changed id": ({"样本编号": "abc"}, "不是抽中的样本编号"),
}
#: Where the fault is told, if not at the cell written last.
ELSEWHERE = {"a difference without a word": "说明", "a replaced monetary unit": "核查结果"}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_cell(by_money, capsys, fault):
    cells, sentence = FAULTS[fault]
    book = Book(by_money).all_agree()
    address = book.put(9, **cells)
    if fault in ELSEWHERE:
        address = book.put(9, **{ELSEWHERE[fault]: cells[ELSEWHERE[fault]]})
    told = refusals(book.save(), capsys)
    assert any(address in line and sentence in line for line in told.splitlines()), told
    assert not [*by_money.parent.glob("*评价*")] and not (by_money.parent / "samples.json").exists()


def test_all_faults_are_told_at_once_and_the_good_papers_evaluated(by_money, frame, tmp_path, capsys):
    other = shutil.copy(by_money, by_money.with_name("另一份.xlsx"))
    Book(by_money).all_agree().save()
    bad = Book(other).all_agree()
    bad.put(5, 核查结果="错")
    bad.put(6, 核查日期="13月")
    assert run("evaluate", bad.save(), by_money) == 1
    told = capsys.readouterr()
    assert len(told.err.strip().splitlines()) == 2 and "可以接受" in told.out


def test_rows_gone_or_twice(by_money, capsys):
    book = Book(by_money).all_agree()
    book.sheet.delete_rows(4)
    assert "少了 1 个样本的行" in refusals(book.save(), capsys)
    book = Book(book.path)
    book.put(5, 样本编号=book.get(6, "样本编号"))
    assert "重复；每个样本一行" in refusals(book.save(), capsys)


def test_a_changed_record_another_key_and_other_files(by_money, tmp_path, capsys, frame):
    book = Book(by_money)
    record = book.book["_record"]
    record["A2"] = record["A2"].value.replace('"tolerable": "0.1', '"tolerable": "0.3', 1)
    assert "抽样记录被改动" in refusals(book.save(tmp_path / "a.xlsx"), capsys)
    with pytest.raises(AuditError, match="用另一个项目密钥"):
        filled.read(by_money, [Key("another key of thirty-two characters or more")])
    del book.book["_record"]
    assert "不是 auditlib sample draw 生成的抽样底稿" in refusals(book.save(tmp_path / "b.xlsx"), capsys)
    (tmp_path / "c.xlsx").write_bytes(by_money.read_bytes()[:3000])
    assert "c.xlsx" in refusals(tmp_path / "c.xlsx", capsys)
    assert "d.xlsx" in refusals(shutil.copy(frame, tmp_path / "d.xlsx"), capsys)


def test_a_far_cell_ends_neither_the_reading_nor_the_program(by_units, capsys):
    book = Book(by_units).all_agree()
    book.sheet["XFD1048576"] = "远"
    assert "零星单元格" in refusals(book.save(), capsys)


def test_two_columns_of_one_title_are_not_guessed_between(by_units, capsys):
    book = Book(by_units).all_agree()
    book.sheet.cell(2, book.sheet.max_column + 1, "说明")
    assert "两列都叫“说明”" in refusals(book.save(), capsys)


def test_the_record_keeps_white_space_wherever_it_is_cut(frame, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(workbook, "PIECE", 5)
    run("draw", "--frame", frame, "--unit", "编号", "--tolerable", "0.10", "--seed", "第 一 轮", "--by", "审计甲", "--to", tmp_path)
    (path,) = tmp_path.glob("*.xlsx")
    assert filled.drawn(path, [load_parameters().key]).sample.seed == "第 一 轮"


def test_a_paper_is_never_replaced(by_units, frame, tmp_path):
    before = by_units.read_bytes()
    with pytest.raises(AuditError, match="已经存在"):
        run("draw", "--frame", frame, "--unit", "编号", "--tolerable", "0.10", "--to", tmp_path / "papers")
    assert by_units.read_bytes() == before


def test_masked_names(frame, tmp_path, capsys):
    run("draw", "--frame", frame, "--unit", "编号", "--tolerable", "0.10", "--names", "masked", "--to", tmp_path)
    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(tmp_path / "名单核查_抽样底稿.xlsx")
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert "欧阳*" in cells and not any(name in cell for name in NAMES for cell in cells)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("编号,金额\nA,1\nA,2\n", "第 2 条记录的“编号”为空或与前面重复"),
        ("编号,金额\nA,一百\n", "第 1 条记录的“金额”不是金额"),
        ("编号,钱\nA,1\n", "没有列“金额”；可用的列：编号、钱"),
        ("编号,金额\n", "不是抽样总体清单"),
        ("编号,金额\nA,1,2\n", "不是抽样总体清单"),
    ],
)
def test_what_is_no_frame(tmp_path, text, told):
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    with pytest.raises(AuditError, match=told):
        run("draw", "--frame", tmp_path / "f.csv", "--unit", "编号", "--amount", "金额", "--tolerable", "0.1", "--to", tmp_path)


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("plan", "--tolerable", "x"),
        ("draw", "--to", "x"),
        ("draw", "--to", "x", "--frame", __file__),
        ("draw", "--to", "x", "--ledger", "a", "--frame", __file__),
        ("evaluate",),
    ],
)
def test_wrong_usage(arguments):
    with pytest.raises(click.UsageError):
        run(*arguments)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("plan", "--tolerable", "0.05", "--expected", "0.05"), "not below tolerable"),
        (("plan", "--ledger", "nothing"), "没有样本总体 nothing；可用：households"),
        (("plan", "--ledger", "project"), "须给出 --outputs"),
        (("plan", "--ledger", "project", "--tolerable", "2"), "可容忍错误率须小于 1"),
    ],
)
def test_what_cannot_be_planned(arguments, told):
    with pytest.raises(AuditError, match=told):
        run(*arguments)


def test_sizes_with_their_reasons(capsys):
    run("plan", "--tolerable", "0.05", "--expected", "0.01")
    run("plan", "--tolerable", "0.05", "--population", "500")
    run("plan", "--tolerable", "0.05", "--expected", "0.01", "--method", "mus")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("；")[0] for line in lines] == ["样本量 93", "样本量 56", "样本量 93"] and "泊松分布" in lines[2]


def test_a_ledger_as_the_population(county, tmp_path, capsys):
    run("draw", "--outputs", county, "--county", "临朐县", "--ledger", "payments", "--to", tmp_path)
    (path,) = tmp_path.glob("*.xlsx")
    book = Book(path)
    told = {row[0].value: row[1].value for row in book.book["抽样底稿"].iter_rows(min_row=3)}
    assert path.name == "临朐县惠民补贴发放资料核查_抽样底稿.xlsx" and told["账面总额（元）"] == "600.00" and told["总体单位数 N"] == "3"
    assert sorted(book.get(row, "账面金额（元）") for row in book.rows) == [100, 200, 300] and "370799" not in str(
        book.book["_record"]["A2"].value
    )


def test_units_follow_content_not_place(county, tmp_path):
    """The ids of a shuffled ledger are the same, also of rows alike in their business key; a missing ledger is said."""
    import pyarrow.parquet as pq

    parameters = load_parameters()
    contract = load_ledgers(parameters.folder / "ledgers")["benefit_payment"]
    path = county / "linqu" / "ledgers" / "benefit_payment.parquet"
    table = pq.read_table(path)
    twice = table.take([0, 1, 2, 0])
    pq.write_table(twice, tmp_path / "a.parquet")
    pq.write_table(twice.take([3, 2, 0, 1]), tmp_path / "b.parquet")
    options = {"amount": "amount", "stratum": None, "show": ["name"]}
    a, b = (ledger_population(tmp_path / f"{name}.parquet", contract, parameters.key, **options) for name in "ab")
    assert sorted(one.key for one in a.units) == sorted(one.key for one in b.units) and len({one.key for one in a.units}) == 4
    together = ledger_population(tmp_path / "a.parquet", contract, parameters.key, unit=["id_no"], **options)
    assert sorted(one.amount for one in together.units) == [Decimal(100), Decimal(200), Decimal(600)]
    with pytest.raises(AuditError, match="没有收到，不能抽样"):
        ledger_population(tmp_path / "c.parquet", contract, parameters.key, **options)


def test_results_go_into_the_case_record_once(county, tmp_path, capsys):
    """Said again, nothing is added; said otherwise, the last counts. What a run reads of it holds no name."""
    run("draw", "--outputs", county, "--county", "linqu", "--ledger", "payments", "--to", tmp_path)
    (path,), parameters = tmp_path.glob("*.xlsx"), load_parameters()
    Book(path).all_agree().save()
    said = []
    for wrong in (False, False, True):
        if wrong:
            book = Book(path)
            book.put(3, 核查结果="无法核查", 说明="资料缺失")
            book.save()
        assert run("evaluate", path, "--outputs", county, "--cases", tmp_path / "cases.db", "--by", "审计甲") == 0
        with Record.open(str(tmp_path / "cases.db"), county, parameters.key) as record:
            said.append(record.entries())
    assert [len(entries) for entries in said] == [1, 1, 2] and said[2][0].by == "审计甲" and said[2][0].thing == said[2][1].thing
    (told,) = json.loads(snapshot(str(tmp_path / "cases.db"), county, parameters).texts["linqu"][SAMPLES])
    assert told["errors"] == 1 and not any(name in json.dumps(told, ensure_ascii=False) for name in NAMES)


def test_the_plan_in_the_parameters_fits_the_ledgers():
    assert {"households", "projects", "loans", "payments"} <= Papers(None, None).plan.frames.keys()
