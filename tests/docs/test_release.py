"""The archive that an officer takes away: whole, the same for the same site, and not too large to send round."""

import hashlib
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calculator.extra.user_error import UserError
from docs.builder.release import archives as release

COMMITTED = datetime(2026, 11, 5, 17, 31, 8, tzinfo=UTC)


def test_a_release_is_the_whole_site_its_inventory_and_their_checksums(site: Path, tmp_path: Path) -> None:
    (archive,) = release.release({"": site}, tmp_path, "1.2.3", COMMITTED)
    with zipfile.ZipFile(archive) as made:
        held = {name.removeprefix("conference-guide-1.2.3/") for name in made.namelist()}
        start = made.read("conference-guide-1.2.3/index.html")
        dates = {each.date_time for each in made.infolist()}
    assert held == {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert dates == {(2026, 11, 5, 17, 31, 8)}
    assert start == (site / "index.html").read_bytes()
    sums = {
        f"{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("conference-guide-1.2.3.zip", "conference-guide-1.2.3.spdx.json")
    }
    assert set((tmp_path / "SHA256SUMS").read_text(encoding="ascii").splitlines(keepends=True)) == sums


def test_the_same_site_gives_the_same_bytes_whenever_its_files_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "write_inventory", lambda _, to, *__: to.write_bytes(b"{}"))
    archives = []
    for name, written in (("one", 1_000_000_000), ("two", 1_700_000_000)):
        site = tmp_path / name / "site"
        (site / "forms").mkdir(parents=True)
        for path in (site / "index.html", site / "forms" / "a.html"):
            path.write_text("Hello", encoding="utf-8")
            os.utime(path, (written, written))
        archives.append(release.release({"": site}, tmp_path / name / "release", "1", COMMITTED)[0].read_bytes())
    assert archives[0] == archives[1]


def test_an_archive_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "LARGEST", 100)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_bytes(os.urandom(1000))
    with pytest.raises(UserError, match="MB are allowed"):
        release.release({"": tmp_path / "site"}, tmp_path / "release", "1", COMMITTED)
