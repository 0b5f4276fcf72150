"""Rules: the catalogue with the decision's own words, and the small pieces that find breaches of them."""
