"""The finance system's export: workbook, text or SIE, held against itself."""
