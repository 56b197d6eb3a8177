"""When two names, numbers or documents are the same."""

import ibis
from ibis.expr import types as ir

from auditlib.models.texts import said

#: 异体字 and simplified forms that two offices write for one surname or name, and below each the form that they are compared in.
VARIANTS = "阎閆傅萧蕭於戴邱蓝鍾锺峯"
PLAIN = "闫闫付肖肖于代丘兰钟钟峰"
#: A rare character that an old system could not hold: ?, 〓, a mask, pinyin.
UNREADABLE = r"[?〓□*＊A-Za-z]"
#: What goes on after a name in a sentence. Any other character behind a name of two may be its third: 王九龙 is not 王九.
GOES_ON = "户等的与及未已不无因被在于从由将把是系其重违冒虚骗漏错享套欠死去病残低危住饮医辍失补两三四五六七八九十"
MARK = "¤"
#: Notes of intake on a number that was spoilt on its way out of the system: what it was is not known.
SPOILT = ("masked", "zeroed")
#: What the name of a town's or a village's office may carry or not.
OFFICE = "((人民)?政府|办事处|居(民委员|委)会|村?(村民委员会|民委员会|村委会?|村))$"


def same_name(one: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    """`alike`; unknown also when a name holds a character that could not be read."""
    unreadable = one.re_search(UNREADABLE) | other.re_search(UNREADABLE)
    return ibis.cases((unreadable, ibis.null(bool)), else_=alike(one, other))


def alike(one: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    """Equal up to 异体字, as written first: most names are equal, and bringing millions to one form takes time; unknown when one is
    missing."""
    return ibis.ifelse(one == other, True, folded(one) == folded(other))


def folded(name: ir.StringValue) -> ir.StringValue:
    """A name with 异体字 brought to one form."""
    return name.translate(VARIANTS, PLAIN)


def body(name: ir.StringValue) -> ir.StringValue:
    """An office, town or village as it is compared: 临朐县东镇人民政府 is 东镇, 甲村村民委员会, 甲村委会 and 甲村 are one."""
    short = name.re_replace(r"[\s　]", "").re_replace(OFFICE, "")
    return ibis.coalesce(short.re_extract("^.{2,}[县市区](.+(?:镇|乡|街道))$", 1).nullif(""), short.nullif(""), name)


def plain(text: ir.StringValue) -> ir.StringValue:
    """A name or number of a thing as it is compared: without spaces, brackets and dashes; null when nothing is left."""
    return text.re_replace(r"[\s()（）〔〕\[\]【】·\-—_]", "").nullif("")


def doc_no(text: ir.StringValue) -> ir.StringValue:
    """A document number as it is compared: without spaces, all brackets as 〔〕."""
    bare = text.re_replace(r"[\s　]", "")
    return bare.re_replace(r"[\[\(（【［﹝]", "〔").re_replace(r"[\]\)）】］﹞]", "〕")


def calls(words: ir.StringValue, name: ir.StringValue) -> ir.BooleanValue:
    """Whether words call somebody, or something, by this name as a whole."""
    whole = words.replace(name, MARK).re_search(f"{MARK}([^一-龥]|$|[{GOES_ON}])")
    return words.contains(name) & ((name.length() > 2) | whole)


def false_number(rows: ir.Table) -> ir.BooleanValue:
    """Whether a row has no identity number, or one that cannot be right; unknown where it was spoilt."""
    spoilt, noted = rows.id_no_note.isin(SPOILT).fill_null(False), rows.id_no_note.notnull()
    return ibis.cases((spoilt, ibis.null(bool)), else_=rows.id_no.isnull() | noted)


def own_number(number: ir.StringValue) -> ir.StringValue:
    """An account or telephone number that is one holder's; null where it only fills a cell (00000000000) or hides digits (6223****1234)."""
    return ibis.ifelse(said("means.placeholder", number), ibis.null("string"), number)


def born(id_no: ir.StringValue, birth_date: ir.DateValue) -> ir.IntegerValue:
    """Day of birth as a number 20120831: of the identity number, else as listed."""
    of_number = id_no.re_extract(r"^\d{6}((?:19|20)\d{6})\d{3}[\dX]$", 1).nullif("").cast("int32")
    return ibis.coalesce(of_number, (birth_date.year() * 10000 + birth_date.month() * 100 + birth_date.day()).cast("int32"))
