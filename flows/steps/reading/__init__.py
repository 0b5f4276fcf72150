"""Reading: from cells as people write them to typed tables, or what is said of them."""
