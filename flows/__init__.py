"""What runs: the movement of a round, one Prefect flow per thing that is started, and the command line."""
