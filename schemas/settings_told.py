"""What each key of `kommun.toml` means, in Swedish: the comments of a new file and the handbook's table of settings."""

from __future__ import annotations

import datetime as dt

from schemas.finance_told import FINANCE_TOLD
from schemas.mail_told import MAIL_TOLD
from schemas.security_settings import SECURITY_TOLD
from schemas.settings import (
    Contact,
    Decision,
    FocusArea,
    GoalCount,
    Level,
    Model,
    Namnd,
    Round,
    Settings,
)
from schemas.strict import Strict
from schemas.times import Times
from schemas.told import Told

_FROM, _TO = "första året som det gäller", "sista året som det gäller; utan nyckeln gäller det tills vidare"
_DATED = {"fran": _FROM, "till": _TO}


TOLD: dict[type[Strict], Told] = {
    Settings: Told(
        "Kommunen",
        "”fran” och ”till” är första och sista året som något gäller. Utan ”till” gäller det tills vidare.",
        {
            "format": "filens version; ändras inte",
            "id": "samma som mappens namn",
            "namn": "kommunens namn som det står i rubriker",
            "kortnamn": "står i korta rubriker; utan det används namnet",
            "vision": "visionens namn",
            "exempel": "true märker allt som skrivs ut som påhittat",
            "klocka": "bara för ett exempel: klockan står still, så att resultatet blir lika varje gång",
            "ofullstandiga_svar": "visa: rätta blad i ett svar med fel i andra visas som preliminära. "
            "utelamna: inte; nämndens underlag till protokollet fylls då i först när svaret är helt",
            "kontakt": "vem nämnderna frågar",
            "fokusomrade": "kommunens fokusområden",
            "namnd": "nämnderna",
            "granskare": "kvalitetskontrollgruppens medlemmar",
            "modell": "modellens tal och bedömningar",
            "omgang": "årshjulets omgångar",
            "ekonomi": "hur filen ur ekonomisystemet ser ut",
            "mejl": "hur mejl kommer och går",
            "tider": "vad som sker efter klockan",
            "sakerhet": "IT-avdelningens viruskontroll",
        },
        {"kortnamn": "Sjöstad", "klocka": dt.datetime(2026, 4, 20, 8)},
    ),
    Contact: Told(
        "Vem nämnderna frågar",
        "Står på mallarna och i breven till nämnderna.",
        {"namn": "avdelning eller person", "epost": "dit svaren mejlas", "telefon": "kan utelämnas"},
        {"telefon": "0500-12 34 56"},
    ),
    FocusArea: Told(
        "Fokusområden (regel F1–F3)",
        "Ett avsnitt för varje fokusområde. Ett som beslutas igen får ett nytt avsnitt med egna år och eget beslut.",
        {
            "namn": "fokusområdets namn",
            **_DATED,
            "beslut": "kommunfullmäktiges beslut: organ, datum och paragraf",
        },
        {"till": 2030, "beslut": {"organ": "Kommunfullmäktige", "datum": dt.date(2026, 6, 15), "paragraf": "§ 62"}},
    ),
    Decision: Told(
        "Beslut",
        "Vem som beslutade, när och under vilken paragraf.",
        {"organ": "vem som beslutade", "datum": "dagen för beslutet", "paragraf": "paragrafen i protokollet"},
    ),
    Namnd: Told(
        "Nämnder",
        "En nämnd som får nytt namn eller slås ihop med en annan får ”till”, och den nya nämnden får ”ersatter”: "
        "då tar den över mål som fortsätter och åtgärder som inte är klara.",
        {
            "id": "nämndens id med versaler; står i alla nummer på mål, till exempel KS-01, och ändras aldrig",
            "namn": "nämndens namn",
            **_DATED,
            "epost": "adresser som svaret får komma från och som breven går till",
            "ansvar": "början på nämndens ansvarskoder i ekonomisystemet",
            "ersatter": "id för de nämnder som den här ersätter",
        },
        {"till": 2030, "epost": ["namnden@kommun.se"], "ansvar": ["10"], "ersatter": ["TN"]},
    ),
    GoalCount: Told(
        "Nämnder med ett annat antal mål (regel N2)",
        "",
        {
            "namnd": "nämndens id",
            "antal_mal": "så många mål har nämnden",
            "avdelningar": "avdelningar som vissa av målen ska avse",
            "avdelningsmal": "så många av målen avser de avdelningarna",
        },
        {"namnd": "KS", "antal_mal": 8, "avdelningar": ["Kulturavdelningen"], "avdelningsmal": 3},
    ),
    Level: Told(
        "Bedömningar",
        "Valen i mallens lista, i den ordning som de ska stå.",
        {
            "ord": "valet i mallen",
            "fras": "så står det i sammanställningen",
            "fras_bokslut": "så står det i årsbokslutets sammanställning; utan nyckeln som i ”fras”",
            "betydelse": "nås, delvis, nås inte eller ej bedömt (på engelska: reached, partly, missed, open)",
            "kraver_forklaring": "true: konsekvensbeskrivning och åtgärd krävs (regel U3)",
        },
    ),
    Model: Told(
        "Modellen (regel N2, F1, F2, U1 och U4)",
        "Ändras modellen får avsnittet ”till”, och ett nytt avsnitt börjar året efter.",
        {
            **_DATED,
            "antal_mal": "så många mål har varje nämnd",
            "undantag": "nämnder med ett annat antal mål",
            "fokusomraden_minst": "minst så många fokusområden gäller samtidigt",
            "fokusomraden_hogst": "högst så många fokusområden gäller samtidigt",
            "fokusomraden_ar": "minst så många år gäller ett fokusområde",
            "prognoser_per_ar": "så många prognoser görs varje år",
            "kommunmal_foljs_upp_av": "nämnden som följer upp de kommunövergripande målen",
            "mal_beslutas_manad": "månaden då kommunfullmäktige beslutar om nästa års mål, från 1 till 12",
            "underskott_procent": "procent av budget; större underskott kräver konsekvensbeskrivning och åtgärd",
            "bedomning": "valen i mallens lista",
        },
        {"till": 2030},
    ),
    Round: Told(
        "Omgångar (regel U1)",
        "Ett avsnitt för varje omgång i årshjulet. Ändra ”sista_dag” till kommunens egna dagar.",
        {
            **_DATED,
            "slag": "malomraden, malforslag, smartgranskning, handlingsplan, prognos eller arsbokslut",
            "manad": "månaden som omgången hör till",
            "till_och_med": "månaden som utfallet räknas till och med",
            "sista_dag": "månad och dag; en dag då kontoren är stängda flyttas till nästa arbetsdag",
            "delar": "true: prognosen är också delårsuppföljning, med de kommunövergripande målen (regel K3)",
            "aret": "när omgången hålls: fore (året före det som den gäller), samma eller efter",
        },
        {"till": 2030},
    ),
    **FINANCE_TOLD,
    **MAIL_TOLD,
    **SECURITY_TOLD,
    Times: Told(
        "Klockan (för ”malstyrning start”)",
        "Allt sker svensk tid och aldrig en helgdag: infaller dagen då kontoren är stängda gäller nästa arbetsdag.",
        {
            "omgang": "omgången körs då sin sista dag",
            "mallar_dagar_fore": "mallarna skrivs så många dagar före sista dagen",
            "paminnelser_dagar_fore": "påminnelser till nämnder som inte har svarat",
            "paminnelser_dagar_efter": "påminnelser när svaret inte har kommit i tid",
            "utskick": "mallar och påminnelser går ut då",
            "missade": "det som missades när servern var av: kor eller rapportera",
        },
    ),
}
"""By the model of the section."""

AGAIN: dict[str, Told] = {
    "granskare": Told(
        "Kvalitetskontrollgruppen (regel S1)",
        "Varje granskare får en egen mall när målförslagen ska granskas.",
        {
            "id": "granskarens id med versaler",
            "namn": "granskarens namn",
            "fran": _FROM,
            "till": _TO,
            "epost": "granskarens adress",
        },
        {"id": "G1", "namn": "Ekonomichefen", "fran": 2026, "till": 2030, "epost": ["ekonomichefen@kommun.se"]},
    )
}
"""By its key, for a section that has the model of another one."""


def told_of(model: type[Strict], path: str) -> Told:
    """What is said of the section at a path ('modell.undantag'); empty where nothing is."""
    return AGAIN.get(path) or TOLD.get(model, Told("", "", {}))
