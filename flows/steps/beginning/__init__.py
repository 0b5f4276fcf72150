"""Beginning: a kommun's settings, and a plan that lies in Excel."""
