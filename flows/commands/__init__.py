"""The command line: what the controller types, is asked and is shown."""
