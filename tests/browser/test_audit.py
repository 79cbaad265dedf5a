"""What is asked of the advisory services, and what is said when they answer, accuse or cannot be reached."""

import json

import pytest

from browser.builder import audit

CLEAN_PYTHON = {"dependencies": [{"name": "jinja2", "version": "3.1.6", "vulns": []}]}
CLEAN_NPM: dict[str, object] = {"vulnerabilities": {}}
WEAK_PYTHON = {
    "dependencies": [
        {"name": "jinja2", "version": "3.1.6", "vulns": [{"id": "GHSA-1", "fix_versions": ["3.1.7"]}]},
        {"name": "lxml", "version": "6.1.3", "vulns": [{"id": "GHSA-2", "fix_versions": []}]},
    ]
}
WEAK_NPM = {
    "vulnerabilities": {
        "ws": {"range": "8.0.0", "severity": "high", "via": [{"title": "Reads too far"}]},
        "puppeteer-core": {"range": "25.0.0", "severity": "high", "via": ["ws"]},
    }
}
UNREACHED = "The advisory service for {}’s packages could not be reached, so nothing is known about them."


def stand_in(monkeypatch: pytest.MonkeyPatch, python: str, npm: str) -> None:
    monkeypatch.setattr(audit, "ask_pip_audit", lambda: python)
    monkeypatch.setattr(audit, "ask_npm", lambda: npm)


def test_nothing_known_is_said_of_both_and_ends_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, json.dumps(CLEAN_PYTHON), json.dumps(CLEAN_NPM))
    audit.audit()
    of_python, of_npm = capsys.readouterr().out.splitlines()
    assert ("Python" in of_python, "npm" in of_npm) == (True, True)


def test_every_known_weakness_is_named_with_the_version_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, json.dumps(WEAK_PYTHON), json.dumps(WEAK_NPM))
    with pytest.raises(audit.AuditError) as told:
        audit.audit()
    assert str(told.value).splitlines() == [
        "jinja2 3.1.6: GHSA-1; fixed in 3.1.7.",
        "lxml 6.1.3: GHSA-2; fixed in no version yet.",
        "ws 8.0.0 (high): Reads too far.",
        "puppeteer-core 25.0.0 (high): through ws.",
    ]


@pytest.mark.parametrize(
    "python",
    ["", "Traceback: no connection", json.dumps({"dependencies": [{"name": "jinja2", "skip_reason": "not found"}]})],
    ids=["nothing", "a complaint", "an index that knows no package"],
)
@pytest.mark.parametrize("npm", ["", json.dumps({"message": "405 Method Not Allowed"})], ids=["nothing", "an error"])
def test_a_service_that_cannot_be_reached_is_no_good_answer(
    monkeypatch: pytest.MonkeyPatch, python: str, npm: str
) -> None:
    stand_in(monkeypatch, python, npm)
    with pytest.raises(audit.AuditError) as told:
        audit.audit()
    lines = str(told.value).splitlines()
    assert [line.partition(" Try")[0] for line in lines] == [UNREACHED.format("Python"), UNREACHED.format("npm")]


def test_a_package_that_was_not_asked_about_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    some = {"dependencies": [*CLEAN_PYTHON["dependencies"], {"name": "lxml", "skip_reason": "not found"}]}
    stand_in(monkeypatch, json.dumps(some), json.dumps(CLEAN_NPM))
    with pytest.raises(audit.AuditError, match="1 of Python’s packages: lxml"):
        audit.audit()
