"""Pages to read: what stands on each, and its pictures."""
