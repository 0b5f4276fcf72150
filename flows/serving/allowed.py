"""What a worker runs: the project's own flows with parameters of their forms, whatever the server says.

Whoever is logged in can make deployments and change them through Prefect's API. Neither their entrypoints and pull
steps nor any job variable (command, environment, working directory) is used by a worker; a run that has one is
refused, so that it is seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flows.serving.deployments import DEPLOYMENTS, Deployment, flow_name
from flows.serving.forms import TASKS, TEXTS

_SLUG = re.compile(r"[a-z0-9-]{1,40}")
_ROUND = re.compile(r"[a-zåäö0-9-]{1,60}( [a-zåäö0-9-]{1,60})?")
_YEAR = re.compile(r"20[0-9]{2}")


def _fits(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


_VALID: Mapping[str, Callable[[Any], bool]] = {
    "kommun": _fits(_SLUG),
    "omgang": _fits(_ROUND),
    "ar": _fits(_YEAR),
    "vad": lambda value: value in TASKS,
    "kommuner": lambda value: value is None or (isinstance(value, list) and all(map(_fits(_SLUG), value))),
}
assert set(_VALID) == set(TEXTS), "every parameter of a form is judged"


def refusal(flow: str, deployment: Any, run: Any) -> str:
    """Why the run of a flow (its name) is not begun, in Swedish; empty for one of ours.

    `deployment` and `run` are as the server gives them.
    """
    known = found(flow)
    if known is None or deployment is None:
        return "Körningen hör inte till något av programmets flöden."
    ours = {(d.name, d.flow) for d in DEPLOYMENTS if flow_name(d) == flow}
    if (deployment.name, deployment.entrypoint) not in ours or deployment.pull_steps:
        return f"Det som startas, {deployment.name}, är inte programmets eget. Starta om tjänsten, så görs det om."
    if run.job_variables or deployment.job_variables:
        return "Körningen har egna jobbvariabler (job_variables). Sådana används inte."
    for name, value in run.parameters.items():
        if name not in _VALID or not _VALID[name](value):
            return f"Uppgiften {name} går inte att använda. Starta körningen med formulärets val."
    return ""


def found(flow: str) -> Deployment | None:
    """The first of our deployments of this flow; they all have the same function."""
    return next((d for d in DEPLOYMENTS if flow_name(d) == flow), None)
