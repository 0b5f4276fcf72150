"""Contents of a made-up kommun of any size, in the shape of the example's TOML files (see content.py).

Everything follows from the numbers of the nämnd and the goal, so that the same size is the same kommun every time.
"""

import datetime as dt

NAMNDER = (
    ("KS", "Kommunstyrelsen"), ("BUN", "Barn- och utbildningsnämnden"), ("SN", "Socialnämnden"),
    ("TN", "Tekniska nämnden"), ("MBN", "Miljö- och byggnadsnämnden"), ("KFN", "Kultur- och fritidsnämnden"),
    ("AON", "Äldreomsorgsnämnden"), ("GVN", "Gymnasie- och vuxenutbildningsnämnden"),
    ("AMN", "Arbetsmarknadsnämnden"), ("FSN", "Förskolenämnden"), ("SBN", "Samhällsbyggnadsnämnden"),
    ("LON", "Lokalnämnden"), ("SEN", "Servicenämnden"), ("FN", "Funktionsstödsnämnden"), ("NLN", "Näringslivsnämnden"),
    ("VN", "Valnämnden"), ("OFN", "Överförmyndarnämnden"), ("IFN", "Individ- och familjenämnden"),
    ("RTN", "Räddningsnämnden"), ("KON", "Konsumentnämnden"),
)  # fmt: skip
AREAS = ("Boende", "Kommunikationer", "Ungdomar", "Lärande", "Besöksmål")
LONG_AREAS = ("Barns och ungas uppväxtvillkor, delaktighet och utveckling i hela kommunen", *AREAS[1:])
LONG_NAMN = "Arbetsmarknads-, vuxenutbildnings-, integrations- och försörjningsstödsnämnden"
THINGS = (
    "elever som är behöriga till gymnasiet", "brukare som är nöjda med stödet", "ärenden som avgörs inom fyra veckor",
    "invånare som är nöjda med trafiken", "besökare som vill komma tillbaka", "unga som deltar i en förening",
    "medarbetare som är kvar efter två år", "bostäder som har färdigställts i tid",
    "företag som är nöjda med kommunens service", "resor som görs med cykel eller buss",
)  # fmt: skip
HEADS = ("Enhetschefen", "Förvaltningschefen", "Utvecklingsledaren", "Verksamhetschefen")
SAID = ("nås", "nås", "delvis", "nås", "inte", "nås", "delvis", "ej", "nås")
"""How the goals are assessed, goal by goal, over and over."""
BEFORE = ("nås", "delvis", "delvis", "nås", "nås", "inte", "delvis")
"""What was said of them in November; of another length, so that some are better and some are worse."""
LONG = (
    "Ärendehandläggningstiderna påverkas av verksamhetsutvecklingsplaneringsarbetet som förvaltningen driver "
    "tillsammans med de kommunala bolagen, regionen och länsstyrelsen. Underlaget finns på "
    "https://storby.example/uppfoljning/2026/prognos-april/underlag/verksamhetsberattelse-med-alla-bilagor.pdf\n"
)


def names(namnder: int, *, long_texts: bool = False) -> list[tuple[str, str]]:
    """Ids and names; a long one for every third nämnd if wanted."""
    found = list(NAMNDER[:namnder])
    return [(i, f"{LONG_NAMN[: 78 - len(i)]} {i}") if long_texts and n % 3 == 1 else (i, name)
            for n, (i, name) in enumerate(found)]  # fmt: skip


def goals_of(namnder: int, goals: int) -> list[int]:
    """How many goals each nämnd has: the same for all, and the first ones take what is over."""
    each, over = divmod(goals, namnder)
    return [each + (n < over) for n in range(namnder)]


def contents(namnder: int, goals: int, *, long_texts: bool = False) -> dict[str, dict]:
    """Every nämnd's contents by id."""
    ids, counts = [i for i, _ in NAMNDER[:namnder]], goals_of(namnder, goals)
    areas = LONG_AREAS if long_texts else AREAS
    found = {}
    for at, (namnd, count) in enumerate(zip(ids, counts, strict=True)):
        first = sum(counts[:at])
        mine = [goal(namnd, n, first + n, areas) for n in range(1, count + 1)]
        if len(ids) > 1 and mine:
            mine[0]["partner"] = [ids[at - 1]]
        found[namnd] = {
            "namnd": {"id": namnd, "lutning": (at % 5 - 2) * 0.7 + 0.3},
            "beslut": {"datum": dt.date(2026, 4, 13 + at % 8), "paragraf": f"§ {30 + at}", "anteckning": ""},
            "mal": [_lengthened(g) for g in mine] if long_texts else mine,
            "uppfoljning": [followup(g) for g in mine if g["november"]["atgard"]],
            **economy(at),
        }
    return found


def goal(namnd: str, number: int, overall: int, areas: tuple[str, ...]) -> dict:
    """One goal with two mått and three aktiviteter; `overall` is its number in the whole kommun."""
    key, thing, share = f"{namnd}-{number:02d}", THINGS[overall % len(THINGS)], 60 + overall % 31
    said, before = SAID[overall % len(SAID)], BEFORE[overall % len(BEFORE)]
    several = overall % 3 == 0
    steps = [{"ar": year, "text": f"Andelen är minst {share - 2027 + year} procent."} for year in (2025, 2026, 2027)]
    return {
        "id": key,
        "text": f"Andelen {thing} ska vara minst {share} procent vid årets slut, och skillnaderna mellan kommunens "
        f"{2 + overall % 7} områden ska minska.",
        "fokus": [areas[overall % 5], areas[(overall + 2) % 5]] if overall % 4 == 0 else [areas[overall % 5]],
        "fran": 2025 if several else 2026,
        "till": 2027 if several else 2026,
        "avdelning": "",
        "partner": [],
        "metod": "Nämnden för samtal med dem som berörs, två gånger om året." if overall % 5 == 0 else "",
        "etapp": steps if several else [],
        "april": assessed(said, f"{share} procent", overall, dt.date(2026, 10, 30)),
        "november": assessed(before, f"{share - 1} procent", overall + 3, None),
        "matt": indicators(key, thing, share, said, soft=overall % 5 == 0),
        "aktivitet": activities(key, overall, said),
    }


def assessed(said: str, target: str, overall: int, due: dt.date | None) -> dict:
    """What is said of a goal; with consequence and action where it is not reached."""
    seen = f"I mars följde {3 + overall % 17} av {21 + overall % 13} enheter planen. Nästa mätning görs i september."
    lead = {
        "nås": f"Nämnden bedömer att målet på {target} nås.",
        "delvis": f"Nämnden bedömer att målet på {target} nås delvis, eftersom {2 + overall % 6} tjänster är vakanta.",
        "inte": f"Nämnden bedömer att målet på {target} inte nås. Två av årets {4 + overall % 5} insatser är stoppade.",
        "ej": f"Det går inte att bedöma målet på {target} ännu, eftersom mätningen görs först i höst.",
    }
    bad = said == "inte"
    found = {
        "bedomning": said,
        "kommentar": f"{lead[said]} {seen}",
        "konsekvens": f"Ungefär {20 + overall} personer får vänta längre än vad som var tänkt." if bad else "",
        "atgard": f"Förvaltningen omfördelar {100 + 10 * overall} tkr till de områden som ligger efter." if bad else "",
        "ansvarig": HEADS[overall % 4] if bad else "",
    }
    return found | ({"klart": due} if bad and due else {})


def indicators(key: str, thing: str, share: int, said: str, *, soft: bool) -> list[dict]:
    """A share that should rise, and a number that should fall or, for every fifth goal, a qualitative one."""
    end = share + 1 if said in ("nås", "ej") else share - 3
    first = {"id": f"{key}-M1", "namn": f"Andel {thing}", "typ": "Kvantitativt", "enhet": "%", "riktning": "Öka",
             "bas": share - 6.5, "bas_ar": 2024, "malvarde": share, "kalla": "Egen mätning", "utfall": share - 4.5,
             "prognos": end, "kommentar": ""}  # fmt: skip
    if soft:
        second = {"id": f"{key}-M2", "namn": "Hur de som berörs upplever förändringen", "typ": "Kvalitativt",
                  "enhet": "", "riktning": "Behålla", "kalla": "Samtal",
                  "kommentar": "De flesta beskriver en förbättring sedan i höstas."}  # fmt: skip
    else:
        second = {"id": f"{key}-M2", "namn": "Antal klagomål under året", "typ": "Kvantitativt", "enhet": "st",
                  "riktning": "Minska", "bas": share + 12, "bas_ar": 2024, "malvarde": share, "kalla": "Diariet",
                  "utfall": share // 4, "prognos": share - 1, "kommentar": ""}  # fmt: skip
    return [first, second]


def activities(key: str, overall: int, said: str) -> list[dict]:
    """Three aktiviteter: one that costs money, one that is done or stands still, and one that is not begun."""
    late = {"delvis": ("Försenad", "Upphandlingen har överklagats."), "inte": ("Stoppad", "Det saknas personal.")}
    status, why = late.get(said, ("Avslutad", ""))
    cost = 100 + 20 * (overall % 15)
    done = 100 if status == "Avslutad" else 35
    return [
        _activity(f"{key}-A1", "Utbilda medarbetare och erbjuda handledning på arbetsplatsen", overall,
                  status="Pågår enligt plan", fardiggrad=40, kostnad=cost, kostnad_prognos=cost - 10),
        _activity(f"{key}-A2", "Ta fram en gemensam rutin och pröva den i två områden", overall + 1,
                  status=status, fardiggrad=done, kommentar=why),
        _activity(f"{key}-A3", "Utvärdera arbetet och redovisa det för nämnden", overall + 2,
                  status="Ej påbörjad", fardiggrad=0),
    ]  # fmt: skip


def _activity(key: str, text: str, overall: int, **said: object) -> dict:
    plan = {"id": key, "text": f"{text} ({overall} tillfällen).", "ansvarig": HEADS[overall % 4]}
    days = {"start": dt.date(2026, 1, 12), "slut": dt.date(2026, 12, 11)}
    return plan | days | {"kostnad": 0, "kostnad_prognos": 0, "kommentar": ""} | said


def followup(before: dict) -> dict:
    return {"id": f"{before['id']}-Å", "lage": "Genomförd", "kommentar": "Kön är nu kortare än i höstas."}


def economy(at: int) -> dict:
    """Four rows; every third nämnd has a deficit past the limit, every fourth a surplus."""
    rows = []
    for row in range(4):
        budget = 12_000 + (at * 7 + row * 11) % 23 * 9_500
        off = -round(budget * 0.021) if at % 3 == 1 else round(budget * 0.006) if at % 4 == 0 else -row * 20
        rows.append({"ansvar": f"{11 + at}{row + 1}0", "verksamhet": f"Område {'ABCD'[row]}", "budget": budget,
                     "utfall": budget // 4 + row * 37, "utfall_fg": budget // 4 - 210, "prognos": budget - off,
                     "kommentar": "Vikarier och lokaler kostar mer än planerat." if off < -100 else ""})  # fmt: skip
    over = sum(e["prognos"] - e["budget"] for e in rows) > 0.01 * sum(e["budget"] for e in rows)
    total = {
        "konsekvens": "Underskottet minskar utrymmet för nästa år." if over else "",
        "atgard": "Förvaltningen prövar varje vikariat och skjuter upp inköp." if over else "",
        "ansvarig": "Förvaltningschefen" if over else "",
    } | ({"klart": dt.date(2026, 12, 31)} if over else {})
    return {"ekonomi": rows, "ekonomi_summa": total}


def _lengthened(goal: dict) -> dict:
    """The same goal with texts as long as the longest that people write, words that don't fit a phone among them."""
    april = goal["april"]
    said = {n: f"{april[n]} {LONG * 6}".strip() for n in ("kommentar", "konsekvens", "atgard") if april[n]}
    more = {
        "matt": [m | {"namn": f"{m['namn']}. {LONG}".strip()} for m in goal["matt"]],
        "aktivitet": [a | {"text": f"{a['text']} {LONG * 2}".strip()} for a in goal["aktivitet"]],
    }
    return goal | more | {"text": f"{goal['text']} {LONG * 2}".strip(), "april": april | said}
