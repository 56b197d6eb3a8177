"""Which ledger a table is, by its headers: how sure, why, and what to ask when it is not sure. It never guesses between two."""

from collections import Counter
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from auditlib.contracts import Ledger
from auditlib.intake.headers import INITIALS_RANK, Header, Vocabulary, bare, header_key
from auditlib.intake.questions import Asker

NEAR = 0.92  # two ledgers whose scores are closer than this are not told apart
ENOUGH = 0.35  # below this share of the known headers nothing is recognised
FALLBACK_RANK = 100
ALIKE = 75  # from this likeness in a hundred on, an unknown header is asked about
JOINABLE = {"text", "category"}


@dataclass
class Match:
    """One ledger against one table: which header serves which column, and how much of what is known it explains (0–1).

    `parts`: a period's second header, as 季度 beside 年度.
    """

    ledger: Ledger
    columns: dict[str, Header] = field(default_factory=dict)
    parts: dict[str, Header] = field(default_factory=dict)
    score: float = 0.0
    missing: list[list[str]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class Recognised:
    """The answer for one table: `match` is None when it is not read; `questions` then say what to enter."""

    match: Match | None
    certainty: float = 0.0
    evidence: str = ""
    questions: list[str] = field(default_factory=list)


def recognise(
    headers: list[Header], words: dict[str, str], given: set[str], pinned: str | None, vocabulary: Vocabulary, ask: Asker
) -> Recognised:
    """Find the ledger of a table.

    words   texts that may only confirm or break a tie, by where they stand: 标题, 工作表名, 文件名
    given   columns whose value the county's parameters give for the whole sheet
    pinned  the ledger that the county's parameters name
    """
    if pinned:
        match = assign(vocabulary.ledgers[pinned], headers, vocabulary, ask)
        match.missing = _missing(match, given)
        if any(column.required and column.name not in {*match.columns, *given} for column in match.ledger.columns.values()):
            return Recognised(None, 1.0, "由本县参数指定", [_lacking(match, headers, vocabulary, ask), *match.questions])
        return Recognised(match, 1.0, "由本县参数指定")
    matches = [assign(ledger, headers, vocabulary, ask) for ledger in vocabulary.ledgers.values()]
    for match in matches:
        match.missing = _missing(match, given)
    matches.sort(key=lambda match: (-match.score, match.ledger.id))
    whole = [match for match in matches if not match.missing and match.score >= ENOUGH]
    lacking = [match for match in matches if match.score * NEAR > whole[0].score] if whole else matches
    nearly = _nearly(lacking, headers, vocabulary, ask)
    if whole and not nearly:
        return _choose(whole, words, ask)
    return nearly or Recognised(None, 0.0, "表头不属于任何已知台账")


def assign(ledger: Ledger, headers: list[Header], vocabulary: Vocabulary, ask: Asker) -> Match:
    """One header to one column, the best rank first. A header repeated under several groups is taken from the contract's group."""
    match = Match(ledger)
    usable = _of_preferred_groups(ledger, headers)
    offers = sorted(
        ((rank, header.index, column, header) for header in usable for rank, column in vocabulary.candidates(ledger.name, header)),
        key=lambda offer: offer[:3],
    )
    taken: set[int] = set()
    by_initials: list[str] = []
    for rank, index, column, header in offers:
        if column in match.columns or index in taken:
            continue
        twins = [h for r, i, c, h in offers if c == column and r == rank and h.key == header.key and i not in taken]
        if len(twins) > 1:
            match.questions.append(ask.which_column(ledger, column, twins))
            taken.update(twin.index for twin in twins)
            continue
        match.columns[column] = header
        taken.add(index)
        if rank == INITIALS_RANK:
            by_initials.append(f"{header.text}「{ledger.columns[column].header}」")
    if by_initials:
        match.warnings.append(f"表头按拼音首字母读：{'、'.join(by_initials)}；请核对，有误的在表中改写汉字表头后重新提交")
    for rank, index, column, header in offers:
        if index in taken or rank >= FALLBACK_RANK or column not in match.columns:
            continue
        if ledger.columns[column].type == "period" and column not in match.parts:
            match.parts[column] = header
        else:
            match.warnings.append(f"表头「{header.text}」未采用：「{ledger.columns[column].header}」已取自「{match.columns[column].text}」")
        taken.add(index)
    for header in usable:
        if header.index not in taken and not any(vocabulary.candidates(ledger.name, header)):
            _join(match, header, vocabulary)
    match.score = _coverage(match, headers, vocabulary)
    return match


def _join(match: Match, header: Header, vocabulary: Vocabulary) -> None:
    """A header that joins several feeds the text and category columns that its parts name and no other header feeds."""
    for part in header.parts:
        for rank, column in vocabulary.candidates(match.ledger.name, part):
            if rank < FALLBACK_RANK and column not in match.columns and match.ledger.columns[column].type in JOINABLE:
                match.columns[column] = part
                break


def _of_preferred_groups(ledger: Ledger, headers: list[Header]) -> list[Header]:
    """Without the headers of groups that stand beside the one meant: other loans beside the micro-loan."""
    groups = {header.path[-1] for header in headers if header.path}
    wanted = next((group for wish in ledger.groups for group in groups if header_key(wish) == header_key(group)), None)
    wanted = wanted or next((group for wish in ledger.groups for group in groups if header_key(wish) in header_key(group)), None)
    if wanted is None:
        return headers
    own = {header.key for header in headers if header.path and header.path[-1] == wanted}
    beside = {header.path[-1] for header in headers if header.path and header.path[-1] != wanted and header.key in own}
    return [header for header in headers if not header.path or header.path[-1] not in beside]


def _coverage(match: Match, headers: list[Header], vocabulary: Vocabulary) -> float:
    """Share of the known headers' weight that this ledger explains; a header that few ledgers know weighs more."""
    known = {key for header in headers if (key := vocabulary.knows(header))}
    total = sum(vocabulary.weight[key] for key in known)
    explained = {key for header in match.columns.values() if (key := vocabulary.knows(header))}
    return sum(vocabulary.weight[key] for key in explained) / total if total else 0.0


def _missing(match: Match, given: set[str]) -> list[list[str]]:
    there = {*match.columns, *given}
    return [group for group in match.ledger.recognise if not there.intersection(group)]


def _choose(matches: list[Match], words: dict[str, str], ask: Asker) -> Recognised:
    best = matches[0]
    close = [match for match in matches if match.score >= NEAR * best.score]
    hinted = {match.ledger.name: where for match in close if (where := _hint(match.ledger, words))}
    evidence = f"{len(best.columns)} 个表头属于「{best.ledger.title}」，占可识别表头权重的 {best.score:.0%}"
    if len(close) > 1:
        if len(hinted) != 1:
            return Recognised(None, 0.0, "两种台账都相符，未作猜测", [ask.which_ledger([match.ledger for match in close])])
        best = next(match for match in close if match.ledger.name in hinted)
        others = "、".join(match.ledger.title for match in close if match is not best)
        return Recognised(
            best, round(0.6 * best.score, 2), f"表头与「{others}」同样相符，由{hinted[best.ledger.name]}区分为「{best.ledger.title}」"
        )
    second = matches[1].score if len(matches) > 1 else 0.0
    certainty = best.score * (1 - max(0.0, second / best.score - 0.5))
    if where := hinted.get(best.ledger.name):
        certainty += (1 - certainty) * 0.3
        evidence += f"；{where}"
    return Recognised(best, round(certainty, 2), evidence)


def _hint(ledger: Ledger, words: dict[str, str]) -> str | None:
    for place, text in words.items():
        for hint in ledger.hints:
            if hint in text:
                return f"{place}含「{hint}」"
    return None


def _nearly(matches: list[Match], headers: list[Header], vocabulary: Vocabulary, ask: Asker) -> Recognised | None:
    """A table that lacks one required group of a ledger: say which header is missing."""
    near = [match for match in matches if len(match.missing) == 1 and match.score >= ENOUGH and len(match.columns) >= 3]
    if not near:
        return None
    questions = [_lacking(match, headers, vocabulary, ask) for match in near[:2]]
    return Recognised(None, 0.0, f"接近「{near[0].ledger.title}」，但缺少必需的表头", questions + near[0].questions)


def _lacking(match: Match, headers: list[Header], vocabulary: Vocabulary, ask: Asker) -> str:
    ledger = match.ledger
    required = [[column.name] for column in ledger.columns.values() if column.required and column.name not in match.columns]
    group = (match.missing or required)[0]
    free = [header for header in headers if header not in match.columns.values() and vocabulary.knows(header) is None]
    wanted = [(header, column) for header in free for column in group if _alike(header, ledger, column)]
    return ask.missing_header(ledger, group, wanted)


def _alike(header: Header, ledger: Ledger, column: str) -> bool:
    """Close enough in wording to be asked about, never to be taken."""
    names = list(ledger.columns[column].ranks)
    near = process.extractOne(header.key, names, scorer=fuzz.ratio, score_cutoff=70)
    return near is not None or any(name in header.key for name in names if len(name) > 1)


def suggestions(match: Match, headers: list[Header], vocabulary: Vocabulary, ask: Asker) -> list[str]:
    """Questions for unknown headers that look like a column the table does not have; each header at most once."""
    used = {header.index for header in match.columns.values()}
    free = [header for header in headers if vocabulary.knows(header) is None and header.index not in used]
    repeated = Counter(header.key for header in free)
    found = []
    for header in free:
        column = _nearest(header, match) if repeated[header.key] == 1 and len(header.key) >= 2 else None
        if column:
            found.append(ask.is_column(match.ledger, column, header))
    return found


def _nearest(header: Header, match: Match) -> str | None:
    """The column not yet fed one of whose headers is most like this one; the first of equals, none where none is near."""
    names = {name: column for column in match.ledger.columns if column not in match.columns for name in match.ledger.columns[column].ranks}
    near = process.extractOne(header_key(bare(header.leaf)), list(names), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return names[near[0]] if near else None
