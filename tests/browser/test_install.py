"""What is installed for the tests leaves the machine as it was, but for the programs."""

import subprocess
from pathlib import Path

import pytest

from tests.browser import install


def test_no_service_may_start_while_packages_are_installed_and_later_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(install, "POLICY", policy)
    with install._no_service_started([]):
        asked = subprocess.run([policy, "nginx", "start"], check=False)  # noqa: S603
        assert asked.returncode == 101  # "forbidden", to Debian
    assert not policy.exists()


def test_a_policy_that_the_machine_has_already_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("its own", encoding="ascii")
    monkeypatch.setattr(install, "POLICY", policy)
    with install._no_service_started([]):
        assert policy.read_text(encoding="ascii") == "its own"
    assert policy.read_text(encoding="ascii") == "its own"


def test_a_server_is_found_by_who_is_not_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert install.installed("nginx") == "/usr/sbin/nginx"
    assert install.installed("no-such-program") is None
