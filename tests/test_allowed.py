"""What a worker runs, whatever someone who is logged in has made on the server."""

from types import SimpleNamespace

import pytest

from flows.serving.allowed import refusal
from flows.serving.deployments import DEPLOYMENTS, flow_name
from flows.serving.forms import form, round_name
from flows.steps.find_job import all_settings
from tests.conftest import NOW, ROOT

APRIL = {"kommun": "mariestad", "omgang": "prognos april", "ar": "2026"}


def deployment(which: str, **more) -> SimpleNamespace:
    ours = next(d for d in DEPLOYMENTS if d.name == which)
    return SimpleNamespace(**{"name": which, "entrypoint": ours.flow, "pull_steps": [], "job_variables": {}} | more)


def run(**more) -> SimpleNamespace:
    return SimpleNamespace(**{"job_variables": {}, "parameters": APRIL} | more)


@pytest.mark.parametrize("ours", DEPLOYMENTS, ids=lambda d: d.name)
def test_our_own_are_begun(ours):
    assert refusal(flow_name(ours), deployment(ours.name), run()) == ""
    assert refusal(flow_name(ours), deployment(ours.name), run(parameters={})) == ""


def test_every_choice_of_the_forms_is_let_through():
    from flows.round_flow import omgang

    settings = all_settings(ROOT)
    shape = form(omgang.parameters.model_dump(), settings, NOW.date())["properties"]
    for name in ("kommun", "omgang", "ar"):
        for value in shape[name]["enum"]:
            assert refusal("omgang", deployment("prognos"), run(parameters=APRIL | {name: value})) == "", value
    for kommun in settings:
        for held in kommun.rounds_in(2026):
            given = APRIL | {"omgang": round_name(held.folder), "kommun": kommun.id}
            assert refusal("omgang", deployment("prognos"), run(parameters=given)) == ""
    several = {"vad": "prognos", "omgang": "prognos april", "ar": "2026", "kommuner": ["mariestad", "annanstad-2"]}
    assert refusal("alla-kommuner", deployment("alla-kommuner"), run(parameters=several)) == ""
    assert refusal("hamta", deployment("hamta"), run(parameters={"kommun": "alla"})) == ""


@pytest.mark.parametrize(
    ("flow", "made", "wanted"),
    [
        ("eget-flode", deployment("prognos"), run()),
        ("omgang", None, run()),
        ("omgang", deployment("prognos", name="egen"), run()),
        ("omgang", deployment("prognos", entrypoint="/tmp/annat.py:main"), run()),
        ("omgang", deployment("prognos", entrypoint="os.system"), run()),
        ("omgang", deployment("hamta"), run()),
        ("omgang", deployment("prognos", pull_steps=[{"prefect.deployments.steps.run_shell_script": {}}]), run()),
        ("omgang", deployment("prognos", job_variables={"command": "id"}), run()),
        ("omgang", deployment("prognos"), run(job_variables={"command": "id"})),
        ("omgang", deployment("prognos"), run(job_variables={"env": {"PYTHONPATH": "/tmp"}})),
        ("omgang", deployment("prognos"), run(job_variables={"working_dir": "/tmp"})),
    ],
)
def test_what_is_not_the_programs_own_is_refused(flow, made, wanted):
    assert refusal(flow, made, wanted)


@pytest.mark.parametrize(
    "given",
    [
        {"hem": "/tmp/annat"},
        {"nu": "2020-01-01"},
        {"kommun": "../annan"},
        {"kommun": "/etc"},
        {"kommun": "mariestad\n"},
        {"kommun": ["mariestad"]},
        {"kommun": None},
        {"omgang": "../../hemligt"},
        {"omgang": "prognos april; id"},
        {"omgang": "prognos\napril"},
        {"ar": "2026/.."},
        {"ar": 2026},
        {"ar": "٢٠٢٦"},
        {"vad": "annat"},
        {"kommuner": "mariestad"},
        {"kommuner": ["../x"]},
        {"__prefect_kind": "jinja"},
    ],
)
def test_parameters_that_no_form_gives_are_refused(given):
    said = refusal("omgang", deployment("prognos"), run(parameters=APRIL | given))
    assert next(iter(given)) in said and "formulärets val" in said
