"""How a page may show something of a person: 3707************18, 张*, last four of an account, 138****1234 (DOMAIN §6.4).

What a column holds, its contract says (``Column.kind``); what a text holds, the gate knows (gate.py). Here are the forms, and what can be
told of a number or a party without knowing the county.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator

COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|宇文|长孙|慕容|夏侯|司徒|司空|端木|独孤|南宫|闻人|轩辕|淳于|澹台|公冶|宗政|濮阳|申屠|太史|赫连|呼延|拓跋"
    "|西门|百里|东郭|南门|鲜于|闾丘|万俟"
)
#: Under these words names stand; before a name that is also a place or a word they tell that a person is meant.
TITLES = (
    "姓名|户主|承包人|承租人|借款人|贷款人|收款人|领款人|代领人|经办人|负责人|责任人|联系人|申请人|持卡人|经营者|法定代表人|法人代表|法人|户名|权利人|所有人"
    "|鉴定人|巡查人|排查人|验收人|管护人|监护人|受益人|第一书记|书记|主任|会计|干部|村民|贫困户|学生|患者|死者|医生|亲属|配偶|之妻|之夫|之子|之女|同志"
)
ORGANISATION = re.compile(
    r"公司|银行|农商行|支行|信用社|合作社|街道|社区|中心|委员会|村委|居委|协会|学校|基地|企业|超市|产业园|采摘园|幼儿园|人民政府|办公室"
    r"|[村镇乡厂局所站社院校馆场店库部队组户处厅府行会]$"
)
HAN = r"[\u3400-\u9fff\U00020000-\U000323af]"
#: A name alone, or before a remark: 甲乙（已故）, 甲乙等5人.
PERSON = re.compile(rf"(?:{HAN}{{1,10}}[·•・‧∙⋅.．][{HAN[1:-1]}·•・‧∙⋅.．]{{1,12}}|{HAN}{{2,4}}?)(?=\s*(?:$|[（(\d*]|等))")
#: A team called by its head, not by its work.
TEAM = re.compile(rf"(?!.*(?:工作|检查|督查|审计|扶贫|调研|驻村|巡查|巡察|核查|排查|帮扶|第)){HAN}{{2,3}}(?=组$)")
#: The common surnames of one character. A short name that ends like an office (…府, …站) is a person's when it begins so.
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
    "雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁"
    "隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲"
    "乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺肖闫付寇逄初綦战夹荣修矫宿徕相昝亓逯矣仉"
)
#: What an office of few characters is called by, though it begins like a surname.
OFFICE = re.compile(
    r"(?:林业|安监|安全|文旅|文化|文明|水利|水务|水产|金融|计生|计划|卫生|卫健|公路|路政|农机|农业|财政|民政|经管|扶贫|教育|司法|广电|畜牧|交通|审计|统计|税务|残联|人社|住建|国土|环保|供电|供水|信访"
    r"|高中|初中|小学|中学|武装|党政|党群|和谐|成教|华联|包村|应急|康复|明德|希望|中心|专项|集体|村级|镇级|县级).{1,2}\Z"
)
#: Between the persons of one cell; 和 also stands within names and firms.
SEPARATORS = re.compile(r"([、,，;；/|\n]+)")
JOINED = re.compile("([和与及])")


def body(text: str) -> bool:
    """A firm or an office, by its looks: a person's name is shorter, or has a middle dot."""
    return len(text) > 4 and "·" not in text and bool(ORGANISATION.search(text))


def pieces(text: str) -> list[str]:
    """The parties of one cell, with what stands between them: every second piece. 甲乙和丙丁 are two; 和 in a name joins nobody."""
    found: list[str] = []
    for part in SEPARATORS.split(text):
        joined = JOINED.split(part)
        names = [name.strip() for name in joined[::2]]
        short = all(1 < len(name) < (5 if "·" not in name else 20) for name in names)
        several = short and any(map(called, names)) or not body(part) and all(len(name) > 1 for name in names)
        found += joined if several else [part]
    return found


def called(text: str) -> bool:
    """Whether a text begins with a surname, and is not called so as an office."""
    return bool(text) and (text[0] in SURNAMES or bool(COMPOUND.match(text))) and not OFFICE.match(text)


def person(text: str, public: Collection[str] = ()) -> str:
    """The name with which a text begins that is a person's, alone or before a remark; nothing when it is an organisation's or a place's.

    ``public``: what is known to be a place or an organisation.
    """
    found = TEAM.match(text) or PERSON.match(text)
    who = found.group() if found else ""
    if who in public or text in public or OFFICE.match(who):
        return ""
    if len(who) > 4 or re.search(rf"[^{HAN[1:]}", who):
        return who
    return who if called(who) or len(who) < 4 and not ORGANISATION.search(text) else ""


def name(text: str) -> str:
    if len(text) < 2:
        return "*"
    return (text[:2] if len(text) > 2 and COMPOUND.match(text) else text[0]) + "*"


def identity(text: str) -> str:
    return text[:4] + "*" * (len(text) - 6) + text[-2:] if len(text) >= 15 else "*" * len(text)


def account(text: str) -> str:
    return "****" + (text[-4:] if len(text) >= 8 else "")


def phone(text: str) -> str:
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) == 11 and digits[0] == "1":
        return f"{digits[:3]}****{digits[-4:]}"
    return account(text)


def birth(_: str) -> str:
    return "****"  # never beside a masked identity number: together they name the person


MASKS: dict[str, Callable[[str], str]] = {"name": name, "identity": identity, "account": account, "phone": phone, "birth": birth}

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
    rf"|(?P<line>(?<![\d.])0(?:10|2\d|[3-9]\d\d)[- ]?[2-8]\d{{6,7}}(?!\d))"
    rf"|(?P<mobile>{START}(?:86)?[1１][3-9３-９]\d[ -]?\d{{4}}[ -]?\d{{4}}(?!\d))"
)
ACCOUNT_WORD = re.compile("账号|帐号|卡号|账户|户头")
SHORT_ACCOUNT = re.compile(rf"(?<![A-Za-z]){START}\d{{10,14}}(?!\d)")
#: Also in a pupil's number (G or L before it) and a disability certificate's (kind, degree and reissue after it).
EIGHTEEN = re.compile(r"(?:(?<![0-9A-Za-z])|(?<=[GLgl]))(?<!\d\.)(\d{17}[\dXxＸｘ])(\d\d(?:B\d)?)?(?![0-9A-Za-z])")


def scrub(text: str) -> str:
    """Words with everything masked that looks like an identity number (15, 18), an account (16 digits and more) or a telephone number.

    For numbers that stand in no column of the county. Accounts of some banks are shorter: they are known by a word for them in the text.
    """
    text = NUMBERS.sub(_number, text)
    return SHORT_ACCOUNT.sub(lambda found: account(found.group()), text) if ACCOUNT_WORD.search(text) else text


def numbers(text: str) -> Iterator[tuple[str, str]]:
    """Numbers in words that look like a person's: (digits, kind). Not short accounts: beside the same word a loan's number may stand."""
    for found in NUMBERS.finditer(text):
        if found.lastgroup != "digest":
            yield _told(found)


def identities(text: str) -> Iterator[tuple[int, int]]:
    """Where 18-digit identity numbers with a right check digit stand: no chance makes one, so they are masked everywhere."""
    return (found.span() for found in EIGHTEEN.finditer(text) if valid(found[1]))


def _told(found: re.Match) -> tuple[str, str]:
    """The digits of a number, and what it is by its looks."""
    digits = re.sub("[ -]", "", unicodedata.normalize("NFKC", found.group())).upper()
    if found.lastgroup in ("mobile", "line"):
        return digits[-11:] if found.lastgroup == "mobile" else digits, "phone"
    return digits, "identity" if len(digits) == 15 or BIRTH.fullmatch(digits) else "account"


def _number(found: re.Match) -> str:
    if found.lastgroup == "digest":
        return found.group()
    digits, kind = _told(found)
    return MASKS[kind](digits)


def valid(number: str) -> bool:
    """Whether an 18-digit identity number has a day of birth and the right check digit."""
    if not BIRTH.fullmatch(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper().replace("Ｘ", "X")
