"""From a run and its case record to a folder of pages for one kind of reader: the audit team, one unit that is audited, or everybody."""
