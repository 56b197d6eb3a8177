"""The lawful county: every ledger consistent with every other, nothing in breach of any rule."""
