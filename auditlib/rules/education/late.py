"""Aid to pupils paid late (EDU-03)."""

import ibis
from ibis import _

from auditlib.models.dates import literal_date
from auditlib.models.payments import arrived
from auditlib.models.schooling import term_begin, term_end, term_name
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, exists
from auditlib.rules.catalogue import rule
from auditlib.rules.education.entitlement import aid


@rule(
    "EDU-03",
    basis="edu.aid_days",
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    decides=("pay_date", "term_from|term_to", "amount", "aid_type?", "pay_status?"),
)
def late_aid(education_aid, *, policy, as_of):
    """Aid paid after the end of its term (31 January, 31 July), or later than the county's number of days after the term began.

    What one school's pupils got late on one day is one matter. A period that names its first day only may be of two terms.
    """
    rows = aid(education_aid).filter(~_.termless, _.kind != "", _.pay_date <= literal_date(as_of))
    due = term_end(rows.last_term)
    if (days := policy.entered("edu.aid_days")) is not None:
        due = ibis.least(due, (term_begin(rows.last_term) + ibis.interval(days=int(days))).cast("date"))
    rows = rows.mutate(due=due, who=ibis.coalesce(rows.pupil, rows.name))
    tried = rows.filter(~arrived(_.pay_status), _.pay_date <= _.due)
    rows = exists(rows.filter(_.paid, _.pay_date > _.due), tried, ["who", "kind", "last_term"], "tried")
    return breach(
        rows,
        "due x_ret",
        on="pay_date",
        amount="amount",
        term_name=term_name(rows.last_term),
        thing=ibis.coalesce(rows.school, "") + "｜" + ibis.coalesce(rows.aid_type, rows.kind) + "｜" + rows.pay_date.cast("string"),
        days=_.pay_date.delta(_.due, unit="day"),
        # That it was sent again, a remark may tell, not that it was first sent in time.
        x_retry=ibis.ifelse(~_.tried & said("payment.sent_again", _.remark), UNKNOWN, _.tried),
        not_judged=ibis.ifelse(_.term_to.isnull() & (_.pay_date <= term_end(_.last_term + 1)), "“资助终止日期”为空", ibis.null("string")),
        x_arrears=said("payment.top_up", _.remark) | said("payment.late_entitled", _.remark) | said("aid.applied_late", _.remark),
    )
