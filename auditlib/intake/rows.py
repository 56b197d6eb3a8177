"""What each row of a table is: data, total, note, example or blank. What it holds decides; words help where it holds too little to say."""

import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.intake.clean import quote as quoted
from auditlib.intake.layout import Block

#: Separates cells where a row is looked at as one text.
CELL = "\x1f"
#: A total or a signature stands in the first columns.
FRONT = 8

#: White space as people type it: RE2's own class knows neither the full-width space nor NBSP.
_S = r"[\s\x{3000}\x{00A0}]*"

#: An identity number or an account: twelve digits at least, masked or in Excel's short form; spaces do not matter.
_NUMBER_OF_SOMEBODY = r"([0-9０-９*＊XxＸｘ][\s\x{3000}\x{00A0}'-]*){12}|\d\.\d+[Ee]\+\d\d"
#: Of such numbers those whose every character is one: a cheap test, which most rows pass.
_WHOLE_NUMBER = r"^[0-9]{12,}[0-9Xx]?$"
_MAY_BE_AN_EXAMPLE = r"(?i)例|如|sample|example|e\.?g"
#: Of which each of these words holds one: the last two bytes of a character.
_TAILS = tuple(letter.encode()[-2:] for letter in "例如")
_AMOUNT = rf"^{_S}[¥￥]?{_S}[-+－△▲(（]*[¥￥]?[0-9０-９][0-9０-９,，.．\s]*(亿元|百万元|万元|千元|百元|元|万)?[)）]?{_S}$"
_SUM = "|".join([rf"[合小总累共總]{_S}[计計]", "总金额", "总额", "总数", "总和", "总笔数", "总户数", "总人数", "汇总", "求和"])
_COUNT = rf"{_S}\d[\d,.]*{_S}"
_COUNTED = rf"{_COUNT}(人次|户次|人|户|笔|名|条|万元|元)"
_TOTAL = "|".join(
    [
        rf"{CELL}{_S}[^{CELL}:：]{{0,12}}({_SUM})(数|额|金额|人数|户数|笔数|发放|支付|拨付|兑付)?"
        rf"({_COUNTED}[,，、;；]?)*({_COUNT})?{_S}([(（][^{CELL}]*[)）])?[:：]?{_S}({_COUNTED}[,，、;；]?)*{_S}{CELL}",
        rf"{CELL}{_S}第?{_S}\d{{1,4}}{_S}[页批组]?{_S}[合小总]{_S}计[:：]?{_S}{CELL}",
        rf"{CELL}{_S}(总?共|计|合计){_COUNTED}[^{CELL}]{{0,20}}{CELL}",
        rf"^{CELL}{_S}[合小总累共]{_S}计{_S}([:：(（\d]|大写|人民币)",
        rf"{CELL}{_S}([计計]|(总体|人均|户均)?平均(数|值)?|[人户]均)[:：]?{_S}{CELL}",
        rf"^{CELL}其{_S}中",
        rf"(?i){CELL}{_S}(Σ|∑|(grand|sub)?{_S}-?{_S}total|sum){_S}[:：]?{_S}{CELL}",
    ]
)
_ROLE = r"(制表|审核|复核|初审|负责|填表|填报|统计|经办|主管|分管|单位|报账|记账|出纳|会计|签字|签章|盖章|联系|监督)"
_NOTE = "|".join(
    [
        rf"{CELL}{_S}(单位|村|镇|部门|财务|科室|分管)?{_ROLE}(人|员|领导|单位|部门|日期|时间|电话|意见)?(签字|签章|签名)?([(（][^)）]*[)）])?{_S}[:：]",
        rf"^{CELL}{_S}(注|备注|说明|附注|填表说明|填报说明|注意){_S}(\d|[一二三])?{_S}[:：、.]",
        rf"^{CELL}{_S}(第{_S}\d+{_S}页|共{_S}\d+{_S}页|以下空白|以下无正文)",
        rf"^{CELL}{_S}[—-]?{_S}\d+{_S}[—/-]{_S}\d+{_S}[—-]?{_S}{CELL}$",
    ]
)
_LIKE = r"(填写|填报|填表|参考)?(示例|样例|范例|举例)(行|数据)?"
_EXAMPLE = "|".join(
    [
        rf"(?i){CELL}{_S}[(（【]?({_LIKE}|例|例子|example|sample)[)）】]?{_S}[\d一二三]{{0,2}}{_S}([,，;；(（][^{CELL}]*)?{CELL}",
        rf"(?i){CELL}{_S}({_LIKE}|例|例如|如|e\.?g\.?|example|sample){_S}[\d一二三]{{0,2}}{_S}[:：][^{CELL}]*{CELL}",
        rf"{CELL}[^{CELL}]*[(（]({_LIKE}|例)[)）]{_S}{CELL}",
    ]
)
#: A note that makes examples of the rows above it.
_ABOVE = rf"{CELL}{_S}[(（]?以上{_S}[^{CELL}]{{0,6}}(示例|样例|范例|例子|举例)"
#: Cells that explain a column instead of filling it: （文本）, 必填, 下拉选择.
_EXPLAINED = r"[(（\[【][^()（）\[\]【】]*[)）\]】]|(非?必填|选填|可空)[,，:：;；、][^\x1f]*|(必填|选填|非必填|可空|文本|字符|数字|数值|整数|小数|日期|金额|下拉|单选|多选)(型|格式|项|选择|列表)?"


@dataclass(frozen=True)
class Places:
    """Which columns of a table tell what a row is, by their place in the sheet.

    persons  identity numbers and accounts        keys     numbers of things, or whatever else names the row's subject
    amounts  money                                remarks  free text, in which any word may stand
    mapped   all columns that feed the ledger
    """

    persons: list[int]
    keys: list[int]
    amounts: list[int]
    remarks: list[int]
    mapped: list[int]


@dataclass(frozen=True)
class Kinds:
    """Per row: data, total, note, example, blank, or doubt (as good as a total, but without a word that says so).

    `by_sum`: totals told by their sum; `unnumbered`: data that is a text and an amount alone, where the other rows have a number.
    """

    kinds: pa.Array
    by_sum: int = 0
    unnumbered: int = 0


def classify(connection: duckdb.DuckDBPyConnection, block: Block, table: pa.Table, places: Places, covered: pa.Array) -> Kinds:
    """What each row of `table` (columns row, c0, c1, …) is, in its order.

    A row with the number of a person, an account or a thing is data, whatever else is written in it. A row with one cell only
    is a section title, unless that cell is such a number, or the row is `covered` by cells merged from above, which are its own.
    A row without a number, in a table whose rows have one, is a total when its amounts are the sums of the rows above.
    """
    cells = {int(name[1:]): table[name].cast(pa.string()) for name in table.column_names if name != "row"}
    asked = pa.array(~_surely_data(cells, places, table.num_rows))
    if not pc.any(asked).as_py():
        return Kinds(pa.repeat("data", table.num_rows))
    columns = {"row": pa.array(np.arange(table.num_rows)), "covered": covered, **{f"c{i}": cell for i, cell in cells.items()}}
    rows = pa.table(columns).filter(asked)
    found = _looked_at(connection, block, places, rows)
    kinds, by_sum, unnumbered = pc.replace_with_mask(pa.repeat("data", table.num_rows), asked, found["kind"].combine_chunks()), 0, 0
    if pc.any(found["above"]).as_py():
        last = pc.max(found.filter(found["above"])["row"]).as_py()
        above = pc.and_(pc.equal(kinds, "data"), pc.less(columns["row"], last))
        kinds = pc.if_else(above, "example", kinds)
    suspects = _suspects(found, table.num_rows)
    if len(suspects):
        fen = _fen(connection, pa.table(columns), [f"c{i}" for i in places.amounts if i in cells])
        details = dict(zip(found["row"].to_pylist(), found["details"].to_pylist(), strict=True))
        kinds, by_sum = _by_their_sums(kinds.to_pylist(), suspects, details, fen)
        unnumbered = sum(kinds[row] == "data" and details[row] == 1 for row in suspects)
    return Kinds(pc.if_else(pc.equal(kinds, "lone"), "note", kinds), by_sum, unnumbered)


def _surely_data(cells: dict[int, pa.ChunkedArray], places: Places, length: int) -> np.ndarray:
    """Rows with the number of somebody and no word that may make them an example: most rows of most tables."""
    sure = np.zeros(length, bool)
    for place in places.persons:
        if place in cells and not sure.all():
            sure |= _matches(cells[place], _WHOLE_NUMBER)
    for place in {*_front(cells, places), *places.remarks} & cells.keys() if sure.any() else ():
        if _holds_a_letter(cells[place]):
            sure &= ~_matches(cells[place], _MAY_BE_AN_EXAMPLE)
    return sure


def _matches(cells: pa.ChunkedArray, pattern: str) -> np.ndarray:
    return pc.fill_null(pc.match_substring_regex(cells, pattern), False).to_numpy()


def _holds_a_letter(cells: pa.ChunkedArray) -> bool:
    """Whether a column may hold 例, 如 or an e, by its bytes, which are looked at without its cells."""
    for chunk in cells.chunks:
        held = np.frombuffer(chunk.buffers()[2] or b"", np.uint8)
        if (held | 0x20 == ord("e")).any() or any(((held[:-1] == one) & (held[1:] == other)).any() for one, other in _TAILS):
            return True
    return False


def _front(cells: Iterable[int], places: Places) -> list[int]:
    return [i for i in cells if i not in {*places.remarks, *places.amounts}][:FRONT]


def _looked_at(connection: duckdb.DuckDBPyConnection, block: Block, places: Places, rows: pa.Table) -> pa.Table:
    """Of each of `rows` (columns row, covered, c0, …): kind (also lone: an amount alone), data, known, numeric, details, above (it says
    that the rows above are examples)."""
    cells = {int(name[1:]): name for name in rows.column_names[2:]}
    filled = " + ".join(f"({cell} IS NOT NULL)::INT" for cell in cells.values())
    details = " + ".join(f"({cells[i]} IS NOT NULL)::INT" for i in places.mapped if i in cells and i not in places.amounts) or "0"
    front = ", ".join([cells[i] for i in _front(cells, places)] or ["NULL"])
    remarks = ", ".join([cells[i] for i in places.remarks if i in cells] or ["NULL"])
    whole = f"concat_ws(chr(31), {', '.join(cells.values())})"
    person = _any(cells, places.persons, "regexp_matches({cell}, " + quoted(_NUMBER_OF_SOMEBODY) + ")")
    here = _any(cells, places.persons, "{cell} IS NOT NULL")
    keyed = _any(cells, places.keys, r"regexp_matches({cell}, '\d') AND NOT regexp_matches({cell}, '[:：]')")
    numeric = _any(cells, places.amounts, "regexp_matches({cell}, " + quoted(_AMOUNT) + ")")
    sections = "filled = 1 AND NOT here AND NOT covered" if len(block.headers) > 2 else "false"
    sql = f"""
        SELECT "row", kind, kind IN ('data', 'lone') AS data, person OR keyed OR covered AS known, numeric, details,
            kind IN ('note', 'example') AND regexp_matches(front, $above) AS above FROM (
            SELECT CASE
                WHEN filled = 0 THEN 'blank'
                WHEN list_contains($repeated, whole) THEN 'note'
                WHEN regexp_matches(front, $example) OR regexp_matches(remarks, $example_remark) THEN 'example'
                WHEN person THEN 'data'
                WHEN regexp_matches(CASE WHEN front = $nothing THEN remarks ELSE front END, $total) THEN 'total'
                WHEN {sections} AND numeric THEN 'lone'
                WHEN {sections} THEN 'note'
                WHEN keyed OR numeric AND details > 1 THEN 'data'
                WHEN regexp_matches(front, $note) THEN 'note'
                WHEN filled > 1 AND regexp_full_match(whole, $explained) THEN 'note'
                ELSE 'data' END AS kind, front, person, keyed, covered, numeric, details, "row"
            FROM (
                SELECT "row", covered, {filled} AS filled, {details} AS details, {whole} AS whole,
                    {person} AS person, {here} AS here, {keyed} AS keyed, {numeric} AS numeric,
                    chr(31) || concat_ws(chr(31), {front}) || chr(31) AS front,
                    chr(31) || concat_ws(chr(31), {remarks}) || chr(31) AS remarks
                FROM block_rows)) ORDER BY "row"
    """
    values = {
        "repeated": sorted(block.repeated) or [""],
        "nothing": CELL * 2,
        "above": _ABOVE,
        "total": _TOTAL,
        "note": _NOTE,
        "example": _EXAMPLE,
        "example_remark": rf"{CELL}{_S}{_LIKE}{_S}([,，。;；][^{CELL}]*)?{CELL}",
        "explained": rf"({_EXPLAINED})({CELL}({_EXPLAINED}))*",
    }
    connection.register("block_rows", rows)
    found = connection.execute(sql, values).to_arrow_table().combine_chunks()
    connection.unregister("block_rows")
    return found


def _any(cells: dict[int, str], places: list[int], test: str) -> str:
    """SQL: the test holds for the cell in one of these places; nothing is no."""
    tests = [test.replace("{cell}", cells[i]) for i in places if i in cells]
    return f"coalesce({' OR '.join(tests) or 'false'}, false)"


def _suspects(found: pa.Table, length: int) -> np.ndarray:
    """Rows with an amount and without a number, where most rows of data have one: those with one text beside their amount do not count.

    `found`: the rows that are not surely data, of `length` in all.
    """
    data, known, numeric = (found[name].to_numpy() for name in ("data", "known", "numeric"))
    full = data & (known | (found["details"].to_numpy() > 1))
    sure = length - found.num_rows
    if ((known & data).sum() + sure) * 2 <= full.sum() + sure:
        return np.array([], int)
    return found["row"].to_numpy()[data & ~known & numeric]


def _fen(connection: duckdb.DuckDBPyConnection, rows: pa.Table, amounts: list[str]) -> np.ndarray:
    """Amounts of `rows` in hundredths of the column's own unit, one column each; 0 where there is none."""
    values = ", ".join(
        f"coalesce(CAST(TRY_CAST(regexp_replace({cell}, '[,，元¥￥\\s]', '', 'g') AS DECIMAL(16,2)) * 100 AS BIGINT), 0) AS {cell}"
        for cell in amounts
    )
    connection.register("amounts", rows.select(["row", *amounts]))
    table = connection.sql(f'SELECT {values} FROM amounts ORDER BY "row"').to_arrow_table()
    connection.unregister("amounts")
    return np.column_stack([table[cell].to_numpy() for cell in amounts])


def _by_their_sums(kinds: list[str], suspects: np.ndarray, details: dict[int, int], fen: np.ndarray) -> tuple[list[str], int]:
    """Suspects whose amounts are all sums of the rows above (of the sheet, since the last total, or since the last break) become total or
    doubt.

    An amount alone in its row is a total or nothing. Without any text they are totals, which are counted. With some, they are in doubt,
    which the auditor settles; two rows that happen to add up to a third, full one prove nothing.
    """
    data = np.array([kind == "data" for kind in kinds])
    data[suspects] = False
    sums = _Sums(np.where(data[:, None], fen, 0), data)
    ends = [_last(kinds, {"total"}), _last(kinds, {"total", "note", "blank"})]
    kinds, by_sum, last_total = list(kinds), 0, 0
    for row in suspects:
        starts = {0, *(max(int(end[row]), last_total) for end in ends)}
        amounts = np.flatnonzero(fen[row])
        summed = max((n for n, above in (sums.between(start, row) for start in starts) if (above == fen[row])[amounts].all()), default=0)
        if not len(amounts) or summed < 2 or summed == 2 and details[row] > 1:
            if kinds[row] == "data":
                sums.add(row, fen[row])
            continue
        kinds[row] = "doubt" if details[row] else "total"
        by_sum += kinds[row] == "total"
        last_total = row + 1
    for row in _parts(kinds, set(suspects.tolist()), fen):
        kinds[row] = "doubt"
    return kinds, by_sum


def _parts(kinds: list[str], suspects: set[int], fen: np.ndarray) -> list[int]:
    """Suspects directly below a total that together make it up: 中央资金, 省级资金 under 合计."""
    found = []
    for total in (row for row, kind in enumerate(kinds) if kind == "total"):
        below = list(takewhile(lambda row: row in suspects and kinds[row] == "data", range(total + 1, len(kinds))))
        amounts = np.flatnonzero(fen[total])
        ends = [n for n in range(2, len(below) + 1) if (fen[below[:n]].sum(axis=0) == fen[total])[amounts].all()]
        found += below[: ends[0]] if ends and len(amounts) else []
    return found


def _last(kinds: list[str], stops: set[str]) -> np.ndarray:
    """For each row, where the rows since the last one of these kinds begin."""
    places = np.array([n + 1 if kind in stops else 0 for n, kind in enumerate(kinds)])
    return np.maximum.accumulate(np.concatenate([[0], places[:-1]]))


class _Sums:
    """How many rows of data there are between two rows, and what they add up to, while rows are still being added."""

    def __init__(self, fen: np.ndarray, data: np.ndarray):
        self._fen = np.vstack([np.zeros_like(fen[:1]), fen.cumsum(axis=0)])
        self._count = np.concatenate([[0], data.cumsum()])
        self._rows: list[int] = []
        self._added = [np.zeros_like(fen[0])]

    def add(self, row: int, fen: np.ndarray) -> None:
        self._rows.append(row)
        self._added.append(self._added[-1] + fen)

    def between(self, start: int, end: int) -> tuple[int, np.ndarray]:
        before = bisect.bisect_left(self._rows, start)
        count = self._count[end] - self._count[start] + len(self._rows) - before
        return int(count), self._fen[end] - self._fen[start] + self._added[-1] - self._added[before]
