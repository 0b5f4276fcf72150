"""What the round says: answers and money together, what has changed, what deviates, and in which words."""
