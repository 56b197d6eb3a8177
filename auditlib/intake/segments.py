"""Tables side by side: one row of headers that is two tables, with an empty column between them or the same headers again."""

import pyarrow as pa

from auditlib.intake.headers import Header, Vocabulary

#: A table of its own, even one that nobody knows, has at least so many columns.
OWN = 3


def segments(headers: list[Header], body: pa.Table, vocabulary: Vocabulary) -> list[list[Header]]:
    """The headers of each table, from left to right; one list where there is one table only."""
    result = [[]]
    for header in headers:
        left = result[-1]
        if left and _begins_anew(left, header, headers, body, vocabulary):
            result.append([])
        result[-1].append(header)
    return result


def _begins_anew(left: list[Header], header: Header, headers: list[Header], body: pa.Table, vocabulary: Vocabulary) -> bool:
    right = [other for other in headers if other.index >= header.index]
    if _is_gap(body, left[-1].index + 1, header.index):
        return _apart(left, right, vocabulary)
    return _repeats(left, right) or _both_pay(left, right, vocabulary)


def _is_gap(body: pa.Table, start: int, end: int) -> bool:
    """Columns without header, and without a single cell below it."""
    return end > start and all(body[f"c{column}"].null_count == body.num_rows for column in range(start, end))


def _apart(left: list[Header], right: list[Header], vocabulary: Vocabulary) -> bool:
    """Both sides of a gap are tables: two ledgers, the same header on both, or one that is read and hardly knows the other side.

    One header is no table.
    """
    if min(len(left), len(right)) < 2:
        return False
    if not vocabulary.ledgers_of(left):
        ledgers = vocabulary.ledgers_of(right)
        return bool(ledgers) and not all(_completes(left, right, ledger, vocabulary) for ledger in ledgers)
    if vocabulary.ledgers_of(right) or {_name(header) for header in left} & {_name(header) for header in right}:
        return True
    ledgers = vocabulary.ledgers_of([*left, *right])
    known = [header for header in right if any(next(vocabulary.candidates(ledger, header), None) for ledger in ledgers)]
    return len(right) >= OWN and 2 * len(known) < len(right)


def _completes(left: list[Header], right: list[Header], ledger: str, vocabulary: Vocabulary) -> bool:
    """Whether what stands left of a ledger is its first columns: it holds those that the ledger lacks, and none a second time."""
    first, others = ({next(vocabulary.candidates(ledger, header), (0, ""))[1] for header in side} - {""} for side in (left, right))
    return not first & others and (bool(first) or len(left) < OWN)


def _repeats(left: list[Header], right: list[Header]) -> bool:
    """The same headers once more in the same order: a list that goes on beside itself."""
    names = [_name(header) for header in left]
    return len(left) >= OWN - 1 and [_name(header) for header in right[: len(left)]] == names and len(set(names)) == len(names)


def _both_pay(left: list[Header], right: list[Header], vocabulary: Vocabulary) -> bool:
    """Without a gap: both sides are ledgers of money, each with amounts and persons of its own, and the right one begins with a person."""
    return len(left) >= OWN and _begins_with_a_person(right, vocabulary) and all(_payments(side, vocabulary) for side in (left, right))


def _payments(side: list[Header], vocabulary: Vocabulary) -> list[str]:
    """The ledgers of money for which a side has all that they need, amounts and persons' numbers."""
    found = []
    for name in vocabulary.ledgers_of(side):
        ledger = vocabulary.ledgers[name]
        fed = {column for header in side for _, column in vocabulary.candidates(name, header)}
        numbers = {column.name for column in ledger.columns.values() if column.type == "identity"}
        if ledger.money and fed & {*ledger.money.amount} and fed & numbers:
            found.append(name)
    return found


def _begins_with_a_person(side: list[Header], vocabulary: Vocabulary) -> bool:
    return any(
        vocabulary.ledgers[name].columns[column].kind in ("name", "party", "identity")
        for name in _payments(side, vocabulary)
        for _, column in vocabulary.candidates(name, side[0])
    )


def _name(header: Header) -> tuple[tuple[str, ...], str]:
    return header.path, header.key
