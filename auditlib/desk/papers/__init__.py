"""Formal papers (审计文书) of verified matters, filled from the office's own templates: a module for each kind, in kinds.py by name."""
