"""The handbok and its guides, made from what is declared elsewhere."""
