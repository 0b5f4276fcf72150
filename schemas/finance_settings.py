"""How the finance system's export looks, section `[ekonomi]` of `kommun.toml`."""

from __future__ import annotations

from typing import Literal

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


class FinanceSettings(Strict):
    """The export's file, unit, sign, headings and the words that begin its total rows.

    `outside` are beginnings of codes that no nämnd has, such as finansförvaltningen. `decimal` is needed only where the
    file itself doesn't show it, and `sheet` where several sheets have the headings; `inhabitants` makes the check of
    the unit sharper.
    """

    file: Name = Field(alias="fil")
    sheet: str = Field("", alias="flik")
    money_unit: Unit = Field(alias="enhet")
    cost_sign: Sign = Field(alias="kostnad")
    total: Name = Field("Totalt", alias="summarad")
    decimal: Literal["", ",", "."] = Field("", alias="decimaltecken")
    inhabitants: Whole | None = Field(None, alias="invanare", ge=100, le=3_000_000)
    outside: tuple[Name, ...] = Field((), alias="utanfor_namnderna")
    columns: FinanceColumns = Field(alias="kolumner")
    investments: Investments | None = Field(None, alias="investeringar")
    sie: Sie | None = Field(None, alias="sie")

    @property
    def files(self) -> tuple[str, ...]:
        """The patterns of the files that come from the finance system."""
        return (self.file, *((self.investments.file,) if self.investments else ()))
