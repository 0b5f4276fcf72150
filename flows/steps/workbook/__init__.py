"""The consolidated workbook, a module per kind of sheet."""
