"""抽样底稿 in Word (DOMAIN §5.9): one for each evaluated sample of the county, from the samples.json of `auditlib sample evaluate`."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from auditlib.casework.cases import Case
from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.forms import FORMS, Values
from auditlib.desk.papers.paper import Kind, Paper, Templates, filled
from auditlib.desk.papers.texts import money, safe
from auditlib.errors import AuditError
from auditlib.messages import _
from auditlib.sampling.plan import METHODS

FORM = FORMS["sampling"]
CONCLUSIONS = {
    True: "错误上限低于可容忍水平，总体可以接受。",
    False: "错误上限不低于可容忍水平，总体不能接受：扩大样本、全部核查，或按推断的错误反映。",
}


def _make(dossier: Dossier, cases: list[Case], templates: Templates) -> Iterator[Paper]:
    """Raises AuditError for a file that is not what `auditlib sample evaluate` leaves."""
    if dossier.samples is None:
        raise AuditError(_("--kind sampling needs --samples FILE: the samples.json that `auditlib sample evaluate` left beside the papers"))
    try:
        found = json.loads(dossier.samples.read_text(encoding="utf-8"))
        told = [(sample["frame"], _values(dossier, sample)) for sample in found if sample["county"] == dossier.county.id]
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise AuditError(
            "--samples {samples}: no samples.json of `auditlib sample evaluate` ({name}); evaluate the papers again",
            samples=dossier.samples,
            name=type(error).__name__,
        ) from None
    for frame, values in told:
        yield filled(dossier, templates, FORM, f"{FORM.title}/{safe(frame)}", [], values)


def _values(dossier: Dossier, sample: Mapping) -> Values:
    def measured(name: str) -> str:
        """A share of the units, or with monetary units an amount."""
        value = Decimal(sample[name])
        return money(value) if sample["method"] == "mus" else f"{value:.2%}"

    def amount(name: str) -> str:
        return money(None if sample[name] is None else Decimal(sample[name]))

    source = dossier.text(sample["source"])
    return {
        **{name: dossier.text(sample[name]) for name in ("title", "check", "seed")},
        **{name: f"{sample[name]:,}" for name in ("units", "size", "examined", "replaced", "errors", "certain_errors")},
        **{name: measured(name) for name in ("tolerable", "most_likely", "precision", "upper")},
        **{name: amount(name) for name in ("value", "found", "checked_amount")},
        **{name: f"{Decimal(sample[name]):.2%}" for name in ("confidence", "expected")},
        "source": source,
        "sha256": sample["sha256"],
        "population": f"{source}，共 {sample['units']:,} 个单位，账面总额：{amount('value')}",
        "method": METHODS[sample["method"]],
        "conclusion": CONCLUSIONS[sample["accepted"]],
        "places": [
            {"no": str(no), "town": dossier.text(town, "place"), "village": dossier.text(village, "place")}
            for no, (town, village) in enumerate(sample["places"], 1)
        ],
    }


SAMPLING = Kind(FORM.title, [FORM], _make, lambda case: False, lambda case: "抽样底稿按样本出具，不按事项出具")
