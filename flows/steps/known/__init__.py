"""What is known beforehand: the register, the finance system, what lies beside, earlier rounds, decisions."""
