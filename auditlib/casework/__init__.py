"""From leads to verified findings: what auditors decide about matters, recorded apart from any run, and the papers and visits of it."""
