"""What a page may show of a person: 3707************18, 张*, last four of an account, 138****1234 (DOMAIN §6.4).

Columns are masked by the naming conventions of the contracts (``kind_of``); free text is searched for numbers (``scrub``).
Names inside free text cannot be found by pattern: do not show remarks of persons outside the audit team.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping

import pyarrow as pa

COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|宇文|长孙|慕容|夏侯|司徒|司空|端木|独孤|南宫|闻人|轩辕|淳于|澹台|公冶|宗政|濮阳|申屠|太史|赫连|呼延|拓跋"
    "|西门|百里|东郭|南门|鲜于|闾丘|万俟"
)
#: ``<word>_name`` of these is no person.
NOT_PERSON = re.compile(
    "town|village|county|city|project|asset|ent|doc|bank|branch|programme|unit|ledger|rule|dept|file|sheet|column|policy"
    "|product|brand|school|hospital|supplier|company|entity|plan|fund|field|subject|species|category"
)
#: ``<word>_id`` of these is no identity number.
NOT_IDENTITY = re.compile("row|lead|rule|policy|notice|county|unit|file|sheet|cell|case|programme|asset|project")
#: A person or an organisation: only the person is masked.
PARTY = re.compile(
    "subject|payee|payer|counterparty|operator|owner|user_entity|members|approved_by|reporter|supervisor|bidder|guarantee|guarantor"
    "|lessee|relative|inspector|caretaker|doctor|appraiser|checker|resp_person|first_secretary|accepted_by|team"
)
#: Types of a contract that hold a person's data, whatever the column is called.
PERSONAL = ("name", "identity", "account", "phone")
CHINESE = (
    ("identity", re.compile(r"身份证|证件号")),
    ("account", re.compile(r"账号|帐号|卡号")),
    ("phone", re.compile(r"电话|手机|联系方式")),
    ("birth", re.compile(r"出生|^年龄$")),
    ("party", re.compile(r"账户名|(?:村干部|收款人|领款人|责任人|投标人|经营主体|收款单位)$")),
    ("name", re.compile(r"姓名$|户主$|^(借款人|贷款人|法定代表人|法人代表|账户名|代领人)$")),
)
ORGANISATION = re.compile(
    r"公司|银行|农商行|支行|信用社|合作社|街道|社区|中心|委员会|村委|居委|协会|学校|基地|企业|超市|产业园|采摘园|幼儿园|[村镇乡厂局所站社院校馆场店库部队组户处厅府]$"
)
HAN = r"[\u3400-\u9fff\U00020000-\U000323af]"
#: A name alone, or before a remark: 张三（已故）, 张三等5人.
PERSON = re.compile(rf"(?:{HAN}{{2,4}}?|{HAN}{{1,10}}·[{HAN[1:-1]}·]{{1,12}})(?=$|[（(\d*]|等)")
#: A team called by its head, not by its work.
TEAM = re.compile(rf"(?!.*(?:工作|检查|督查|审计|扶贫|调研|驻村|巡查|巡察|核查|排查|帮扶|第)){HAN}{{2,3}}(?=组$)")
SEPARATORS = re.compile(r"([、,，;；/\s]+)")


def kind_of(column: str, declared: str | None = None) -> str | None:
    """What a column holds: by its name (canonical, or a Chinese header), else as its contract declared.

    name, identity, account, phone, birth: masked; party: masked when it is a person; holder: a party or an account; key: numbers of loans, projects,
    vouchers, kept unless they are a valid identity number; facts: JSON of a lead, masked key by key; None: free text, numbers, dates.
    """
    word, _, last = column.rpartition("_")
    if column.startswith("x_"):
        return None  # an exception tested: true, false, unknown
    if column in ("name", "legal_rep") or (last == "name" and not NOT_PERSON.fullmatch(word.rpartition("_")[2])):
        return "name"
    if column.endswith("id_no") or (last == "id" and word and not NOT_IDENTITY.fullmatch(word.rpartition("_")[2])):
        return "identity"
    if last == "account" or column.endswith(("account_no", "card_no")):
        return "account"
    if last in ("phone", "mobile", "tel"):
        return "phone"
    if column.endswith("birth_date") or last == "age" or column.startswith("age_at"):
        return "birth"
    if last == "holder":
        return "holder"
    if PARTY.fullmatch(column):
        return "party"
    if column == "facts":
        return "facts"
    if last in ("no", "id", "code", "digest") or column in ("uscc", "plate", "source_file", "source_sheet", "source_sha256"):
        return "key"
    told = None if column.isascii() else next((kind for kind, pattern in CHINESE if pattern.search(column)), None)
    return told or (declared if declared in PERSONAL else None)


def mask(value: object, kind: str | None) -> object:
    """The value as a page may show it. Empty values, numbers and dates of no kind come back as they are.

    Raises KeyError for a kind that ``kind_of`` does not know.
    """
    if value is None or value != value or value == "" or isinstance(value, bool):
        return value
    if kind is None:
        return scrub(value) if isinstance(value, str) else value
    return MASKS[kind](value if kind == "facts" else str(value).strip())


def mask_table(table, kinds: Mapping[str, str | None] | None = None):
    """An Arrow table or a pandas frame with every column masked by its kind; ``kinds`` overrides ``kind_of``."""
    kinds = kinds or {}
    arrow = isinstance(table, pa.Table)
    for place, name in enumerate(table.column_names if arrow else list(table.columns)):
        kind = kinds[name] if name in kinds else kind_of(str(name))
        if not arrow:
            table = table.assign(**{name: table[name].map(lambda value, kind=kind: mask(value, kind), na_action="ignore")})
        elif not pa.types.is_boolean(table.schema.types[place]) and (kind or _textual(table.schema.types[place])):
            values = [mask(value, kind) for value in table[name].to_pylist()]
            table = table.set_column(place, name, pa.array(values, pa.string()))
    return table


def mask_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts of a lead, masked key by key (policy values cited stay as they are)."""
    return {key: value if key == "policy" else _deep(value, kind_of(key)) for key, value in facts.items()}


def _deep(value: object, kind: str | None) -> object:
    if isinstance(value, Mapping):
        return mask_facts(value)
    if isinstance(value, list):
        return [_deep(v, kind) for v in value]
    return mask(value, kind)


def _textual(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _name(text: str) -> str:
    if len(text) < 2:
        return "*"
    return (text[:2] if len(text) > 2 and COMPOUND.match(text) else text[0]) + "*"


def _identity(text: str) -> str:
    return text[:4] + "*" * (len(text) - 6) + text[-2:] if len(text) >= 15 else "*" * len(text)


def _account(text: str) -> str:
    return "****" + (text[-4:] if len(text) >= 8 else "")


def _phone(text: str) -> str:
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) == 11 and digits[0] == "1":
        return f"{digits[:3]}****{digits[-4:]}"
    return _account(text)


def _birth(_: str) -> str:
    return "****"  # never beside a masked identity number: together they name the person


def _party(text: str) -> str:
    """张三、李四 → 张*、李*; 某某农业发展有限公司 stays."""
    parts = SEPARATORS.split(text)
    return "".join(part if SEPARATORS.fullmatch(part) else _one_party(part) for part in parts)


def _holder(text: str) -> str:
    return _account(text) if text.isdigit() else _party(text)


def _one_party(text: str) -> str:
    person = TEAM.match(text)
    if person:
        return _name(person.group()) + "组"
    person = PERSON.match(text)
    if person and not ORGANISATION.search(text):
        return _name(person.group()) + scrub(text[person.end() :])
    return scrub(text)


def _facts(value: object) -> str:
    facts = json.loads(value) if isinstance(value, str) else value
    return json.dumps(mask_facts(facts), ensure_ascii=False, default=str)


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BIRTH = re.compile(r"\d{6}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXxＸｘ]")
DIGEST = r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{32,64}(?![0-9A-Za-z])"
#: Digits behind a decimal point are no number of a person.
START = r"(?<!\d)(?<!\d\.)"
NUMBERS = re.compile(
    rf"(?P<digest>{DIGEST})"
    rf"|(?P<long>{START}(?:\d{{17}}[XxＸｘ]|\d{{15,}})(?!\d))"
    rf"|(?P<apart>{START}\d{{6}}[ -](?:18|19|20)\d{{6}}[ -]\d{{3}}[\dXxＸｘ](?!\d))"
    rf"|(?P<card>{START}62\d\d(?: \d{{4}}){{3}}(?: \d{{1,3}})?(?!\d))"
    rf"|(?P<mobile>{START}(?:86)?[1１][3-9３-９]\d[ -]?\d{{4}}[ -]?\d{{4}}(?!\d))"
)
ACCOUNT_WORD = re.compile("账号|帐号|卡号|账户|户头")
SHORT_ACCOUNT = re.compile(rf"{START}\d{{10,14}}(?!\d)")
#: Also in a pupil's number (G or L before it) and a disability certificate's (kind, degree and reissue after it).
EIGHTEEN = re.compile(r"(?:(?<![0-9A-Za-z])|(?<=[GLgl]))(?<!\d\.)(\d{17}[\dXxＸｘ])(\d\d(?:B\d)?)?(?![0-9A-Za-z])")


def scrub(text: str) -> str:
    """Free text with every identity number (15, 18), account (16 digits and more) and mobile number masked; digests stay.

    Accounts of some banks are shorter: they are known by a word for them in the text.
    """
    text = NUMBERS.sub(_number, text)
    return SHORT_ACCOUNT.sub(lambda found: _account(found.group()), text) if ACCOUNT_WORD.search(text) else text


def scrub_identities(text: str) -> str:
    """Text with every valid 18-digit identity number masked: for keys and whole pages, where other long numbers must stay."""
    return EIGHTEEN.sub(lambda found: _identity(found[1]) + "*" * len(found[2] or "") if _valid(found[1]) else found[0], text)


def _number(found: re.Match) -> str:
    if found.lastgroup == "digest":
        return found.group()
    text = re.sub("[ -]", "", unicodedata.normalize("NFKC", found.group()))
    if found.lastgroup == "mobile":
        return _phone(text[-11:])
    if len(text) == 15 or BIRTH.fullmatch(text):
        return _identity(text)
    return _account(text)


def _valid(number: str) -> bool:
    if not BIRTH.fullmatch(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper().replace("Ｘ", "X")


MASKS: dict[str, Callable[..., object]] = {
    "name": _name,
    "identity": _identity,
    "account": _account,
    "phone": _phone,
    "birth": _birth,
    "party": _party,
    "holder": _holder,
    "key": scrub_identities,
    "facts": _facts,
}
