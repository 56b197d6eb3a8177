"""Files as received → ledgers, quarantine, intake report: reading, recognising, cleaning."""

from auditlib.intake.county import input_digest, read_county
from auditlib.intake.journal import Intake, load_intake

__all__ = ["Intake", "input_digest", "load_intake", "read_county"]
