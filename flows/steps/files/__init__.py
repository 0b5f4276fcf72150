"""Files: kept as they came, looked at before they are opened, and whose they are."""
