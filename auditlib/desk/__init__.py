"""The auditor's desk: everything in Excel and Word that somebody fills in or signs."""
