"""What nämnder really send, and exactly what is to be said of it: (severity, rule, sheet, cell).

Every file begins as 'MBN prognos april.xlsx', a right answer that LibreOffice saved. Where nothing is expected the
file is read in full, with the same values as the right answer.
"""

from dataclasses import dataclass

XLSX = "Calc MS Excel 2007 XML"
FILTERS = {
    ".xlsx": XLSX, ".xlsm": "Calc MS Excel 2007 VBA XML", ".xls": "MS Excel 97", ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)", ".pdf": "calc_pdf_Export",
}  # fmt: skip
RIGHT, EMPTY, JUNE, OLD, KS = "rätt", "tom", "juni", "gammal", "ks"
"""What a case begins with."""
SHEETS = ("Mål", "Mått", "Aktiviteter", "Uppföljning", "Ekonomi", "Beslut")
PERSON, COORDINATION = "811218-9876", "701063-2391"
"""Skatteverket's own example numbers."""


@dataclass(frozen=True)
class Case:
    """A file: what is done to it in the office program, and what is to be said. `same` is False where values change."""

    name: str
    do: tuple[tuple, ...] = ()
    says: tuple[str, ...] = ()
    base: str = RIGHT
    ending: str = ".xlsx"
    same: bool = True

    @property
    def expected(self) -> set[tuple[str, str, str, str]]:
        """As (severity, rule, sheet, cell), from 'E V1 Mål J10'; a whole file is 'E H1'."""
        return {tuple([*said.split(" "), "", ""][:4]) for said in self.says}


def told(name: str, says: str, *do: tuple, **more) -> Case:
    return Case(name, do, tuple(part.strip() for part in says.split(";") if part.strip()), **more)


def changed(name: str, says: str, *do: tuple) -> Case:
    return told(name, says, *do, same=False)


FAILING = (
    *(("formula", "Mål", "H7", "=1/0"), ("formula", "Aktiviteter", "J7", "=NA()")),
    ("formula", "Ekonomi", "G8", "=#REF!"),
)
"""Three formulas that come out as errors, and what is to be said of them."""
FAILING_SAID = "E V1 Mål H7; E V1 Aktiviteter J7; E V1 Ekonomi G8"

CASES = (
    told("rätt svar", ""),
    # ---------------------------------------------------------------- numbers
    told("tal med mellanrum", "", ("text", "Ekonomi", "G8", "4 010")),
    told("tal med hårt mellanrum", "", ("text", "Ekonomi", "G8", "4\u00a0010,0")),
    told("tal som text", "", ("text", "Ekonomi", "G8", "4010")),
    told("tal med punkt och komma", "N V1 Ekonomi G8", ("text", "Ekonomi", "G8", "4.010,00")),
    told("tal på engelska", "N V1 Ekonomi G8", ("text", "Ekonomi", "G8", "4,010.00")),
    changed("tal som kan läsas på två sätt", "E V1 Ekonomi G8", ("text", "Ekonomi", "G8", "4.010")),
    changed("tal med typografiskt minus", "W C2 Ekonomi G8; W E3 Ekonomi G8", ("text", "Ekonomi", "G8", "−5")),
    told("tal i tkr", "", ("text", "Ekonomi", "G8", "4010 tkr")),
    told("tal i mnkr", "N V1 Ekonomi G8", ("text", "Ekonomi", "G8", "4,01 mnkr")),
    told("tal i kronor med enhet", "N V1 Ekonomi G8", ("text", "Ekonomi", "G8", "4 010 000 kr")),
    told("summa skriven för hand", "W C1 Ekonomi G11", ("value", "Ekonomi", "G11", 17000)),
    told("summa skriven för hand som stämmer", "", ("value", "Ekonomi", "G11", 17670)),
    told("summa med en rad som är tillagd", "E T2 Ekonomi A9", ("insert_rows", "Ekonomi", 9, 1),
         ("text", "Ekonomi", "A9", "MBN-5099"), ("value", "Ekonomi", "G9", 50)),
    changed("tal som bara är ett streck", "E V1 Ekonomi G8", ("text", "Ekonomi", "G8", "–")),
    told("summa av exakta belopp", "", ("value", "Ekonomi", "G11", 17671.9)),
    told("summa med egen formel", "", ("formula", "Ekonomi", "G11", "=G7+G8+G9+G10")),
    told("summa med okänd rad", "E T2 Ekonomi A10", ("insert_rows", "Ekonomi", 10, 1),
         ("text", "Ekonomi", "A10", "MBN-5099"), ("text", "Ekonomi", "B10", "Annat"), ("value", "Ekonomi", "G10", 900),
         ("formula", "Ekonomi", "G12", "=SUM(G7:G11)")),
    told("summa med rad utan nummer", "W T2 Ekonomi G10", ("insert_rows", "Ekonomi", 10, 1),
         ("value", "Ekonomi", "G10", 900), ("value", "Ekonomi", "G12", 18570)),
    told("summa skriven för hand trots okänd rad", "E T2 Ekonomi A12; W C1 Ekonomi G11",
         ("text", "Ekonomi", "A12", "MBN-5099"), ("value", "Ekonomi", "G12", 900), ("value", "Ekonomi", "G11", 17000)),
    told("summa med okänd rad i ODS", "E T2 Ekonomi A10", ("insert_rows", "Ekonomi", 10, 1),
         ("text", "Ekonomi", "A10", "MBN-5099"), ("value", "Ekonomi", "G10", 900),
         ("formula", "Ekonomi", "G12", "=SUM(G7:G11)"), ending=".ods"),
    changed("tal i kronor utan enhet", "E V4 Ekonomi G8", ("value", "Ekonomi", "G8", 4010000)),
    changed("ungefärligt tal", "E V1 Mått J7", ("text", "Mått", "J7", "ca 100")),
    changed("tal i ord", "E V1 Mått J7", ("text", "Mått", "J7", "hundra")),
    changed("två tal", "E V1 Mått J7", ("text", "Mått", "J7", "90-100")),
    changed("procent skriven i talcell", "E V4 Mått J8", ("type", "Mått", "J8", "97 %")),
    told("procent som text", "", ("text", "Mått", "J8", "97 %")),
    told("måttets enhet efter talet", "", ("text", "Mått", "J12", "27 dagar")),
    told("st efter ett antal", "", ("text", "Mått", "J10", "82 st")),
    changed("procentenheter", "E V1 Mått J8", ("text", "Mått", "J8", "3 %-enheter")),
    told("färdiggrad i ord", "N V1 Aktiviteter H7", ("text", "Aktiviteter", "H7", "färdiggrad 22")),
    told("färdiggrad som andel", "N V1 Aktiviteter H7", ("value", "Aktiviteter", "H7", 0.22)),
    changed("färdiggrad ett", "E V1 Aktiviteter H10", ("value", "Aktiviteter", "H10", 1)),
    changed("färdiggrad över hundra", "E V4 Aktiviteter H7", ("value", "Aktiviteter", "H7", 140)),
    changed("färdiggrad med decimal", "E V1 Aktiviteter H7", ("value", "Aktiviteter", "H7", 22.5)),
    changed(
        "text i talkolumn döljer inget", "E V1 Aktiviteter H7; E V4 Aktiviteter H9",
        ("text", "Aktiviteter", "H7", "halva"), ("value", "Aktiviteter", "H9", -5),
    ),
    changed("felvärde", "E V1 Ekonomi G8", ("formula", "Ekonomi", "G8", "=1/0")),
    changed("trasig referens", "E V1 Ekonomi G8", ("formula", "Ekonomi", "G8", "=#REF!+1")),
    changed("staket", "E V1 Ekonomi G8", ("text", "Ekonomi", "G8", "#####")),
    told("formel", "", ("formula", "Ekonomi", "G8", "=4000+10")),
    told("formel till annat blad", "", ("new_sheet", "Underlag"), ("value", "Underlag", "A1", 4010),
         ("formula", "Ekonomi", "G8", "=$Underlag.A1")),
    # ---------------------------------------------------------------- dates
    told("datum med snedstreck", "", ("text", "Mål", "J10", "20/11 2026")),
    told("datum med punkter", "", ("text", "Mål", "J10", "20.11.2026")),
    told("datum i ord", "", ("text", "Mål", "J10", "den 20 november 2026")),
    told("datum utan år", "N V1 Mål J10", ("text", "Mål", "J10", "20 nov")),
    told("datum som sex siffror", "", ("text", "Mål", "J10", "261120")),
    told("sex siffror i datumcell", "N V1 Mål J10", ("value", "Mål", "J10", 261120)),
    told("datum som serienummer", "N V1 Mål J10", ("general", "Mål", "J10"), ("value", "Mål", "J10", 46346)),
    told("dagar räknade från 1904", "; ".join(f"W L1 Aktiviteter E{row}" for row in range(7, 36)),
         ("days_from_1904",), ("type", "Mål", "J10", "2026-11-20"),
         ("type", "Beslut", "C7", "2026-04-22")),
    changed("datum utan dag", "E V1 Mål J10", ("text", "Mål", "J10", "november 2026")),
    changed("datum som inte är ett datum", "E V1 Mål J10", ("text", "Mål", "J10", "efter sommaren")),
    changed("datum som inte finns", "E V1 Mål J10", ("text", "Mål", "J10", "2026-02-30")),
    changed("datum som bara är ett streck", "E V1 Mål J10", ("text", "Mål", "J10", "-")),
    changed("datum i fel sekel", "E V4 Mål J10", ("text", "Mål", "J10", "2206-11-20")),
    changed("datum om många år", "W P1 Mål J10", ("text", "Mål", "J10", "2062-11-20")),
    changed("paragraf utan nummer", "E U2 Beslut D7", ("text", "Beslut", "D7", "Ej protokollfört ännu")),
    changed("datum som har passerat", "W P1 Mål J10", ("text", "Mål", "J10", "2026-03-01")),
    changed("möte som inte är hållet", "W U2 Beslut C7", ("text", "Beslut", "C7", "2026-05-20")),
    changed("möte innan perioden var slut", "W U2 Beslut C7", ("text", "Beslut", "C7", "2026-03-20")),
    # ---------------------------------------------------------------- choices
    told("val i versaler", "", ("text", "Mål", "E7", "NÅS")),
    told("val med symbol och punkt", "", ("text", "Mål", "E7", "● Nås.")),
    told("val med mellanslag", "", ("text", "Mål", "E10", " Nås  delvis ")),
    changed("val felskrivet", "E V3 Mål E7", ("text", "Mål", "E7", "Nåss")),
    changed("val som inte finns", "E V3 Mål E7", ("text", "Mål", "E7", "Kanske")),
    changed("val tomt", "E V2 Mål E7", ("clear", "Mål", "E7")),
    changed("val med eget ord", "E V3 Aktiviteter G7", ("text", "Aktiviteter", "G7", "klart")),
    # ---------------------------------------------------------------- texts
    changed("kommentar som bara är ett streck", "E V2 Mål F7", ("text", "Mål", "F7", "–")),
    told("streck där inget behövs", "", ("text", "Mål", "G7", "-"), ("text", "Mål", "H7", " – ")),
    changed("streck för ett tal", "E V1 Mått J7", ("text", "Mått", "J7", "–")),
    changed("streck för ett datum", "E V1 Mål J10", ("text", "Mål", "J10", "-")),
    changed("åtgärd som bara är ett streck", "E U3 Mål H10", ("text", "Mål", "E10", "Nås inte"),
            ("text", "Mål", "H10", "--")),
    changed("ansvarig som bara är ett frågetecken", "W P1 Mål I10",
            ("text", "Mål", "E10", "Nås inte"), ("text", "Mål", "I10", "?")),
    changed("kommentar i ett ord", "W P1 Mål F7", ("text", "Mål", "F7", "OK")),
    changed("kommentar i bilaga", "W V2 Mål F7", ("text", "Mål", "F7", "Se bilaga 2.")),
    # ---------------------------------------------------------------- columns
    told("kolumn flyttad", "", ("insert_columns", "Mål", "G", 1), ("copy", "Mål", "E1:E11", "G1"),
         ("delete_columns", "Mål", "E", 1)),
    told("kolumn infogad", "N T2 Mål D8", ("insert_columns", "Mål", "D", 1), ("text", "Mål", "D6", "Egna anteckningar"),
         ("text", "Mål", "D8", "fråga Anna")),
    told("kolumn dold", "", ("hide_column", "Mål", "G")),
    told("rubrik felskriven", "N T1 Mål E6", ("text", "Mål", "E6", "Bedömmning")),
    told("rubrik förkortad", "N T1 Mått I6", ("text", "Mått", "I6", "Utfall")),
    told("rubrik utan enhet", "", ("text", "Ekonomi", "G6", "PROGNOS HELÅR")),
    changed("rubrik utbytt", "E T1 Mål E6", ("text", "Mål", "E6", "Läget i april")),
    told("rubrik borta", "N T1 Mål E6", ("clear", "Mål", "E6")),
    changed("kolumn raderad", "E T1 Mål F6", ("delete_columns", "Mål", "F", 1)),
    changed("kolumn dubbel", "E T1 Mål G6", ("insert_columns", "Mål", "G", 1), ("copy", "Mål", "F6:F11", "G6"),
            ("text", "Mål", "G8", "En annan kommentar om målet än den andra.")),
    told("kolumn dubbel med samma svar", "", ("insert_columns", "Mål", "G", 1), ("copy", "Mål", "F6:F11", "G6")),
    # ---------------------------------------------------------------- rows
    told("rader sorterade", "", ("sort", "Aktiviteter", "A7:K35", 0, False)),
    told("rader sorterade baklänges", "", ("sort", "Mål", "A7:K11", 0, True)),
    told("rad infogad", "", ("insert_rows", "Mål", 9, 1)),
    told("rad dold", "", ("hide_row", "Mål", 9)),
    told("rader infogade överst", "", ("insert_rows", "Mål", 1, 3)),
    changed("rad raderad", "E T2 Mål A6", ("delete_rows", "Mål", 9, 1)),
    changed("två rader raderade", "E T2 Aktiviteter A6", ("delete_rows", "Aktiviteter", 9, 2)),
    told("rad dubbel", "N T2 Mål A12", ("copy", "Mål", "A9:K9", "A12")),
    changed("rad dubbel med olika svar", "E T2 Mål A12", ("copy", "Mål", "A9:K9", "A12"),
            ("text", "Mål", "F12", "En annan kommentar om samma mål.")),
    told("radens nummer borta", "N T2 Mål A9", ("clear", "Mål", "A9")),
    told("radens nummer felskrivet", "N T2 Mål A9", ("text", "Mål", "A9", "MBN2")),
    told("radens nummer en annan rads", "N T2 Mål A9", ("text", "Mål", "A9", "MBN-03")),
    told("radens nummer med annat streck", "", ("text", "Mål", "A9", "mbn–02 ")),
    changed("rad tillagd", "E T2 Mål A12", ("text", "Mål", "A12", "MBN-06"), ("text", "Mål", "C12", "Ett nytt mål."),
            ("text", "Mål", "E12", "Nås"), ("text", "Mål", "F12", "Det går bra.")),
    told("anteckning över tabellen", "N T2 Mål F3", ("text", "Mål", "F3", "Siffrorna är preliminära.")),
    told("anteckning bredvid hjälptexten", "N T2 Mål M5", ("text", "Mål", "M5", "preliminärt")),
    told("slutdatum ändrat", "W L1 Aktiviteter E7", ("type", "Aktiviteter", "E7", "2027-12-31")),
    told("ansvarig ändrad", "W L1 Aktiviteter D8", ("text", "Aktiviteter", "D8", "Någon annan")),
    changed("datum fel på en rad vars summa är fel", "E V1 Ekonomi G8; E V1 Ekonomi M11",
            ("text", "Ekonomi", "G8", "ca 40"), ("text", "Ekonomi", "M11", "2027-13-01")),
    told("anteckning under tabellen", "W T2 Mål F13", ("text", "Mål", "F13", "Ring Anna om detta")),
    told("anteckning bredvid tabellen", "N T2 Mål M8", ("text", "Mål", "M8", "Ring Anna om detta")),
    told("källa under tabellen", "N T2 Mål A14", ("text", "Mål", "A14", "Källa: nämndens protokoll")),
    # ---------------------------------------------------------------- sheets
    told("blad omdöpt", "N T1 Blad1 A1", ("rename", "Mål", "Blad1")),
    told("blad kopierat", "", ("copy_sheet", "Mål", "Mål_2")),
    told("blad kopierat och ändrat", "W T1 Mål_2 A1", ("copy_sheet", "Mål", "Mål_2"),
         ("text", "Mål_2", "F8", "En senare kommentar om målet.")),
    told("eget blad", "", ("new_sheet", "Våra anteckningar"), ("text", "Våra anteckningar", "A1", "Hej")),
    changed("ett enda blad", "E T1", ("to_new_book", "Mål")),
    changed("blad raderat", "E T1", ("delete_sheet", "Beslut")),
    told("alla blad i en ny arbetsbok", "", ("to_new_book", *SHEETS)),
    told("utan listor och skydd", "", *(("no_validation", sheet) for sheet in SHEETS)),
    told("som Numbers sparar", "; ".join(f"N T1 {s}-Tabell_1 A1" for s in SHEETS),
         *(("rename", s, f"{s}-Tabell_1") for s in SHEETS), ("delete_sheet", "_meta"), ("delete_sheet", "Start")),
    changed("sammanslagna celler", "E T3 Mål E8; E T3 Mål E9", ("merge", "Mål", "E7:E9")),
    told("sammanslagna tomma celler", "", ("merge", "Mål", "F7:H7")),
    changed("blad ur en annan omgång", "E I1 Mål A4", ("delete_sheet", "Mål"), ("import_sheet", JUNE, "Mål")),
    changed("blad ur en annan nämnds mall", "E I1", ("import_sheet", KS, "Beslut")),
    # ---------------------------------------------------------------- what was decided
    told("måltext omskriven", "W L1 Mål C9", ("text", "Mål", "C9", "Vi gör så gott vi kan.")),
    told("måltext tömd", "N L1 Mål C9", ("clear", "Mål", "C9")),
    told("målvärde sänkt", "W L1 Mått H7", ("value", "Mått", "H7", 90)),
    told("mått omskrivet", "W L1 Mått C7", ("text", "Mått", "C7", "Andel nöjda")),
    told("budget sänkt", "W L1 Ekonomi C8", ("value", "Ekonomi", "C8", 3900)),
    told("aktivitet omskriven", "W L1 Aktiviteter C9", ("text", "Aktiviteter", "C9", "Besöka någon")),
    # ---------------------------------------------------------------- what does not hang together
    changed("målet nås men aktivitet stoppad", "W C1 Mål E9", ("text", "Aktiviteter", "G19", "Stoppad"),
            ("text", "Aktiviteter", "J19", "Upphandlingen är avbruten.")),
    changed("målet nås men måttet inte", "W C1 Mål E11", ("value", "Mått", "J18", 100)),
    changed("målet nås inte men måttet gör det", "W C1 Mål E9", ("text", "Mål", "E9", "Nås inte"),
            *(("text", "Mål", cell, "Fler än väntat har hört av sig i vår.") for cell in ("G9", "H9")),
            ("text", "Mål", "I9", "Planchefen"), ("text", "Mål", "J9", "2026-11-20")),
    changed("prognos sämre än utfall", "W C2 Mått J7", ("value", "Mått", "I7", 100), ("value", "Mått", "J7", 99)),
    changed("samma kommentar på tre mål", "W C4 Mål F7; W C4 Mål F8; W C4 Mål F9",
            *(("text", "Mål", cell, "Arbetet går enligt plan.") for cell in ("F7", "F8", "F9"))),
    changed("konsekvens i ett ord", "W P1 Mål G10", ("text", "Mål", "G10", "Fördröjning")),
    changed("avslutad men inte hel", "W C1 Aktiviteter H10", ("value", "Aktiviteter", "H10", 80)),
    changed("ej påbörjad men delvis gjord", "W C1 Aktiviteter H8", ("value", "Aktiviteter", "H8", 10)),
    changed("slutdatum passerat", "W C1 Aktiviteter G10", ("text", "Aktiviteter", "G10", "Pågår enligt plan"),
            ("value", "Aktiviteter", "H10", 90)),
    changed("konsekvens saknas", "E U3 Mål G10", ("text", "Mål", "E10", "Nås inte"), ("clear", "Mål", "G10")),
    changed("åtgärd utan vem och när", "W P1 Mål I10; W P1 Mål J10", ("text", "Mål", "E10", "Nås inte"),
            ("clear", "Mål", "I10:J10")),
    changed("förra åtgärden inte uppföljd", "E P2 Uppföljning F7", ("clear", "Uppföljning", "F7:G7")),
    changed("förra åtgärden avbruten utan skäl", "E P2 Uppföljning G7", ("text", "Uppföljning", "F7", "Avbruten"),
            ("clear", "Uppföljning", "G7")),
    changed("kostnad över internbudget", "W A2 Aktiviteter I8", ("value", "Aktiviteter", "I8", 60)),
    # ---------------------------------------------------------------- people
    changed("personnummer", "E Y1 Mål F8", ("text", "Mål", "F8", f"Ärendet {PERSON} är avgjort, och målet nås.")),
    changed("personnummer hopskrivet", "E Y1 Mått K9", ("text", "Mått", "K9", f"Se 19{PERSON.replace('-', '')}.")),
    changed("personnummer som tal", "E Y1 Mål F8", ("value", "Mål", "F8", int(PERSON.replace("-", "")))),
    changed("samordningsnummer", "E Y1 Beslut E7", ("text", "Beslut", "E7", f"Anmält av {COORDINATION}.")),
    changed("personnummer i talcell", "E Y1 Ekonomi G8", ("text", "Ekonomi", "G8", PERSON)),
    told("telefonnummer", "", ("text", "Beslut", "E7", "Frågor besvaras på 0501-75 50 00, diarienummer 2026-0414."),
         same=False),
    # ---------------------------------------------------------------- formats
    told("med makron", "", ending=".xlsm"),
    changed("felvärden i Excel", FAILING_SAID, *FAILING),
    told("felvärden i äldre Excel", FAILING_SAID, *FAILING, ending=".xls", same=False),
    told("felvärden i OpenDocument", FAILING_SAID, *FAILING, ending=".ods", same=False),
    told("äldre Excel", "", ending=".xls"),
    told("OpenDocument", "", ending=".ods"),
    told("textfil", "E H1", ("to_new_book", "Mål"), ending=".csv"),
    told("utskrift", "E H1", ending=".pdf"),
    # ---------------------------------------------------------------- which template
    told("tom mall", "E V2", base=EMPTY, same=False),
    told("annan omgångs mall", "E I2", base=JUNE),
    told("äldre version av mallen", "E T1; N I2; W C2 Mått J8; W C2 Mått J11", base=OLD, same=False),
    told("utan Mall-id", "E I1", *(("clear", sheet, "A4") for sheet in ("Start", *SHEETS)), ("delete_sheet", "_meta")),
)  # fmt: skip
