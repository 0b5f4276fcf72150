"""The steps of the movement as plain functions, without Prefect."""
