"""What a county's gate knows: every name and number that intake left, and what is no secret although it looks like one."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from ahocorasick_rs import MATCHKIND_LEFTMOST_LONGEST, AhoCorasick

from auditlib.contracts import Ledger
from auditlib.fingerprint import digest
from auditlib.parameters import Parameters
from auditlib.privacy.gate import LEAST, Gate, Known, squeezed
from auditlib.privacy.masks import HAN, TITLES, body, numbers, person, pieces
from auditlib.privacy.open_gates import Gates

PACKAGE = Path(__file__).parents[1]
RUN = re.compile(rf"{HAN}{{2,}}")
PLAIN = re.compile(rf"(?:(?![和与及]){HAN}){{2,4}}")
DIGITS = re.compile(r"\d[\dX]*")
#: A place by its ending; it is also called without it (王家庄村, 王家庄).
PLACE = re.compile(r"(?:村民委员会|村委会|居委会|街道办事处|人民政府|开发区|街道|社区|[村镇乡县市区省庄屯寨疃埠峪沟岭店])$")
#: What a cell says beside the name: 户主甲乙, 甲乙（已故）, 甲乙等3人.
BESIDE = re.compile(rf"^(?:{TITLES})[:：]?(?={HAN}{{2}})|[（(].*|等\d*[人户名]?$|\d.*$|[组户]$")
TELEPHONES = re.compile(r"[、,，;；/／\n]|(?<=\d{7})\s+(?=\d{7})|(?<=\d{11})\s+(?=\d)")
AREA = re.compile(r"0(?:10|2\d|[3-9]\d\d)(\d{7,8})")
#: Shorter names are no pattern: every page is full of single characters.
SHORTEST = 2
#: No name is longer: such a cell holds a text, in which numbers are looked for (an automaton of a pattern of 200,000 letters takes hours).
LONGEST = 200

#: The file that intake's stage leaves for the kernels of a county: reading the ledgers again would cost every notebook a tenth of a second.
FILE = "known.parquet"
#: What of `Known` is no number.
SETS = ("names", "public", "common")
#: Gates that a process keeps: each has all names of a county, and a site may be of thousands.
MOST = 64

_made: dict[tuple, Gate] = {}


def gate_of(out: Path, parameters: Parameters, contracts: Mapping[str, Ledger]) -> Gate:
    """The gate of the county whose intake left ``out``: made once a process for the same input. Without intake it knows nobody."""
    if not (out / "intake.json").exists():
        return Gate(Known())
    key = (out.resolve(), _stamp(out, parameters))
    if key not in _made:
        if len(_made) >= MOST:
            del _made[next(iter(_made))]
        _made[key] = Gate(_read(out, key[1]) or known_of(out, contracts, parameters))
    return _made[key]


def gates_of(outs: Iterable[Path], parameters: Parameters, contracts: Mapping[str, Ledger]) -> Gates:
    """The gates of the counties whose intake left these folders, as one."""
    return Gates([gate_of(out, parameters, contracts) for out in outs], contracts)


def write_known(out: Path, contracts: Mapping[str, Ledger], parameters: Parameters) -> None:
    """Leave what the gate knows beside the ledgers, of which it is made."""
    all_of = known_of(out, contracts, parameters)
    rows = [(kind, text) for text, kind in all_of.numbers.items()]
    rows += [(kind, text) for kind in SETS for text in sorted(getattr(all_of, kind))]
    kinds, texts = zip(*rows, strict=True) if rows else ((), ())
    table = pa.table({"kind": pa.array(kinds, pa.string()), "text": pa.array(texts, pa.string())})
    pq.write_table(table.replace_schema_metadata({"of": _stamp(out, parameters)}), out / FILE, compression="zstd")


def _read(out: Path, stamp: str) -> Known | None:
    """What was left there, when it is of these files and parameters."""
    try:
        table = pq.read_table(out / FILE, use_threads=False)
    except (OSError, pa.ArrowException):
        return None
    if (table.schema.metadata or {}).get(b"of") != stamp.encode():
        return None
    pairs = [*zip(*table.to_pydict().values(), strict=True)]
    sets = {name: frozenset(text for kind, text in pairs if kind == name) for name in SETS}
    return Known({text: kind for kind, text in pairs if kind not in SETS}, **sets)


def _stamp(out: Path, parameters: Parameters) -> str:
    """Of what a gate is made; intake's digest is of all files received, as they were read."""
    return f"{json.loads((out / 'intake.json').read_bytes())['digest']} {digest([*_places(parameters)])} {spoken_digest(parameters.folder)}"


def known_of(out: Path, contracts: Mapping[str, Ledger], parameters: Parameters) -> Known:
    """Everything of persons under ``out``: in ledgers by the contracts' kinds, in the quarantine and the rows set aside as received."""
    cells = _cells(out, contracts)
    cells["name"] -= _headers(contracts)
    for kind in ("name", "party", "body", "place"):
        texts = {text for text in cells[kind] if len(text) > LONGEST}
        cells[kind] -= texts
        cells["words"] |= texts
    public = {form for text in (*cells["place"], *_places(parameters)) for form in _forms(text)}
    parties = {part for text in cells["party"] for part in pieces(text)[::2]}
    bodies = {
        part
        for part in (*parties, *(part for kind in ("body", "name") for text in cells[kind] for part in pieces(text)[::2]))
        if body(part)
    }
    names = {who for text in cells["name"] - bodies for who in _names(text)}
    names |= {squeezed(who) for part in parties - bodies if (who := person(part.strip(), public))}
    public = {squeezed(text) for text in (*public, *bodies, *cells["body"]) if len(text) >= SHORTEST}
    return Known(_numbers(cells), frozenset(names), frozenset(public), frozenset(names & public) | _spoken(names, parameters.folder))


def _headers(contracts: Mapping[str, Ledger]) -> set[str]:
    """Every heading that a ledger may have: where a header stands again among the rows, 户主 and 姓名 are nobody's names."""
    columns = (column for ledger in contracts.values() for column in ledger.columns.values())
    return {text for column in columns for text in (column.header, *column.synonyms, *column.fallback)}


def _cells(out: Path, contracts: Mapping[str, Ledger]) -> dict[str, set[str]]:
    """The different texts under ``out`` by what the contracts say of their column; columns of no kind are left alone."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((out / "ledgers").glob("*.parquet")):
        kinds = contracts[path.stem].kinds if path.stem in contracts else {}
        file = pq.ParquetFile(path)
        texts = {
            f.name: kind for f in file.schema_arrow if pa.types.is_string(f.type) and (kind := kinds.get(f.name)) not in (None, "birth")
        }
        table = file.read(columns=list(texts), use_threads=False)
        for name, kind in texts.items():
            found[kind].update(table[name].unique().to_pylist())
    if (out / "quarantine.parquet").exists():
        for row in pq.read_table(out / "quarantine.parquet", columns=["ledger", "column", "original"]).to_pylist():
            kinds = contracts[row["ledger"]].kinds if row["ledger"] in contracts else {}
            found[kinds.get(row["column"]) or "words"].add(row["original"])
    if (out / "set_aside.parquet").exists():
        tables = defaultdict(list)  # a sheet may hold several
        for table in json.loads((out / "intake.json").read_text(encoding="utf-8"))["sheets"]:
            tables[table["file"], table["sheet"]].append([entry["column"] for entry in table.get("mapping", [])])
        for row in pq.read_table(out / "set_aside.parquet").to_pylist():
            cells = json.loads(row["cells"])
            fits = [columns for columns in tables[row["source_file"], row["source_sheet"]] if len(columns) == len(cells)]
            kinds = contracts[row["ledger"]].kinds if row["ledger"] in contracts else {}
            for place, cell in enumerate(cells):
                for kind in {kinds.get(columns[place]) or "words" for columns in fits} or {"words"}:
                    found[kind].add(cell)
    for values in found.values():
        values -= {None, ""}
    return found


def _names(text: str) -> Iterable[str]:
    """The names in a cell that holds a name: as it stands, and one by one where several stand there (甲乙和丙丁)."""
    if PLAIN.fullmatch(text):
        yield text
        return
    bare = BESIDE.sub("", text.strip())
    for who in {text.strip(), bare, *(BESIDE.sub("", part.strip()) for part in pieces(bare)[::2])}:
        plain = squeezed(who)
        if len(plain) >= SHORTEST and RUN.search(plain):
            yield plain


def _numbers(cells: Mapping[str, set[str]]) -> dict[str, str]:
    """Digits → kind, of the columns that hold them and of those that look like a person's in words."""
    found: dict[str, str] = {}
    found |= dict(numbers("\n".join(sorted(cells["words"] | cells["party"]))))
    for text in cells["phone"]:
        for part in [text] if text.isdigit() else TELEPHONES.split(text):
            digits = "".join(DIGITS.findall(squeezed(part)))
            found |= {digits: "phone"} | ({area[1]: "phone"} if (area := AREA.fullmatch(digits)) else {})
            if digits.startswith("86") and len(digits) == 13:
                found[digits[2:]] = "phone"
    found |= dict.fromkeys(DIGITS.findall(squeezed("\n".join(cells["account"]))), "account")
    for number in DIGITS.findall(squeezed("\n".join(cells["identity"]))):
        found[number[:18]] = found[number] = "identity"
        if len(number) == 18 and number[6:8] == "19":
            found[number[:6] + number[8:17]] = "identity"  # as it was written before 1999
    return {number: found[number] for number in sorted(found) if len(number) >= LEAST}


def _forms(place: str) -> Iterable[str]:
    """A place as it is called; nothing when it does not look like one: a cell of that column may hold a person."""
    if PLACE.search(place) or len(place) > 4:
        yield place
        short = PLACE.sub("", place)
        if len(short) >= SHORTEST:
            yield short


def _places(parameters: Parameters) -> Iterable[str]:
    for county in parameters.counties.values():
        yield from (county.name, *county.aliases, *county.townships.values())


def _spoken(names: set[str], folder: Path) -> frozenset[str]:
    """The names that are words of our own pages. One of three characters and more is none where only notebooks have it."""
    own, notebooks = _texts(folder)
    return frozenset(_within(names, own) | {name for name in _within(names, notebooks) if len(name) == SHORTEST})


def _within(names: set[str], text: str) -> set[str]:
    """The names that stand in a text by themselves, not only as a part of another's."""
    if not names:
        return set()
    listed = sorted(names)
    longest = AhoCorasick(listed, MATCHKIND_LEFTMOST_LONGEST, store_patterns=False)
    return {listed[hit[0]] for hit in longest.find_matches_as_indexes(text)}


def spoken_digest(folder: Path) -> str:
    """SHA-256 of the Chinese of the parameters and of the notebooks: of what `_spoken` depends on beside our code."""
    return digest([_chinese(path)[1] for paths in _written(folder) for path in paths])


def _texts(folder: Path) -> tuple[str, str]:
    """The Chinese of our code, templates and parameters, and of the notebooks."""
    code = sorted(path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".j2", ".yaml"))
    parameters, notebooks = _written(folder)
    return tuple("\n".join(_chinese(path)[0] for path in paths) for paths in ([*code, *parameters], notebooks))


def _written(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files that an office writes: parameters, notebooks."""
    return sorted(folder.rglob("*.yaml")), sorted((folder.parent / "notebooks").glob("*.ipynb"))


def _chinese(path: Path) -> tuple[str, str]:
    """The Chinese of a file, and its SHA-256."""
    status = path.stat()
    return _chinese_as_of(path, status.st_mtime_ns, status.st_size)


@cache
def _chinese_as_of(path: Path, *_: int) -> tuple[str, str]:
    text = "\n".join(RUN.findall(path.read_text(encoding="utf-8")))
    return text, digest(text)
