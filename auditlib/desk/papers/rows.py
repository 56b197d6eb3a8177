"""Rows of papers that tell where facts come from: the leads of a matter, and the rows that they were compared with."""

from auditlib.casework.cases import Case
from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.forms import Values
from auditlib.desk.papers.texts import MOST_ROWS, day, yuan
from auditlib.leads import places_of


def rows_of(dossier: Dossier, case: Case) -> Values:
    """The leads of a matter by day, a note when they are too many or none is in this run, and the rows compared, each once."""
    leads = sorted(dossier.leads.get(case.id, []), key=lambda lead: (str(lead["occurred_on"] or ""), lead["lead_id"]))
    note = "" if leads else "本次运行的结果中没有这一事项的明细，事实以案卷记录为准。"
    if len(leads) > MOST_ROWS:
        note = f"共 {len(leads):,} 笔，此处列前 {MOST_ROWS} 笔，全部见结果文件夹的 leads.parquet。"
    found = (place for lead in dossier.leads.get(case.id, []) for place in places_of(lead))
    places = [*{tuple(map(str, place.values())): place for place in found}.values()]
    return {
        "leads": [_lead(dossier, lead, no) for no, lead in enumerate(leads[:MOST_ROWS], 1)],
        "leads_note": note,
        "related": [{"no": str(no), **dossier.origin(place)} for no, place in enumerate(places[:MOST_ROWS], 1)],
    }


def _lead(dossier: Dossier, lead: dict, no: int) -> dict[str, str]:
    return {
        "no": str(no),
        "id": lead["lead_id"],
        "on": day(lead["occurred_on"]),
        "amount": yuan(lead["questioned_amount"]),
        "fact": dossier.of_lead(lead),
        **dossier.origin(lead),
    }
