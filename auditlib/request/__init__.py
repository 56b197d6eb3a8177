"""The data request: what each office is asked for, workbooks to fill in, and what is still missing of a run."""
