"""Every rule id with its sentence and where it stands: the decision (the model) or this tool's own practice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RuleEntry:
    """A rule as the handbook and the workbook cite it: the sentence, and its section in the decision.

    Numbers that are settings stand as fields in the sentence; `flows/steps/rules_told.py` fills them in.
    """

    id: str
    sentence: str
    section: str


DECISION = "Mariestads kommuns beslut om målstyrning 2015–2016"
"""The decision that the model's sentences are from; their numbers are those of the kommun's own settings."""

_MODEL = (
    ("F1", "Kommunfullmäktige beslutar om {areas}.", "Fokusområden"),
    ("F2", "Ett fokusområde gäller i minst {area_years} år och kan beslutas igen.", "Fokusområden"),
    ("F3", "Fokusområden beslutas av kommunfullmäktige.", "Fokusområden"),
    ("N1", "Ett nämndmål stödjer visionen via ett eller flera fokusområden.", "Nämndmål"),
    ("N2", "Samtliga nämnder ska upprätta {goals} mål{exceptions}.", "Nämndmål"),
    (
        "N3",
        "Nämndmålen kan vara ettåriga och fleråriga. Fleråriga mål har etappmål som går att mäta på samma sätt "
        "som ettåriga mål.",
        "Nämndmål",
    ),
    ("N4", "Nämndmål beslutas av kommunfullmäktige.", "Nämndmål"),
    ("K1", "Kommunövergripande mål stödjer visionen via ett eller flera fokusområden.", "Kommunövergripande mål"),
    ("K2", "Kommunövergripande mål är politiskt beslutade.", "Kommunövergripande mål"),
    ("K3", "Kommunövergripande mål följs upp vid delår och vid årets slut.", "Målprocessen"),
    ("X1", "Målstyrningsmodellen innefattar inga verksamhetsmål. De beslutas i särskild ordning.", "Verksamhetsmål"),
    ("M1", "Till varje mål kopplas mått eller indikatorer.", "Komplettering av modellen"),
    ("M2", "Måtten följs upp vid prognostillfällena och vid årets slut.", "Komplettering av modellen"),
    ("A1", "Till varje mål kopplas aktiviteter.", "Komplettering av modellen"),
    ("A2", "Kostar aktiviteten pengar ska kostnaden finnas i internbudgeten.", "Komplettering av modellen"),
    ("S1", "Kvalitetskontrollgruppen granskar målen utifrån SMART-kriterierna.", "Målprocessen"),
    (
        "S2",
        "Mål som inte går att mäta utan att relevanta aspekter går förlorade får vila på kvalitativa bedömningar.",
        "Kriterier för nämndernas mål",
    ),
    ("U1", "Nämndmål följs upp {times} per år tillsammans med den ekonomiska prognosen.", "Målprocessen"),
    ("U2", "Prognoserna protokollförs.", "Målprocessen"),
    (
        "U3",
        "Konsekvensbeskrivning och åtgärd tas fram för de nämndmål som inte väntas nås.",
        "Målprocessen",
    ),
    ("U4", "Underskott hanteras som mål: konsekvensbeskrivning och åtgärd, precis som med budget.", "Målprocessen"),
    ("B1", "Mål som inte uppfylls redovisas i årsbokslutet med analys: varför blev det som det blev?", "Målprocessen"),
    ("B2", "Mål som man arbetar vidare med får en åtgärdslista: hur kan målet nås?", "Målprocessen"),
    ("G1", "Gränsöverskridande mål diskuteras, och nämnderna som delar ett mål anges.", "Målprocessen"),
    (
        "O1",
        "Intern kontroll och interna uppdrag ingår inte i modellen men kan följas upp vid sidan av.",
        "Vad som inte ryms i modellen",
    ),
)

_PRACTICE = (
    ("H1", "Filer ska gå att öppna som kalkylark, vara av rimlig storlek och gå att skriva över.", "Inlämning"),
    ("H2", "Ett mejl ska ha mallen som bilaga.", "Inlämning"),
    ("I1", "Filen ska bygga på den mall som delats ut, så att Mall-id finns kvar.", "Inlämning"),
    ("I2", "Mallen ska vara den som hör till omgången och nämnden.", "Inlämning"),
    ("I3", "En nämnds mall ska komma från nämnden.", "Inlämning"),
    ("I4", "Det senaste svaret utan fel räknas, så det ska gå att se vilket som är det senaste.", "Inlämning"),
    ("T1", "Mallens blad och rubriker ska finnas kvar.", "Läsning"),
    ("T2", "Mallens rader ska finnas kvar, var och en en gång.", "Läsning"),
    ("T3", "Celler som ska fyllas i ska inte vara sammanslagna.", "Läsning"),
    ("L1", "Det som kommunfullmäktige har beslutat gäller, också om texten i mallen har ändrats.", "Läsning"),
    ("V1", "Tal och datum ska gå att läsa på ett enda sätt.", "Läsning"),
    ("V2", "Obligatoriska uppgifter ska vara ifyllda.", "Läsning"),
    ("V3", "Val ska göras ur listan.", "Läsning"),
    ("V4", "Värden ska ligga inom rimliga gränser.", "Läsning"),
    ("P1", "Avvikelser ska förklaras, och åtgärder ska ha ansvarig och datum.", "Uppföljning"),
    ("P2", "Åtgärder ur förra omgången ska följas upp.", "Uppföljning"),
    ("C1", "Bedömning, mått och aktiviteter ska inte säga emot varandra.", "Rimlighet"),
    ("C2", "En prognos ska inte säga emot det utfall som redan är känt.", "Rimlighet"),
    ("C3", "En bedömning som ändras två steg sedan förra prognosen ska förklaras.", "Rimlighet"),
    ("C4", "Varje mål ska kommenteras för sig.", "Rimlighet"),
    ("Y1", "Personnummer och samordningsnummer ska inte finnas i svaren.", "Personuppgifter"),
    ("G2", "Ett undantag ska ha skäl, namn och datum, och gälla en anmärkning som finns.", "Undantag"),
    ("E1", "Beloppen ska stämma med ekonomisystemets summa.", "Ekonomi"),
    ("E2", "Varje rad i ekonomifilen ska höra till en nämnd, och varje nämnd ska ha rader.", "Ekonomi"),
    ("E3", "Nämndens prognos ska stämma med ekonomisystemets.", "Rimlighet"),
    ("E4", "En SIE-fil ska följa standarden.", "Ekonomi"),
    ("E5", "Ekonomifilens enhet och tecken ska vara de som inställningarna säger.", "Ekonomi"),
    ("E6", "Ekonomifilens egna avvikelser ska stämma med budget och prognos eller utfall.", "Ekonomi"),
    ("R1", "Målregistret ska gå att läsa och vara fullständigt.", "Målregister"),
    ("R2", "Inställningarna ska vara fullständiga och rimliga.", "Inställningar"),
    ("R3", "Det som ett kommando bygger på ska finnas.", "Inställningar"),
    ("D1", "En omgång körs bara en gång i taget.", "Drift"),
    ("D2", "Datorn ska ha det som programmet behöver.", "Drift"),
    ("D3", "Servern ska bara kunna nås av den som får.", "Drift"),
    ("D4", "Mejl ska gå att hämta och skicka, och lösenord ska ligga i datorns nyckelring.", "Drift"),
    ("D5", "Ett paket för arkivet ska stämma med sina kontrollsummor.", "Drift"),
    ("D8", "En omgång som körs igen ska inte ge ut mindre än förut, om ingen har sagt ja till det.", "Drift"),
    ("D6", "Originalen i arkivet ska finnas kvar, oförändrade.", "Drift"),
    ("D7", "Registret över mejl ska gå att läsa, och bara växa.", "Drift"),
    ("D9", "Uppgifter ur tidigare omgångar ska gå att läsa.", "Drift"),
)

CATALOGUE: dict[str, RuleEntry] = {row[0]: RuleEntry(*row) for row in (*_MODEL, *_PRACTICE)}
MODEL_RULES: tuple[str, ...] = tuple(row[0] for row in _MODEL)
