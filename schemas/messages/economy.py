"""What is said of the finance system's export (rules E1, E2, E5, E6)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

MISSING = Message(
    "E2",
    "Ekonomifilen ({pattern}) saknas.",
    "Lägg den i mappen {folder}. Utan den saknas dess belopp i mallar och sammanställning.",
    WARNING,
    example={"pattern": "ekonomi*.xlsx", "folder": "input/sjostad/2026/prognos-april"},
)
OTHER_FORMAT = Message(
    "E2",
    "{what}",
    "Ta ut rapporten ur ekonomisystemet som Excel, csv eller SIE.",
    example={"what": "Filen är en bild."},
)
ZIP = Message(
    "E2",
    "Ekonomifilen är en zip-fil.",
    "Packa upp den, och lägg filen som ligger i den i mappen i stället.",
)
XML_2003 = Message(
    "E2",
    "Ekonomifilen är ett kalkylblad i det gamla formatet XML 2003.",
    "Öppna filen i Excel och spara den som Excel-arbetsbok (.xlsx).",
)
SIE_5 = Message(
    "E2",
    "Ekonomifilen är en SIE 5-fil, som inte går att läsa här.",
    "Ta ut en SIE 4-fil (.se) ur ekonomisystemet, eller rapporten som Excel.",
)
WEB_PAGE = Message(
    "E2",
    "Ekonomifilen är en webbsida, vad den än heter.",
    "Öppna filen i Excel och spara den som Excel-arbetsbok (.xlsx), eller hämta rapporten som Excel.",
)
SAVED_PAGE = Message(
    "E2",
    "Ekonomifilen är en sparad webbsida (MHTML).",
    "Öppna filen i Excel och spara den som Excel-arbetsbok (.xlsx), eller hämta rapporten som Excel.",
)
OTHER_XML = Message(
    "E2",
    "Ekonomifilen är en XML-fil som inte är känd här.",
    "Ta ut rapporten ur ekonomisystemet som Excel, csv eller SIE.",
)
NO_HEADINGS = Message(
    "E2",
    "De här rubrikerna hittas inte: {headings}.",
    "Kör kommandot ekonomi koppla med filen, eller rätta [ekonomi.kolumner] i kommun.toml.",
    example={"headings": "Ansvar, Årsbudget och Utfall"},
)
PERIOD_READ_AS = Message(
    "E2",
    "Kolumnen ”{read}” är läst som ”{heading}”, som står i kommun.toml.",
    "Stämmer det inte, kör kommandot ekonomi koppla med filen.",
    NOTICE,
    where="Blad1, cell D4",
    example={"heading": "Utfall 2601-2604", "read": "Utfall 2601-2608"},
)
NOT_AMOUNT = Message(
    "V1",
    "”{value}” går inte att läsa som ett belopp.",
    "Rätta beloppet i filen. Ekonomin visas inte förrän alla belopp går att läsa.",
    where="Blad1, cell D14",
    example={"value": "se not 4"},
)
OTHER_DECIMAL = Message(
    "V1",
    '”{value}” passar inte med decimaltecken = "{decimal}", som står i kommun.toml.',
    "Rätta decimaltecken i [ekonomi] i kommun.toml, eller beloppet i filen.",
    where="Blad1, cell D14",
    example={"value": "1 234,50", "decimal": "."},
)
TWO_AMOUNTS = Message(
    "V1",
    "”{value}” kan vara {one} eller {other}.",
    'Skriv decimaltecken = "," eller decimaltecken = "." under [ekonomi] i kommun.toml. '
    "Ekonomin visas inte förrän alla belopp går att läsa.",
    where="Blad1, cell D14",
    example={"value": "814.178", "one": "814 178", "other": "814,178"},
)
MORE_CELLS = Message(
    "V1",
    "{what} Detsamma gäller {count} till i kolumnen ”{heading}”: {cells}.",
    "{todo}",
    where="Blad1, cell D14",
    example={
        "what": "”814.178” kan vara 814 178 eller 814,178.",
        "todo": 'Skriv decimaltecken = "," eller decimaltecken = "." under [ekonomi] i kommun.toml.',
        "count": "två",
        "heading": "Utfall",
        "cells": "”3.410” i D15 och ”12.900” i D18",
    },
)
DASH_IS_ZERO = Message(
    "V1",
    "Ett ensamt streck är läst som noll, {count} i kolumnen ”{heading}”.",
    "Stämmer det inte, rätta filen.",
    NOTICE,
    where="Blad1, cell D14",
    example={"count": "tre gånger", "heading": "Utfall i fjol"},
)
ODD_MINUS = Message(
    "V1",
    "Ett minustecken efter beloppet, eller parentes runt det, är läst som minus, {count} i kolumnen ”{heading}”.",
    "Stämmer det inte, rätta filen.",
    NOTICE,
    where="Blad1, cell D14",
    example={"count": "tre gånger", "heading": "Utfall"},
)
ROUNDED = Message(
    "V1",
    "Belopp med delar av ett öre är avrundade till hela ören, {count} i kolumnen ”{heading}”.",
    "Ingenting behöver göras.",
    NOTICE,
    where="Blad1, cell D14",
    example={"count": "tre gånger", "heading": "Budget"},
)
SETTLED_BY_OTHERS = Message(
    "V1",
    "”{value}” är läst som {read}, eftersom filens övriga belopp är skrivna på det sättet.",
    "Stämmer det inte, skriv decimaltecken under [ekonomi] i kommun.toml.",
    NOTICE,
    where="Blad1, cell D14",
    example={"value": "814.178", "read": "814 178"},
)
QUOTES = Message(
    "E2",
    "Citattecknen i ekonomifilen går inte ihop från rad {row}, så det är osäkert var raderna slutar.",
    "Hämta filen på nytt ur ekonomisystemet, helst som Excel. Eller rätta citattecknen på raden.",
    example={"row": "4"},
)
TOO_MANY_CELLS = Message(
    "E2",
    "Rad {row} i ekonomifilen har {cells} celler, men det finns bara {headings} rubriker. Något belopp eller någon "
    "text är delad i två.",
    "Hämta filen på nytt ur ekonomisystemet med semikolon eller tabb mellan cellerna, eller som Excel.",
    example={"row": "12", "cells": "8", "headings": "6"},
)
TOO_FEW_CELLS = Message(
    "E2",
    "Filen har {count} med färre celler än rubriker, den första är rad {row}. De celler som saknas är lästa som tomma.",
    "Kontrollera att beloppen står under rätt rubriker. Hämta annars filen på nytt, helst som Excel.",
    WARNING,
    where="ekonomi, cell B12",
    example={"count": "tre rader", "row": "12"},
)
UNCLAIMED = Message(
    "E2",
    "Ansvar {unit} hör inte till någon nämnd.",
    "Lägg till ansvaret hos rätt nämnd i kommun.toml. Ska det inte räknas till någon, skriv "
    "utanfor_namnderna = {outside} under [ekonomi], utan # framför.",
    where="Blad1, cell A22",
    example={"unit": "9900", "outside": '["9900"]'},
)
WITHOUT_UNIT = Message(
    "E2",
    "Raden har inget ansvar och hör därför inte till någon nämnd.",
    "Rätta raden i ekonomisystemet, och hämta filen på nytt.",
    where="Blad1, cell A23",
)
NOT_CODE = Message(
    "E2",
    "”{value}” är inget ansvar, utan {what}.",
    "Rätta ansvaret i filen. Har Excel gjort om det, hämta filen på nytt ur ekonomisystemet.",
    where="Blad1, cell A22",
    example={"value": "2011-10-01", "what": "ett datum"},
)
LOST_ZERO = Message(
    "E2",
    "Ansvar {unit} kan ha förlorat en inledande nolla. Som det står hör det till {here}, men {code} hör till {there}.",
    "Hämta filen på nytt ur ekonomisystemet, eller skriv ansvaret som text i filen. "
    "Ekonomin visas inte förrän det är klart vems raden är.",
    where="Blad1, cell A22",
    example={"unit": "110", "here": "Utbildningsnämnden", "code": "0110", "there": "Kommunstyrelsen"},
)
OTHER_LENGTH = Message(
    "E2",
    "Ansvar {units} har inte {length} tecken som de andra.",
    "Kontrollera att ansvaret är helt och att raden hör till rätt nämnd.",
    WARNING,
    where="Blad1, cell A22",
    example={"units": "110 och 11100", "length": "fyra"},
)
TWO_CLAIM = Message(
    "E2",
    "Ansvar {unit} passar både {one} och {other}. Raden räknas till {other}, som har den längre koden.",
    "Stämmer det inte, rätta ansvar hos nämnderna i kommun.toml.",
    WARNING,
    where="Blad1, cell A22",
    example={"unit": "1110", "one": "Kommunstyrelsen (1)", "other": "Utbildningsnämnden (11)"},
)
WITHOUT_ROWS = Message(
    "E2",
    "{namnd} har inga rader.",
    "Kontrollera filen och nämndens ansvar i kommun.toml.",
    where="Blad1, cell A1",
    example={"namnd": "Socialnämnden"},
)
TOTAL_DIFFERS = Message(
    "E1",
    "Raderna ger summan {summed}, men i filen står {stated}. Skillnaden är {difference} {unit}.",
    "Hämta filen på nytt ur ekonomisystemet, eller fråga den som har gjort den.",
    where="Blad1, cell C40",
    example={"summed": "−62 051", "stated": "−62 079", "difference": "28", "unit": "tkr"},
)
COUNTED_AS_SUM = Message(
    "E1",
    "Raden är lika med summan av {rows} och räknas därför som en delsumma.",
    "Är den en egen rad, ändra något av dess belopp i filen eller fråga den som har gjort filen.",
    WARNING,
    where="Blad1, cell A5",
    example={"rows": "raderna 6–9"},
)
SUM_UNCLEAR = Message(
    "E1",
    "Det går inte att avgöra om raden ”{label}” är en summa. Den liknar en, men är inte summan av {rows}.",
    "Ta bort raden ur filen om den är en summa, eller rätta beloppen. Ekonomin visas inte förrän det är klart.",
    where="Blad1, cell A12",
    example={"label": "11 Kommunstyrelsen", "rows": "raderna vars ansvar börjar med 11"},
)
ROUNDED_SUM = Message(
    "E1",
    "Raden ”{label}” är summan av {rows}, bortsett från avrundning, och räknas inte en gång till.",
    "Ingenting behöver göras.",
    NOTICE,
    where="Blad1, cell A12",
    example={"label": "11 Kommunstyrelsen", "rows": "raderna vars ansvar börjar med 11"},
)
EMPTY_COLUMN = Message(
    "E2",
    "Kolumnen ”{heading}” har inga belopp.",
    "Kontrollera att beloppen står under rätt rubrik. Ekonomin visas inte förrän kolumnen har belopp.",
    where="Blad1, cell D4",
    example={"heading": "Ack. utfall"},
)
EMPTY_FOR_NAMND = Message(
    "E2",
    "{namnd} har inga belopp i kolumnen ”{heading}”. De räknas som noll.",
    "Kontrollera filen.",
    WARNING,
    where="Blad1, cell D4",
    example={"namnd": "Socialnämnden", "heading": "Ack. utfall"},
)
RUN_TOGETHER = Message(
    "E2",
    "Rad {row} i ekonomifilen har flera belopp i samma cell, så det är osäkert vilket som hör till vilken rubrik.",
    "Hämta filen på nytt ur ekonomisystemet, helst som Excel. Eller rätta raden.",
    example={"row": "12"},
)
UNIT_SAID = Message(
    "E5",
    "I filen står ”{text}”, men i kommun.toml står {declared}.",
    "Rätta enhet i kommun.toml, eller hämta filen med alla belopp i samma enhet. Ekonomin visas inte förrän enheten "
    "stämmer.",
    where="Blad1, cell D4",
    example={"text": "Helårsprognos (tkr)", "declared": "kr"},
)
OTHER_PERIOD_IN_NAME = Message(
    "E2",
    "{what} ”{name}” säger {theirs}, men omgången räknar utfallet till och med {ours}.",
    "Kontrollera att det är rätt fil.",
    WARNING,
    example={"what": "Filens namn", "name": "ekonomi-2602.csv", "theirs": "februari 2026", "ours": "mars 2026"},
)
SECTION_AGAIN = Message(
    "E2",
    "Under rad {row} kommer rubrikerna en gång till, över ansvar som redan har stått i filen.",
    "Är det en annan tabell, till exempel förra årets, ta bort den ur filen eller lägg den i ett eget blad. Ekonomin "
    "visas inte förrän det är klart.",
    where="Blad1, cell A40",
    example={"row": "40"},
)
SHEET_BESIDE = Message(
    "E2",
    "Bladet ”{sheet}” har rader med ansvar och belopp men saknar rubrikerna, så det är inte läst.",
    "Hör raderna till tabellen, flytta dem till samma blad som rubrikerna.",
    WARNING,
    where="Blad2",
    example={"sheet": "Blad2"},
)
PARENT_COUNTED = Message(
    "E1",
    "Ansvar {units} räknas för sig, vid sidan av de längre ansvar som börjar likadant.",
    "Är en rad en summa av de andra, ta bort den ur filen.",
    WARNING,
    where="Blad1, cell A12",
    example={"units": "11"},
)
SUM_POSSIBLE = Message(
    "E1",
    "Raden är lika med summan av {rows}, men räknas som en egen rad.",
    "Är den en summa, ta bort den ur filen.",
    WARNING,
    where="Blad1, cell A5",
    example={"rows": "raderna 6–9"},
)
PART_OF = Message(
    "E1",
    "Raden ”{label}” ser ut att vara en del av en annan rad och inte ett eget belopp.",
    "Ta bort raden ur filen om beloppet redan ingår i en annan rad, eller skriv ett annat namn på den. "
    "Ekonomin visas inte förrän det är klart.",
    where="Blad1, cell A12",
    example={"label": "varav personalkostnader"},
)
SAME_ROW = Message(
    "E1",
    "Raden är likadan som rad {other}. Båda räknas.",
    "Kontrollera att raden inte har kommit med två gånger.",
    WARNING,
    where="Blad1, cell A12",
    example={"other": "9"},
)
DEVIATION_DIFFERS = Message(
    "E6",
    "Avvikelsen är {stated}, men av budget och {other} blir den {computed}.",
    "Den uträknade används. Fråga den som har gjort filen om skillnaden är mer än avrundning.",
    WARNING,
    where="Blad1, cell E8",
    example={"stated": "49", "other": "utfall", "computed": "48"},
)
SYSTEM_FORECAST_BELOW_SPENT = Message(
    "C2",
    "Ekonomisystemets prognos för hela året är lägre än det som redan har förbrukats för {rows}.",
    "Fråga den som har gjort filen om prognosen är rätt.",
    WARNING,
    where="Blad1, cell A9",
    example={"rows": "1001 Kommunledning (prognos 4 200 tkr, utfall 4 900 tkr)"},
)
FORECAST_BELOW_SPENT = Message(
    "C2",
    "Prognosen för ”{project}” är {forecast} tkr för hela året, men redan nu har {actual} tkr förbrukats.",
    "Fråga den som har gjort filen vilket belopp som är rätt.",
    WARNING,
    where="Blad1, cell A9",
    example={"project": "Ny idrottshall", "forecast": "4 200", "actual": "4 900"},
)
WRONG_UNIT = Message(
    "E5",
    "Beloppen ser ut att vara i {seen}, men i kommun.toml står {declared}. {why}",
    "Rätta enhet i [ekonomi] i kommun.toml. Ekonomin visas inte förrän enheten stämmer.",
    example={
        "seen": "kr",
        "declared": "tkr",
        "why": "Med tkr blir budgeten 72 000 000 kr per invånare.",
    },
)
WRONG_SIGN = Message(
    "E5",
    "Kostnader ser ut att vara {seen} tal i filen, men i kommun.toml står {declared}. {why}",
    "Rätta kostnad i [ekonomi] i kommun.toml. Ekonomin visas inte förrän tecknet stämmer.",
    example={
        "seen": "negativa",
        "declared": "plus",
        "why": "Fem av fem nämnder skulle annars ha större intäkter än kostnader.",
    },
)
SEVERAL_FILES = Message(
    "E2",
    "Flera filer passar {pattern}: {files}. Det går inte att avgöra vilken som gäller.",
    "Ta bort den som inte ska räknas ur mappen, eller skriv filens hela namn som fil i kommun.toml.",
    example={"pattern": "ekonomi*.xlsx", "files": "ekonomi-2603.xlsx och ekonomi-2603 (1).xlsx"},
)
FILE_CHOSEN = Message(
    "E2",
    "Flera filer passar {pattern}. {chosen} är läst, {why}. {others} är inte läst.",
    "Stämmer det inte, ta bort den som inte ska räknas ur mappen.",
    WARNING,
    example={
        "pattern": "ekonomi*.xlsx",
        "chosen": "ekonomi-2603 (1).xlsx",
        "why": "för den är sparad senast (2026-04-14 09:12)",
        "others": "ekonomi-2603.xlsx",
    },
)
SAME_FILE_TWICE = Message(
    "E2",
    "Filen {chosen} är läst. Samma innehåll har {others}.",
    "Ingenting behöver göras.",
    NOTICE,
    example={"chosen": "ekonomi-2603.xlsx", "others": "ekonomi-2603 (1).xlsx"},
)
SEVERAL_SHEETS = Message(
    "E2",
    "Flera blad har rubrikerna: {sheets}. Det går inte att avgöra vilket som gäller.",
    'Skriv vilket blad som ska läsas, till exempel flik = "{first}" under {section} i kommun.toml, '
    "eller ta bort de andra bladen ur filen.",
    example={"sheets": "”Februari” och ”Mars”", "first": "Februari", "section": "[ekonomi]"},
)
SHEET_CHOSEN = Message(
    "E2",
    "Bladet ”{chosen}” är läst, {why}. {others} har samma rubriker men räknas inte.",
    'Ska ett annat läsas, skriv flik = "bladets namn" under {section} i kommun.toml.',
    NOTICE,
    example={
        "chosen": "Mars",
        "why": "för det gäller omgångens period",
        "others": "”Februari”",
        "section": "[ekonomi]",
    },
)
SHEET_HIDDEN = Message(
    "E2",
    "Bladet ”{chosen}”, som är dolt, är det enda med rubrikerna och är läst.",
    "Stämmer det inte, ta fram rätt rapport och spara den i ett blad som syns.",
    WARNING,
    example={"chosen": "Underlag"},
)
COLUMN_CHOSEN = Message(
    "E2",
    "Kolumnen ”{chosen}” ({letter}) är läst. {others} heter nästan likadant och räknas inte.",
    "Stämmer det inte, skriv rätt rubrik i [ekonomi.kolumner] i kommun.toml.",
    NOTICE,
    where="Blad1, cell D4",
    example={"chosen": "Ack. utfall (jan–mars)", "letter": "D", "others": "”Ack. utfall (mars)” (C)"},
)
NO_SUCH_SHEET = Message(
    "E2",
    "Bladet ”{wanted}”, som står i kommun.toml, finns inte i filen eller saknar rubrikerna.",
    "Rätta flik i kommun.toml. Filens blad: {sheets}.",
    example={"wanted": "Mars", "sheets": "”Januari” och ”Februari”"},
)
SEVERAL_COLUMNS = Message(
    "E2",
    "Flera kolumner kan vara ”{heading}”: {columns}. Det går inte att avgöra vilken som gäller.",
    'Skriv vilken det är i kommun.toml, med kolumnens bokstav: {key} = "{example}".',
    where="Blad1, cell D4",
    example={
        "heading": "Ack. utfall",
        "columns": "”Ack. utfall” i D och ”Ack. utfall” i G",
        "key": "utfall",
        "example": "Ack. utfall, kolumn D",
    },
)
OTHER_PERIOD = Message(
    "E2",
    "Filen gäller till och med {theirs} (”{text}”), men omgången räknar utfallet till och med {ours}.",
    "Hämta filen för rätt period. Är perioden rätt, ändra till_och_med för omgången i kommun.toml. "
    "Ekonomin visas inte förrän perioden stämmer.",
    where="Blad1, cell A2",
    example={"theirs": "augusti 2026", "text": "Period 2601–2608", "ours": "december 2026"},
)
