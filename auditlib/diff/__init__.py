"""What differs between two runs: matters and leads new, gone, changed, same (changes.py), and why, where it can be told (reasons.py)."""
