"""Every trap that untyped loading falls into is refused with file, line and what is allowed, before anything runs.

Each block changes one thing in a good folder: the file, the line that is replaced (or `+` to append), the text put there,
and what the refusal must say. `⏎` is a line break, `·` a space at a line's end.
"""

import pickle
import shutil
from pathlib import Path

import pytest

from auditlib.contracts import load_ledgers
from auditlib.county_contracts import check_counties
from auditlib.errors import ParameterError
from auditlib.parameters import load_parameters

ROOT = Path(__file__).resolve().parents[2] / "parameters"

TRAPS = """
trap                     | file                      | replaced                  | by                                  | says
unknown key              | run.yaml                  | audit_to: null            | audit_too: null                     | :4: unknown key audit_too (did you mean audit_to?); allowed: as_of, audit_from, audit_to, notebooks
duplicate key            | run.yaml                  | audit_to: null            | as_of: 2019-12-31                   | :4: key 'as_of' stands twice
missing key              | run.yaml                  | audit_from: 2014-01-01    |                                     | audit_from is missing
date that does not exist | run.yaml                  | as_of: 2019-12-31         | as_of: 2019-02-30                   | :2: as_of: this date does not exist in the calendar; allowed: YYYY-MM-DD
other form of date       | run.yaml                  | as_of: 2019-12-31         | as_of: 2019/12/31                   | :2: as_of: not a date; allowed: YYYY-MM-DD
date in full width       | run.yaml                  | as_of: 2019-12-31         | as_of: ２０１９-12-31               | :2: '２０１９-12-31' holds full-width digits; allowed: 2019-12-31
null where needed        | run.yaml                  | as_of: 2019-12-31         | as_of: null                         | :2: as_of: not a date
period upside down       | run.yaml                  | audit_from: 2014-01-01    | audit_from: 2020-01-01              | audit_from ≤ audit_to ≤ as_of
one instead of a list    | run.yaml                  | notebooks: [special_funds, projects, micro_loans, project_assets, education, medical, housing, water, standards, screening, consumption, rectification, crosscheck, fieldwork, county_report, city_overview] | notebooks: projects | :5: notebooks
unquoted code            | counties/linqu.yaml       | code: "370724"            | code: 370724                        | :6: code: 370724 is a number, text is needed; allowed: put it in quotes: "370724"
octal-looking code       | counties/linqu.yaml       | code: "370724"            | code: 051234                        | :6: 051234 is not a plain number; allowed: digits with at most one point, or a code in quotes: "051234"
code too short           | counties/linqu.yaml       | code: "370724"            | code: "37072"                       | :6: code
full-width code          | counties/linqu.yaml       | code: "370724"            | code: "３７０７２４"                | :6: '３７０７２４' holds full-width digits; allowed: 370724
code with trailing space | counties/linqu.yaml       | code: "370724"            | code: "370724 "                     | :6: '370724 ' begins or ends with a space
unquoted township        | counties/linqu.yaml       | "370724001": 城关街道     | 370724001: 城关街道                 | :9: a key must be text; allowed: a word, or in quotes
id of another file       | counties/linqu.yaml       | id: linqu                 | id: anqiu                           | id anqiu in a file of another name; allowed: id: linqu
unknown category         | counties/linqu.yaml       | aliases: [临朐, 潍坊市临朐县] | categories: {medical_enrol: {status: {断档: 断档}}} | :7: medical_enrol.status has no category 断档; allowed: 参保, 停保, 未参保
word of another category | counties/linqu.yaml       | aliases: [临朐, 潍坊市临朐县] | categories: {medical_enrol: {status: {断保: 参保}}} | :7: 断保 says 停保 in medical_enrol.status
unit of no column's kind | counties/linqu.yaml       | aliases: [临朐, 潍坊市临朐县] | files: [{match: x, units: {balance: 斤}}] | :7: unit 斤 of balance; allowed: 万元, 亿元, 元, 分, 千元, 百万元, 百元
name of another county   | counties/linqu.yaml       | aliases: [临朐, 潍坊市临朐县] | aliases: [临朐, 安丘]           | 安丘 names
word NO                  | programmes.yaml           | poverty_only: true        | poverty_only: NO                    | NO is read differently by different programs; allowed: true, false
word in quotes for bool  | programmes.yaml           | poverty_only: true        | poverty_only: "true"                | poverty_only: not a truth value; allowed: true, false
null for a flag          | programmes.yaml           | poverty_only: true        | poverty_only: null                  | poverty_only: not a truth value
payee level unknown      | programmes.yaml           | payee_level: 到户         | payee_level: 户                     | payee_level
exclusion unknown        | programmes.yaml           | exclusive_with: [TEKUN]   | exclusive_with: [TEKUM]             | exclusive_with of DIBAO names TEKUM
code twice               | programmes.yaml           | - code: TEKUN             | - code: DIBAO                       | code DIBAO stands twice
exponent                 | policy/micro_loans.yaml   | value: 50000              | value: 5e4                          | 5e4 is not a plain number
thousands                | policy/micro_loans.yaml   | value: 50000              | value: 50_000                       | 50_000 is not a plain number
number as text           | policy/micro_loans.yaml   | value: 50000              | value: "50000"                      | text where unit 元 needs a number
truth value              | policy/micro_loans.yaml   | value: 50000              | value: true                         | true or false; allowed: a number, text, a list of texts, or nothing
missing value            | policy/micro_loans.yaml   | value: 50000,             |                                     | :9: loan.ceiling.values.0: value is missing
unit unknown             | policy/micro_loans.yaml   | unit: 元                  | unit: CNY                           | :4: loan.ceiling.unit
date value impossible    | policy/micro_loans.yaml   | value: "2020-07-03"       | value: "2020-06-31"                 | this date does not exist in the calendar
unsorted dates           | policy/register.yaml      | from: 2011-01-01          | from: 2009-01-01                    | :2: line.national: from 2009-01-01 follows from 2010-01-01; allowed: dates in rising order
same date twice          | policy/register.yaml      | from: 2011-01-01          | from: 2010-01-01                    | dates in rising order, each once
overlapping dates        | policy/register.yaml      | from: 2010-01-01,         | from: 2010-01-01, to: 2011-01-01,   | overlaps the next from 2011-01-01; allowed: ends before the next begins
end before beginning     | policy/register.yaml      | from: 2010-01-01,         | from: 2010-01-01, to: 2009-12-31,   | lies before from 2010-01-01
value id in two files    | policy/register.yaml      | line.shandong:            | fund.tolerance:                     | stands in parameters/policy/register.yaml too
anchor                   | policy/register.yaml      | value: 2300               | value: &a 2300                      | anchors, aliases and tags are not used
tag                      | policy/register.yaml      | value: 2300               | value: !!str 2300                   | anchors, aliases and tags are not used
broken indentation       | policy/register.yaml      | line.shandong:            | line.shandong: [                    | not valid YAML
county policy unknown    | counties/linqu.yaml       | +                         | policy:⏎  fund.pass_down: [{from: 2018-01-01, value: 15, document: x, confirmed: true}] | policy value fund.pass_down is unknown
county policy unit       | counties/linqu.yaml       | +                         | policy:⏎  fund.pass_down_days: [{from: 2018-01-01, value: 半月, document: x, confirmed: true}] | text where unit 天 needs a number
ledger of a synonym      | counties/linqu.yaml       | +                         | synonyms:⏎  micro_loans: {principal: [本金]}     | :20: ledger micro_loans is unknown (did you mean micro_loan?); allowed: poor_household
column of a synonym      | counties/linqu.yaml       | +                         | synonyms:⏎  micro_loan: {capital: [本金]}        | micro_loan has no column capital
ledger of a pin          | counties/linqu.yaml       | +                         | files:⏎  - {match: "*.xlsx", ledger: loans}      | :20: ledger loans is unknown
column of a pin          | counties/linqu.yaml       | +                         | files:⏎  - {match: "*.xlsx", ledger: micro_loan, values: {banks: 农商行}} | micro_loan has no column banks
unquoted text in a pin   | counties/linqu.yaml       | +                         | files:⏎  - {match: "*.xlsx", sheet: 2019}        | 2019 is a number, text is needed; allowed: put it in quotes
column type unknown      | ledgers/loan_txn.yaml     | type: account             | type: bank                          | ledgers/loan_txn.yaml
column unknown           | ledgers/loan_txn.yaml     | row_if: [amount]          | row_if: [amounts]                   | amounts: no such column in loan_txn; allowed: txn_no
block unknown            | ledgers/death_register.yaml | include: [region, person.name, person.id_no] | include: [regions]   | include regions: no such block or column
header for two columns   | ledgers/loan_txn.yaml     | header: 交易流水号        | header: 合同 编号                   | header 合同编号 serves txn_no and loan_no at the same rank 0
header missing           | ledgers/loan_txn.yaml     | {header: 交易流水号, synonyms: [流水号]} | {synonyms: [流水号]} | columns.txn_no: header is missing
variant of two values    | ledgers/loan_txn.yaml     | [转账, 转账支出           | [还款, 转账支出                     | 还款 stands under two values
period into one column   | ledgers/asset_contract.yaml | into: [start_date, end_date] | into: [start_date]              | into does not fit the type
ledger name              | ledgers/loan_txn.yaml     | name: loan_txn            | name: loan_txns                     | name loan_txns in a file of another name
ledger name of our own   | ledgers/loan_txn.yaml     | name: loan_txn            | name: lead                          | lead is a table of auditlib's own; allowed: any other name
concept unknown key      | words/micro_loans.yaml    | kind: grant               | kinds: grant                        | micro_loans.yaml:5: loan.extended: unknown key kinds (did you mean kind?); allowed: id, file, description, kind, says
concept id               | words/micro_loans.yaml    | loan.extended:            | 贷款展期:                           | micro_loans.yaml:3: 贷款展期
concept in two files     | words/water.yaml          | water.seasonal:           | loan.extended:                      | loan.extended stands in parameters/words/micro_loans.yaml too
concept without wordings | words/micro_loans.yaml    | says: [展期, 延期, 延长还款, 延长期限, 展延, 顺延] | says: []   | loan.extended.says
wording twice            | words/micro_loans.yaml    | says: [展期, 延期         | says: [展期, 展期                   | says: 展期 stands twice; allowed: each wording once
innocent of nothing      | words/micro_loans.yaml    | unless: [不展期           | unless: [不延长                     | unless: 不延长 holds none of the wordings
wording a number         | words/consumption.yaml    | says: ["832",             | says: [832,                         | no wording; allowed: text, or {pattern: a regular expression}
lookaround               | words/micro_loans.yaml    | says: [展期,              | says: [{pattern: "(?<!未)展期"},    | not all engines know this expression
bracket among characters | words/micro_loans.yaml    | says: [展期,              | says: [{pattern: "[])]展期"},       | not all engines know this expression
pattern broken           | words/micro_loans.yaml    | says: [展期,              | says: [{pattern: "展期("},          | no regular expression
name denied              | words/micro_loans.yaml    | kind: grant               | kind: name⏎  denied_by: [未]        | nothing denies a name; allowed: says, unless
negation list missing    | words/negation.yaml       | not_yet:                  | notyet:                             | unknown key notyet (did you mean not_yet?); allowed: before, not_yet
"""


def traps():
    for line in TRAPS.strip().splitlines()[1:]:
        name, *rest = [cell.strip().replace("⏎", "\n") for cell in line.split(" | ")]
        yield pytest.param(*rest, id=name)


@pytest.mark.parametrize(("file", "replaced", "by", "says"), list(traps()))
def test_refused(tmp_path, file, replaced, by, says):
    folder = tmp_path / "parameters"
    shutil.copytree(ROOT, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    if replaced == "+":
        text += by + "\n"
    else:
        assert replaced in text
        text = text.replace(replaced, by, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as refused:
        check_counties(load_parameters(folder), load_ledgers(folder / "ledgers"))
    message = str(refused.value)
    assert says in message
    assert Path(file).name in message or "each name for one county" in message
    assert str(pickle.loads(pickle.dumps(refused.value))) == message


def test_faults_of_all_files_come_together(tmp_path):
    folder = tmp_path / "parameters"
    shutil.copytree(ROOT, folder)
    for file in ("run.yaml", "policy/register.yaml", "counties/linqu.yaml"):
        (folder / file).write_text("unknown: 1\n", encoding="utf-8")
    with pytest.raises(ParameterError) as refused:
        load_parameters(folder)
    assert all(name in str(refused.value) for name in ("run.yaml:1:", "register.yaml:1:", "linqu.yaml:1:"))


def test_not_utf8(tmp_path):
    folder = tmp_path / "parameters"
    shutil.copytree(ROOT, folder)
    (folder / "run.yaml").write_bytes("as_of: 2019-12-31\n# 审计\n".encode("gb18030"))
    with pytest.raises(ParameterError, match=r"run\.yaml:2: not UTF-8 text; allowed: UTF-8"):
        load_parameters(folder)


def test_missing_and_empty_files(tmp_path):
    folder = tmp_path / "parameters"
    shutil.copytree(ROOT, folder)
    (folder / "run.yaml").unlink()
    (folder / "programmes.yaml").write_text("", encoding="utf-8")
    with pytest.raises(ParameterError) as refused:
        load_parameters(folder)
    assert "run.yaml" in str(refused.value) and "programmes.yaml:1: empty file" in str(refused.value)
