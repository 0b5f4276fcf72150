"""Mail: reading it, who may send it, the register of what came and went, and what goes out."""
