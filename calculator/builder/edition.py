"""Which guide is made: the one with every area, with partnerships from outside added, or one area's alone.

`build.py` passes it on to MkDocs, which is a process of its own, in the environment.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from calculator.areas import with_own, without_own
from calculator.builder.load import HERE, load_rulebook
from calculator.builder.places import NATIONAL
from calculator.extra.user_error import UserError
from calculator.model import Rulebook

PACKS, ALONE = "GUIDE_PACKS", "GUIDE_ALONE"


@dataclass(frozen=True, slots=True)
class Edition:
    """The `packs` (folders of partnerships from outside) that are added, and the area of a guide for one `alone`."""

    packs: tuple[Path, ...] = ()
    alone: str | None = None

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> "Edition":
        """Return the edition that is being built."""
        packs = [Path(each) for each in environment.get(PACKS, "").split(os.pathsep) if each]
        return cls(tuple(packs), environment.get(ALONE) or None)

    def to_environment(self) -> dict[str, str]:
        """Return what `of_environment` reads."""
        return {PACKS: os.pathsep.join(map(str, self.packs)), ALONE: self.alone or ""}

    def file_of(self, area: str) -> Path:
        """Return the data file of a partnership: in its pack, or among the guide's own."""
        folders = {pack.name: pack for pack in self.packs}
        return folders.get(area, HERE / "partnerships") / f"{area}.toml"

    def every_area(self) -> Rulebook:
        """Return the rulebook with every area; raise `UserError` as `load_rulebook` does."""
        for pack in self.packs:
            if not pack.is_dir():
                raise UserError(f"There is no folder {pack}. Name the folder of the partnership’s own files.")
        return load_rulebook(packs=self.packs)

    def rulebook(self) -> Rulebook:
        """Return what this edition knows; raise `UserError` as `load_rulebook` does, or for an unknown area."""
        everything = self.every_area()
        return alone(everything, self.alone) if self.alone else everything


def alone(rulebook: Rulebook, area: str) -> Rulebook:
    """Return the rulebook of one area: its own rules and the national ones, and the documents that they rest on.

    Raises:
        UserError: when there is no such area.

    """
    if area not in rulebook.partnerships:
        raise UserError(f"There is no partnership “{area}”. Use one of: {', '.join(rulebook.partnerships)}.")
    documents = {
        key: document for key, document in rulebook.documents.items() if document.partnership in {area, NATIONAL}
    }
    others = [each for each in rulebook.areas if each.id != area]
    rulebook = with_own(without_own(rulebook, others), rulebook.partnerships[area])
    return replace(
        rulebook,
        partnerships={area: rulebook.partnerships[area]},
        documents=documents,
        statements={key: each for key, each in rulebook.statements.items() if each.document in documents},
        family=replace(
            rulebook.family, gaps={key: gaps for key, gaps in rulebook.family.gaps.items() if key == area}
        ),
    )
