"""A small SIE file with every record that the reader knows."""

SIE = "\r\n".join([
    "#FLAGGA 0", '#PROGRAM "Ekonomi" 1.0', "#FORMAT PC8", "#GEN 20260401", "#SIETYP 4", '#FNAMN "Mariestads kommun"',
    "#RAR 0 20260101 20261231", "#RAR -1 20250101 20251231", '#DIM 1 "Ansvar"', '#OBJEKT 1 "1100" "Ledning"',
    '#OBJEKT 1 "1200" "Kultur"', '#KONTO 5010 "Lokalhyra"', "#KTYP 5010 K", "#RES 0 5010 1234.50", "#RES -1 5010 99.00",
    '#PSALDO 0 202601 5010 {1 "1100"} 100.50 0', '#PSALDO 0 202602 5010 {1 "1200"} 1134.00 0',
    '#PBUDGET 0 202601 5010 {1 "1100"} 200.00 0', '#VER "A" 1 20260115 "Hyra"', "{",
    '   #TRANS 5010 {1 "1100"} 100.50 20260115 "Hyra januari"', "}", "",
]).encode("cp437")  # fmt: skip
