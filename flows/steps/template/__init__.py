"""Workbooks that people fill in: templates, corrected ones, the register and the form of accepted findings."""
