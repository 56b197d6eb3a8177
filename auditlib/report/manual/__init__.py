"""The catalogue that explains itself: what is known of every rule, ledger and policy value, from the code, as Markdown and HTML."""
