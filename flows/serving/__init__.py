"""The Prefect server: its schedules, forms and artifacts, and what is done after a fall."""
