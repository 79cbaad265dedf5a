"""The month with which the ready reckoners begin: that of the last commit, and never another in silence."""

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from calculator.extra.user_error import UserError
from docs.builder.pages.reckoner import last_commit

COMMITTED = "2025-03-14T12:00:00+00:00"


@pytest.fixture
def committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one commit, made in March 2025."""
    for name in ("SOURCE_DATE_EPOCH", "GIT_DIR", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_COMMITTER_DATE", COMMITTED)
    me = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "--quiet"], [*me, "commit", "--quiet", "--allow-empty", "--message", "first"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)  # noqa: S603, S607
    return tmp_path


def test_it_is_the_month_of_the_last_commit(committed: Path) -> None:
    assert last_commit(committed) == datetime(2025, 3, 14, 12, tzinfo=UTC)


def test_a_git_that_refuses_the_folder_stops_the_build_and_says_what_to_do(
    committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # as where another user has made the folder
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    with pytest.raises(UserError, match="SOURCE_DATE_EPOCH") as told:
        last_commit(committed)
    assert f'git config --global --add safe.directory "{committed.as_posix()}"' in str(told.value)


def test_a_history_without_git_stops_the_build_too(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(committed))
    with pytest.raises(UserError, match="git is not installed"):
        last_commit(committed)


def test_whoever_names_a_day_needs_no_git(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(committed))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert last_commit(committed).date() == date(2023, 11, 14)


def test_a_folder_without_a_history_begins_with_this_month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert last_commit(tmp_path).date() == datetime.now(tz=UTC).date()
