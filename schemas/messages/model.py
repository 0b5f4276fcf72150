"""What is said of settings and register that break the decision (rules F*, N*, K*, M1, A*, S2, G1, R1)."""

from __future__ import annotations

from schemas.findings import NOTICE, WARNING
from schemas.messages.message import Message

_GOAL = "Mål, cell D9"

AREA_COUNT = Message(
    "F1",
    "{areas} gäller {year}.",
    "Ändra i kommun.toml, så att de är {wanted}.",
    where="kommun.toml",
    example={"areas": "2 fokusområden", "year": 2026, "wanted": "mellan 3 och 5"},
)
AREA_LENGTH = Message(
    "F2",
    "Fokusområdet {area} gäller bara {years} år.",
    "Det ska gälla i minst {least} år. Ändra ”till” i kommun.toml.",
    where="kommun.toml",
    example={"area": "Boende", "years": 2, "least": 3},
)
AREA_DECISION = Message(
    "F3",
    "Fokusområdet {area} saknar beslut av kommunfullmäktige.",
    "Skriv beslutets organ, datum och paragraf i kommun.toml.",
    where="kommun.toml",
    example={"area": "Boende"},
)
PROGNOSIS_COUNT = Message(
    "U1",
    "Inställningarna har {count} prognoser för {year}, men det ska vara {wanted}.",
    "Lägg till dem som saknas i kommun.toml, eller ändra ”prognoser_per_ar” om modellen har ändrats.",
    where="kommun.toml",
    example={"count": 3, "year": 2026, "wanted": 4},
)
AREA_NOT_IN_FORCE = Message(
    "N1",
    "Fokusområdet ”{area}” gäller inte {year}.",
    "Välj bland {areas}.",
    where=_GOAL,
    example={"area": "Sjöfart", "year": 2026, "areas": "Boende, Lärande och Ungdomar"},
)
AREA_MISSING = Message(
    "N1", "Målet saknar fokusområde.", "Välj bland {areas}.", where=_GOAL, example={"areas": "Boende och Lärande"}
)
GOAL_COUNT = Message(
    "N2",
    "{namnd} har {count} mål {year} men ska ha {wanted}.",
    "Rätta målregistret, eller antalet i kommun.toml om modellen har ändrats.",
    where="Mål",
    example={"namnd": "Socialnämnden", "count": 4, "year": 2026, "wanted": 5},
)
DEPARTMENT_COUNT = Message(
    "N2",
    "{count} av målen för {namnd} avser {departments}, men det ska vara {wanted}.",
    "Rätta kolumnen ”Avdelning” i målregistret.",
    where="Mål",
    example={
        "count": 2,
        "namnd": "Kommunstyrelsen",
        "departments": "Kulturavdelningen och Fritidsavdelningen",
        "wanted": 3,
    },
)
NO_SUCH_NAMND = Message(
    "R1",
    "Nämnden ”{namnd}” finns inte {year}.",
    "Skriv ett av {ids}.",
    where="Mål, cell B9",
    example={"namnd": "XN", "year": 2026, "ids": "KS, SN och UN"},
)
NAMND_MISSING = Message(
    "R1", "Målet saknar nämnd.", "Skriv ett av {ids}.", where="Mål, cell B9", example={"ids": "KS, SN och UN"}
)
OPERATIONAL_GOAL = Message(
    "X1",
    "Ett verksamhetsmål ingår inte i målstyrningsmodellen.",
    "Ta bort raden ur målregistret. Verksamhetsmål beslutas i särskild ordning.",
    where="Mål, cell B9",
)
MILESTONES_MISSING = Message(
    "N3",
    "Etappmål saknas för {years}.",
    "Lägg till en rad på bladet Etappmål för varje år.",
    where="Mål, cell F9",
    example={"years": "2026 och 2027"},
)
LATER_IN_WORDS = Message(
    "N3",
    "Enligt målets text ska det nås senast {said}, men det gäller till {last}.",
    "Är målet flerårigt, skriv {said} här, och ett etappmål för varje år. Annars behöver inget göras.",
    NOTICE,
    where="Mål, cell F9",
    example={"said": "2028", "last": "2027"},
)
NOT_DECIDED = Message(
    "N4",
    "Målets beslut saknar {missing}.",
    "Fyll i det på målets rad. Ett mål utan beslut är ett förslag och följs inte upp.",
    where="Mål, cell L9",
    example={"missing": "organ, datum och paragraf"},
)
DECIDED_BY_OTHER = Message(
    "N4",
    "Målet är inte beslutat av kommunfullmäktige.",
    "Ett nämndmål gäller när kommunfullmäktige har beslutat det. Rätta kolumnen ”Beslutat av”.",
    where="Mål, cell J9",
)
NO_INDICATOR = Message(
    "M1",
    "Målet saknar mått.",
    "Lägg till ett mått, eller skriv hur målet följs upp kvalitativt.",
    where="Mål, cell I9",
)
MEASURE_INCOMPLETE = Message(
    "M1",
    "Måttet saknar {missing}.",
    "Fyll i det på måttets rad, så att det syns om målet nås.",
    WARNING,
    where="Mått, cell G9",
    example={"missing": "basvärde och målvärde"},
)
SHARE_FOR_PERCENT = Message(
    "R1",
    "Måttet {unit}, och {name} är {value}. Menas {percent} %?",
    "Skriv i så fall {written} på måttets rad. Är {value} rätt behöver inget göras.",
    NOTICE,
    where="Mått, cell G9",
    example={"unit": "är i procent", "name": "basvärdet", "value": "0,85", "percent": "85", "written": "85"},
)
NO_METHOD = Message(
    "S2",
    "Målet bedöms kvalitativt, men det står inte hur det följs upp.",
    "Fyll i kolumnen ”Kvalitativ uppföljning”.",
    where="Mål, cell I9",
)
NO_ACTIVITY = Message("A1", "Målet saknar aktiviteter.", "Lägg till dem på bladet Aktiviteter.", where="Mål, cell A9")
NO_ACTIVITIES = Message(
    "A1",
    "Målregistret har inga aktiviteter ännu.",
    "Fyll i bladet Aktiviteter när handlingsplanen är beslutad.",
    NOTICE,
    where="Aktiviteter, cell A5",
)
OTHER_AMOUNT = Message(
    "A2",
    "Aktivitetens kostnad står inte med samma belopp i internbudgeten.",
    "Rätta beloppet på bladet Internbudget.",
    where="Aktiviteter, cell G12",
)
OTHER_PARTNER = Message(
    "G1",
    "Målet delas med ”{partner}”, som inte är en annan nämnd i år.",
    "Skriv den andra nämndens id.",
    where="Mål, cell H9",
    example={"partner": "XN"},
)
REGISTER_MISSING = Message(
    "R1",
    "Målregistret saknas: {file} för {year}.",
    "Lägg filen i årets mapp. Med malstyrning malregister {year} skrivs en att fylla i.",
    example={"file": "malregister.xlsx", "year": 2026},
)
REGISTER_HEADINGS = Message(
    "R1",
    "Rubrikerna saknas.",
    "Rubrikerna ska vara: {headings}.",
    where="Mål, cell A1",
    example={"headings": "Mål-id, Nämnd och Mål"},
)
NUMBER_TWICE = Message(
    "R1",
    "Numret {key} finns två gånger.",
    "Ge varje rad ett eget nummer.",
    where="Mål, cell A14",
    example={"key": "KS-03"},
)
NUMBER_MISSING = Message("R1", "Raden saknar nummer.", "Ge varje rad ett eget nummer.", where="Mål, cell A14")
ALREADY_DECIDED = Message(
    "N4",
    "Målregistret är redan beslutat {day}, {paragraph}, och har inte ändrats sedan dess.",
    "Ändra först filen om kommunfullmäktige har beslutat om en ändring, och kör igen.",
    example={"day": "2026-06-15", "paragraph": "§ 62"},
)
NOT_PROPOSED = Message(
    "N4",
    "De här numren finns inte bland målförslagen: {ids}.",
    "Skriv nummer som står i sammanställningen av målförslagen.",
    example={"ids": "KS-19"},
)
REGISTER_ALTERED = Message(
    "N4",
    "Målregistret är inte det som beslutades {day}, {paragraph}.",
    "Hämta den beslutade filen ur arkivet, eller registrera ändringens beslut med malstyrning beslut.",
    example={"day": "2026-06-15", "paragraph": "§ 62"},
)
