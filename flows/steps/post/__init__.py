"""Mail: reading it, who may send it, the ledger of what came and went, and what goes out."""
