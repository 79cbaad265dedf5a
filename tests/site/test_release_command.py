"""One command makes a release: the whole guide, and that of each partnership, to be used from a disk."""

import hashlib
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from calculator.builder.load import load_rulebook
from docs.builder.pages.reckoner import last_commit
from docs.builder.release.archives import LARGEST
from tests.browser.drivers import chromium
from tests.site.built import once, run_build

AREAS = {area.id: area.name for area in load_rulebook().areas}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a release, with what the command said in `said.txt` beside it."""

    def make(folder: Path) -> None:
        said = run_build("release", "--site", folder / "site", "--folder", folder / "release")
        (folder / "said.txt").write_text(said, encoding="utf-8")

    return once(tmp_path_factory, "released", make) / "release"


def archives(released: Path) -> dict[str, Path]:
    """Return the archives by partnership; the whole guide stands under ""."""
    return {re.sub(r"conference-guide-|-?[\d.]+$", "", path.stem): path for path in released.glob("*.zip")}


def test_there_is_an_archive_of_the_whole_guide_and_one_of_each_partnership(released: Path) -> None:
    made = archives(released)
    assert set(made) == {"", *AREAS}
    assert all(path.stat().st_size <= LARGEST for path in made.values())
    assert {path.with_suffix(".spdx.json") for path in made.values()} <= set(released.iterdir())


def test_every_file_in_it_has_the_date_of_the_commit_so_that_no_browser_takes_it_for_decades_old(
    released: Path,
) -> None:
    committed = last_commit()
    for path in archives(released).values():
        with zipfile.ZipFile(path) as archive:
            [written] = {datetime(*each.date_time, tzinfo=UTC) for each in archive.infolist()}
        assert timedelta() <= committed - written < timedelta(seconds=2)  # an archive knows even seconds alone


def test_every_file_of_it_has_its_checksum(released: Path) -> None:
    listed = (released / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    files = [path for path in sorted(released.iterdir()) if path.name != "SHA256SUMS"]
    assert listed == [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in files]


def test_the_command_says_what_each_part_costs(released: Path) -> None:
    said = (released.parent / "said.txt").read_text(encoding="utf-8")
    costs = {part: float(size) for size, part in re.findall(r"^ *([\d.]+) MB  (.+)$", said, re.MULTILINE)}
    whole = archives(released)[""]
    assert costs[str(whole)] == pytest.approx(whole.stat().st_size / 1e6, abs=0.01)
    assert {"assets/python", "procedures", "family", "forms"} <= set(costs)


def test_all_of_them_run_the_same_python(released: Path) -> None:
    """So no partnership's guide is tried less than the others are."""
    snapshots = set()
    for path in archives(released).values():
        with zipfile.ZipFile(path) as archive:
            [snapshot] = [name for name in archive.namelist() if "/assets/python/snapshot." in name]
            snapshots.add(archive.read(snapshot))
    assert len(snapshots) == 1


@pytest.mark.parametrize("area", AREAS)
def test_a_partnerships_guide_names_no_other_and_works_from_the_folder_it_is_unpacked_in(
    released: Path, area: str, tmp_path: Path
) -> None:
    path = archives(released)[area]
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    guide = tmp_path / path.stem
    others = re.compile("|".join(name for each, name in AREAS.items() if each != area))
    for page in guide.rglob("*.html"):
        assert not others.search(page.read_text(encoding="utf-8")), page.relative_to(guide)
    context = chromium().new_context()
    tab = context.new_page()
    tab.goto((guide / "index.html").as_uri())
    tab.get_by_role("link", name="Deadline calculator").first.press("Enter")
    tab.locator("[data-tool][data-state=ready]").wait_for(timeout=60_000)
    for box, typed in (("day", "11"), ("month", "12"), ("year", "2026")):
        tab.locator(f"[name='strategy_discussion.{box}']").fill(typed)
    expect(tab.get_by_role("heading", name=f"Dates for {AREAS[area]}")).to_be_visible(timeout=60_000)
    context.close()
