"""The document that several rules of this subject cite."""

PENALTY = "财政违法行为处罚处分条例(国务院令第427号)"
