"""Reproducible audit notebooks for special poverty funds, projects, micro-loans and assets."""

__version__ = "0.1.0"
