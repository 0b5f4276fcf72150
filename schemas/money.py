"""Money inside the program is whole öre; this is what the units that people write are in öre."""

from __future__ import annotations

ORE = {"kr": 100, "tkr": 100_000, "mnkr": 100_000_000}
TKR, MNKR = ORE["tkr"], ORE["mnkr"]
HALF_TKR = TKR // 2
"""What is shown in whole tkr may differ by so much without there being a difference."""
