"""What the ledgers say of persons, households and payments: each model is the one answer to what a rule may ask."""
