"""How the finance system's export looks, section `[ekonomi]` of `kommun.toml`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from schemas.strict import Name, Strict, Whole

Unit = Literal["kr", "tkr", "mnkr"]
Sign = Literal["plus", "minus"]


class FinanceColumns(Strict):
    """The export's own headings. Without `ansvar` the nämnd is found by the verksamhet's name.

    `andrad_budget` is the budget after kommunfullmäktige's changes in the year; it then leads. `avvikelse` is only
    held against the others (rule E6), never used.
    """

    unit: str = Field("", alias="ansvar")
    area: Name = Field(alias="verksamhet")
    budget: Name = Field(alias="budget")
    revised: str = Field("", alias="andrad_budget")
    actual: Name = Field(alias="utfall")
    last_year: str = Field("", alias="utfall_i_fjol")
    forecast: str = Field("", alias="prognos")
    deviation: str = Field("", alias="avvikelse")


class InvestmentColumns(Strict):
    """The headings of the table of investments."""

    unit: str = Field("", alias="ansvar")
    project: Name = Field(alias="projekt")
    total_budget: str = Field("", alias="total_budget")
    total_actual: str = Field("", alias="totalt_utfall")
    total_deviation: str = Field("", alias="total_avvikelse")
    budget: Name = Field(alias="budget")
    actual: Name = Field(alias="utfall")
    forecast: str = Field("", alias="prognos")
    deviation: str = Field("", alias="avvikelse")


class Investments(Strict):
    """The table of investments: its file (the same as the economy's, or one of its own), unit, sign and headings.

    `sheet` is needed only where several sheets have the headings.
    """

    file: Name = Field(alias="fil")
    sheet: str = Field("", alias="flik")
    money_unit: Unit = Field(alias="enhet")
    cost_sign: Sign = Field("plus", alias="kostnad")
    columns: InvestmentColumns = Field(alias="kolumner")


class Sie(Strict):
    """For a SIE file: the dimension whose objects are ansvar, and the first figures of the accounts that count."""

    dimension: Name = Field("1", alias="dimension")
    accounts: tuple[Name, ...] = Field(("3", "4", "5", "6", "7", "8"), alias="konton")


class Coupling(Strict):
    """How a finance file is read: its name, unit, sign, headings and the words that begin its total rows.

    `decimal` is needed only where the file itself doesn't show it, and `sheet` where several sheets have the headings.
    """

    file: Name = Field(alias="fil")
    sheet: str = Field("", alias="flik")
    money_unit: Unit = Field(alias="enhet")
    cost_sign: Sign = Field(alias="kostnad")
    total: Name = Field("Totalt", alias="summarad")
    decimal: Literal["", ",", "."] = Field("", alias="decimaltecken")
    columns: FinanceColumns = Field(alias="kolumner")
    investments: Investments | None = Field(None, alias="investeringar")
    sie: Sie | None = Field(None, alias="sie")

    @property
    def own_files(self) -> tuple[str, ...]:
        """The patterns of the files that this coupling reads."""
        return (self.file, *((self.investments.file,) if self.investments else ()))

    def written(self) -> dict[str, Any]:
        """The coupling as `kommun.toml` has it, keys that have their default left out."""
        return self.model_dump(
            mode="json", by_alias=True, exclude_defaults=True, exclude_none=True, include=set(Coupling.model_fields)
        )


class EarlierCoupling(Coupling):
    """The coupling that some rounds have kept from before a file of another kind was coupled.

    `rounds` are their folders: '2026/prognos-april'.
    """

    rounds: tuple[Name, ...] = Field(alias="omgangar", min_length=1)


class FinanceSettings(Coupling):
    """The coupling of rounds to come, and those that earlier rounds have kept; of several for a round the last counts.

    `outside` are beginnings of codes that no nämnd has, such as finansförvaltningen; `inhabitants` makes the check of
    the unit sharper.
    """

    inhabitants: Whole | None = Field(None, alias="invanare", ge=100, le=3_000_000)
    outside: tuple[Name, ...] = Field((), alias="utanfor_namnderna")
    earlier: tuple[EarlierCoupling, ...] = Field((), alias="tidigare")

    @property
    def files(self) -> tuple[str, ...]:
        """The patterns of the files that come from the finance system, in this round or an earlier one."""
        every: tuple[Coupling, ...] = (self, *self.earlier)
        return tuple(dict.fromkeys(pattern for coupling in every for pattern in coupling.own_files))

    def kept_by(self, round_: str) -> EarlierCoupling | None:
        """The coupling that a round has kept; None where it has none of its own."""
        return next((one for one in reversed(self.earlier) if round_ in one.rounds), None)

    def of_round(self, round_: str) -> FinanceSettings:
        """The settings with the coupling of a round, by its folder."""
        kept = self.kept_by(round_)
        return self.model_copy(update={n: getattr(kept, n) for n in Coupling.model_fields}) if kept else self
