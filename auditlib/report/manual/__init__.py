"""The catalogue that explains itself: what is known about every rule, ledger and policy value, taken from the code, as Markdown and HTML."""
