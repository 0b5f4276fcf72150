"""What may pass is tried again, what can't isn't; a failed run says in Swedish what to do."""

import errno
import os
from types import SimpleNamespace

import pytest

from flows.commands.cli import main
from flows.failure import AWAY, DEFECT, may_pass, passing, swedish
from flows.steps.find_job import load_job
from flows.steps.known.load import load_known
from schemas.findings import ExpectedProblem
from tests.conftest import NOW


@pytest.mark.parametrize("name", ["EIO", "ESTALE", "ETIMEDOUT", "EHOSTUNREACH", "ENETDOWN"])
def test_a_network_drive_that_is_away_may_come_back(name):
    error = OSError(getattr(errno, name), os.strerror(getattr(errno, name)))
    assert passing(error) and swedish(error) == AWAY
    assert may_pass(SimpleNamespace(data=error)) and may_pass(SimpleNamespace(data=SimpleNamespace(result=error)))


@pytest.mark.parametrize("error", [ValueError("x"), FileNotFoundError(2, "x"), KeyError("x")])
def test_what_is_wrong_stays_wrong(error):
    assert not passing(error) and swedish(error) == DEFECT
    assert not may_pass(SimpleNamespace(data=error))


@pytest.mark.parametrize(
    ("number", "begins"), [(errno.ENOSPC, "Disken är full."), (errno.EROFS, "Mappen output"), (errno.EACCES, "En fil")]
)
def test_what_it_must_mend_is_told_and_not_tried_again(number, begins):
    error = OSError(number, "x")
    assert not passing(error) and swedish(error).startswith(begins)


def test_what_is_foreseen_says_what_to_do(home):
    with pytest.raises(ExpectedProblem) as caught:
        load_job(home, "annanstad", "prognos-april", 2026, NOW)
    assert swedish(caught.value).startswith("Kommunen ”annanstad” finns inte. Välj med --kommun.")
    assert not passing(caught.value)


@pytest.mark.server
@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (TypeError("unsupported operand"), 3, "▲ Något gick fel i programmet."),
        (OSError(errno.ENOSPC, "No space left"), 2, "▲ Disken är full."),
    ],
)
def test_what_is_wrong_with_the_round_is_told_as_it_is_and_not_tried_again(
    job, prefect_server, monkeypatch, capsys, error, code, told
):
    tries = []

    def broken(*_):
        tries.append(1)
        raise error

    monkeypatch.setattr("flows.movement.publish", broken)
    monkeypatch.setenv("MALSTYRNING_HEM", str(job.home))
    monkeypatch.setenv("PREFECT_API_URL", prefect_server.api)
    assert main(["prognos", "april", "2026"]) == code
    said = capsys.readouterr().err
    assert said.count(told) == 1 and len(tries) == 1
    assert "Prefect kunde inte användas" not in said and str(error) not in said


@pytest.mark.server
def test_a_step_is_tried_again_after_the_drive_came_back(job, prefect_server, monkeypatch):
    """Publishing fails once as on a drive that is away, and the flow run ends well; a defect is not tried twice."""
    import flows.movement
    from flows import round_flow

    monkeypatch.setattr(round_flow, "_DELAYS", [0, 0, 0])
    tries = []
    publish = flows.movement.publish

    def shaky(*given):
        tries.append(1)
        if len(tries) == 1:
            raise OSError(errno.EHOSTDOWN, "Host is down")
        publish(*given)

    monkeypatch.setattr(flows.movement, "publish", shaky)
    round_flow.run_now(job)
    assert len(tries) == 2 and (job.outbox / "resultat/index.html").exists()

    def broken(*given):
        tries.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(flows.movement, "publish", broken)
    with pytest.raises(ZeroDivisionError):
        round_flow.run_now(job)
    assert len(tries) == 3
    assert (job.outbox / "resultat/index.html").exists(), "what was published stays"


def test_a_register_that_is_a_picture_is_told_for_what_it_is(job):
    """And what to do with the register, not with a template."""
    job.register_file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    with pytest.raises(ExpectedProblem) as caught:
        load_known(job)
    assert caught.value.finding.what == "Filen malregister.xlsx är en bild."
    assert caught.value.finding.todo == "Spara malregister.xlsx på nytt som Excel-arbetsbok (.xlsx)."
