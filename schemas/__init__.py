"""What is true: columns, sheets, rules, kinds of round, settings and findings. Reads and writes no file."""
