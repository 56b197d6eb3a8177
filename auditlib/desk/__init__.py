"""The auditor's desk: all Excel and Word that an auditor fills in or signs."""
