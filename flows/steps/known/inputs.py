"""What a round's known tables are made from, each read when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from flows.steps.files.spreadsheets import Grid
from flows.steps.finance.account import RowAccount
from flows.steps.finance.investments import Projects, read_investments
from flows.steps.finance.read import Finance, read_finance
from flows.steps.job import Job
from flows.steps.known.beside_file import open_beside
from flows.steps.known.history import History, read_history
from flows.steps.known.planned import numbers_used
from flows.steps.swedish import paragraph_told, text_or_empty
from schemas.findings import Finding
from schemas.register import KOMMUN
from schemas.rules.model_rules import split


@dataclass(frozen=True)
class Inputs:
    """The round and its register (frames by sheet id); what is wrong with a file goes to `findings`."""

    job: Job
    register: dict[str, pd.DataFrame]
    findings: list[Finding]

    @cached_property
    def history(self) -> History:
        """What the round before this one published."""
        return read_history(self.job)

    @cached_property
    def finance(self) -> tuple[Finance, dict[str, str]]:
        """The finance system's rows, and the sha256 of its files."""
        return read_finance(self.job, self.findings, self.history.budget)

    @cached_property
    def investments(self) -> Projects:
        """The finance system's projects."""
        return read_investments(self.job, self.findings)

    @cached_property
    def beside(self) -> tuple[dict[str, Grid], dict[str, str]]:
        """The sheets of `vid_sidan_av.xlsx`, and its sha256."""
        return open_beside(self.job, self.findings)

    @cached_property
    def numbers_used(self) -> set[str]:
        """The numbers of all goals of earlier years."""
        return numbers_used(self.job)

    @cached_property
    def goals(self) -> pd.DataFrame:
        """The year's goals, nämndmål and kommunövergripande, as the register has them and what was said of them.

        This year's etappmål stands after the goal's own words.
        """
        goals, year = self.register["goals"], self.job.year
        goals = goals[(goals["first"] <= year) & (goals["last"] >= year)].copy()
        goals["wording"] = goals["goal"]
        milestones = self.register["milestones"]
        now = milestones[milestones["year"] == year].set_index("goal_id")["milestone"]
        step = goals.index.to_series().map(now.to_dict())
        goals["goal"] = goals["goal"].where(
            step.isna(), goals["goal"] + f"\nEtappmål {year}: " + step.fillna("").astype(str)
        )
        goals["decision"] = _decisions(goals)
        earlier = self.history.goals
        goals["previous"] = _previous(goals, earlier)
        goals["previous_assessment"] = earlier["assessment"].reindex(goals.index)
        return self._in_order(goals)

    def _in_order(self, goals: pd.DataFrame) -> pd.DataFrame:
        """By nämnd, then by (first) fokusområde as the settings have them, as on pages and in documents; then by id."""
        areas = {area.name: number for number, area in enumerate(self.job.settings.areas_in(self.job.year))}
        rank = [areas.get(next(iter(split(said)), ""), len(areas)) for said in goals["focus_area"]]
        return goals.assign(rank=rank).sort_values(["namnd", "rank", "goal_id"], kind="stable").drop(columns="rank")

    @cached_property
    def namnd_goals(self) -> pd.DataFrame:
        """The nämnder's goals of the year."""
        return self.goals[self.goals["namnd"] != KOMMUN]

    @property
    def accounts(self) -> tuple[RowAccount, ...]:
        """What became of each row of the finance system's files that have been read."""
        finance = self.finance[0].account if "finance" in vars(self) else None
        investments = self.investments.account if "investments" in vars(self) else None
        return tuple(account for account in (finance, investments) if account)

    @property
    def sources(self) -> dict[str, str]:
        """What has been read, with sha256."""
        finance = self.finance[1] if "finance" in vars(self) else {}
        finance = finance | dict(self.investments.sources if "investments" in vars(self) else {})
        beside = self.beside[1] if "beside" in vars(self) else {}
        return finance | beside | (self.history.sources if "history" in vars(self) else {})

    def owned(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows that belong to a goal of a nämnd, with the goal's nämnd, in the order of the goals."""
        namnd_of = self.namnd_goals["namnd"]
        rows = table[table["goal_id"].isin(namnd_of.index)].copy()
        rows["namnd"] = rows["goal_id"].map(namnd_of.to_dict())
        order = {goal: number for number, goal in enumerate(namnd_of.index)}
        return rows.sort_values("goal_id", key=lambda ids: ids.map(order), kind="stable")


def _decisions(goals: pd.DataFrame) -> pd.Series[str]:
    """The decision of each goal, as far as the register tells it: 'Kommunfullmäktige 2025-06-16, § 58'."""
    told = zip(goals["decided_by"], goals["decided"], goals["paragraph"], strict=True)
    return pd.Series([_decision(*said) for said in told], index=goals.index, dtype="str")


def _decision(body: object, day: pd.Timestamp, paragraph: object) -> str | None:
    meeting = " ".join(filter(None, [text_or_empty(body), "" if pd.isna(day) else f"{day:%Y-%m-%d}"]))
    return ", ".join(filter(None, [meeting, paragraph_told(text_or_empty(paragraph))])) or None


def _previous(goals: pd.DataFrame, earlier: pd.DataFrame) -> pd.Series[str]:
    said = earlier.reindex(goals.index)
    pairs = zip(said["assessment"], said["action"], strict=True)
    return pd.Series([_said_before(*pair) for pair in pairs], index=goals.index, dtype="str")


def _said_before(assessment: object, action: object) -> str:
    if not isinstance(assessment, str):
        return "Nytt mål i år."
    return f"{assessment}. Åtgärd: {action}" if isinstance(action, str) and action else assessment
