"""What others made and a release includes: an inventory as SPDX 2.3, and the licences, which travel with the site.

`parts.toml` says what there is and where it is. Versions and licences are read from what is installed.
"""

import hashlib
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fnmatch import fnmatch
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import Any

import material
from license_expression import get_spdx_licensing
from spdx_tools.spdx.model import (
    Actor,
    ActorType,
    Checksum,
    ChecksumAlgorithm,
    CreationInfo,
    Document,
    ExternalPackageRef,
    ExternalPackageRefCategory,
    ExtractedLicensingInfo,
    File,
    Package,
    PackageVerificationCode,
    Relationship,
    RelationshipType,
    SpdxNoAssertion,
)
from spdx_tools.spdx.spdx_element_utils import calculate_package_verification_code
from spdx_tools.spdx.writer.write_anything import write_file

from browser.builder.files import write
from browser.builder.pack import ASSETS, BROWSER, NODE_MODULES, PROJECT
from calculator.extra.strict import read_toml
from calculator.extra.user_error import UserError
from docs.builder import DOCS
from docs.builder.release.addresses import find, plain

LIST = DOCS / "parts.toml"
LICENCES = "licences"
PLACES = {"npm": NODE_MODULES, "material": Path(material.__file__).parent / "templates" / "assets" / "javascripts"}
GUIDE = "SPDXRef-Guide"
PUBLIC_DOMAIN = "LicenseRef-public-domain"
IN_THE_PUBLIC_DOMAIN = """Its authors have put it into the public domain.
Nobody claims a right in it, and no licence need travel with it.
"""
SPDX = get_spdx_licensing()


@dataclass(frozen=True)
class Part:
    """Something that others made. `inside` names the part that it came with; `text` is its licence in full."""

    name: str
    version: str | None
    licence: str
    home: str
    text: str
    files: tuple[str, ...]
    package: str | None = None
    inside: str | None = None
    reason: str | None = None

    @property
    def file(self) -> str:
        """The file of the site that its licence is in."""
        return f"{LICENCES}/{re.sub(r'[^a-z0-9]+', '-', self.name.lower()).strip('-')}.txt"


def parts() -> list[Part]:
    """Return every part, as it is installed here."""
    return [_part(entry) for entry in read_toml(LIST).data["parts"]]


def write_licences(site: Path) -> None:
    """Write the guide's licence and each part's into the site, whose every copy must carry them."""
    (site / LICENCES).mkdir(exist_ok=True)
    (site / LICENCES / "this-guide.txt").write_bytes((DOCS.parent / "LICENSE").read_bytes())
    for part in parts():
        head = [f"{part.name} {part.version or '(version not known)'}", part.home, f"Licence: {part.licence}"]
        write(site / part.file, "\n".join([*head, "", part.text.strip(), ""]))


def belong_to_nobody(site: Path) -> list[str]:
    """Return the files of a site that are neither the project's own nor of a part that the list names."""
    known = [*read_toml(LIST).data["own"], *chain.from_iterable(part.files for part in parts())]
    return [
        name
        for name in _names(site)
        if not any(fnmatch(plain(name), pattern) for pattern in known)
        and not _is_copy(site / name, DOCS / plain(name))
    ]


def write_inventory(site: Path, to: Path, version: str, made: date) -> None:
    """Write the inventory of a built site as SPDX JSON; the same site gives the same bytes.

    Raises:
        UserError: when a file of the site is of unknown origin.

    """
    strangers = belong_to_nobody(site)
    if strangers:
        raise UserError(f"docs/parts.toml does not say who made: {', '.join(strangers)}.")
    write_file(_document(site, version, made), str(to), validate=True)
    write(to, to.read_text(encoding="utf-8"))


# --- What is installed ------------------------------------------------------------------------------


def _part(entry: dict[str, Any]) -> Part:
    kind, _, package = entry.get("package", "").partition(":")
    said = {"pypi": _python_package, "npm": _npm_package, "": _inside}[kind](package, entry)
    licence = entry.get("licence") or said["licence"]
    text = said.get("text") or "\n\n".join([entry.get("copyright", ""), *_texts(licence)])
    return Part(
        name=entry["name"],
        version=said["version"],
        licence=licence,
        home=said["home"],
        text=text,
        files=tuple(entry["files"]),
        package=f"pkg:{kind}/{package}@{said['version']}" if package else None,
        inside=entry.get("inside"),
        reason=entry.get("reason"),
    )


def _python_package(name: str, _: dict[str, Any]) -> dict[str, Any]:
    about = metadata.metadata(name)
    addresses = dict(line.split(", ", 1) for line in about.get_all("Project-URL") or [])
    texts = [path for path in metadata.files(name) or () if path.name.upper().startswith("LICENSE")]
    return {
        "version": about["Version"],
        "licence": about.get("License-Expression") or about.get("License"),
        "home": addresses.get("Source") or addresses["Repository"],
        "text": texts[0].read_text(encoding="utf-8"),
    }


def _npm_package(name: str, _: dict[str, Any]) -> dict[str, Any]:
    about = json.loads((NODE_MODULES / name / "package.json").read_text(encoding="utf-8"))
    return {"version": about["version"], "licence": about["license"], "home": about["homepage"]}


def _inside(_: str, entry: dict[str, Any]) -> dict[str, Any]:
    return {"version": _version_in_file(entry) if "found_in" in entry else None, "home": entry["home"]}


def _version_in_file(entry: dict[str, Any]) -> str:
    place, _, pattern = entry["found_in"].partition("/")
    (path,) = PLACES[place].glob(pattern)
    found = re.search(entry["version"].encode(), path.read_bytes())
    if not found:
        raise UserError(f"docs/parts.toml: {entry['name']}: no version is in {path.name}; was the pattern changed?")
    return found[1].decode().replace("_", ".")


def _texts(licence: str) -> Iterator[str]:
    """Yield the standard text of each licence in an expression; an exception takes away duties and has none here."""
    if licence == PUBLIC_DOMAIN:
        yield IN_THE_PUBLIC_DOMAIN
    for key in SPDX.license_keys(licence):
        path = NODE_MODULES / "spdx-license-list" / "licenses" / f"{key}.json"
        if path.exists():
            yield json.loads(path.read_text(encoding="utf-8"))["licenseText"]


# --- The inventory ----------------------------------------------------------------------------------


def _document(site: Path, version: str, made: date) -> Document:
    listed = parts()
    files = {name: _file(number, site, name) for number, name in enumerate(_names(site))}
    ids = {part.name: f"SPDXRef-Part-{number}" for number, part in enumerate(listed)}
    wheels = _wheels_inside(site)
    document = Document(_creation(files, version, made), [_guide(files, version)], list(files.values()))
    document.packages += [_package(ids[part.name], part, wheels) for part in listed]
    document.extracted_licensing_info = [ExtractedLicensingInfo(PUBLIC_DOMAIN, IN_THE_PUBLIC_DOMAIN)]
    document.relationships = [
        Relationship("SPDXRef-DOCUMENT", RelationshipType.DESCRIBES, GUIDE),
        *(Relationship(GUIDE, RelationshipType.CONTAINS, file.spdx_id) for file in files.values()),
        *chain.from_iterable(_relationships(part, ids, files) for part in listed),
    ]
    return document


def _relationships(part: Part, ids: dict[str, str], files: dict[str, File]) -> Iterator[Relationship]:
    """Yield what a part came with, the files that carry it, and the file that holds its licence."""
    this = ids[part.name]
    yield Relationship(ids[part.inside] if part.inside else GUIDE, RelationshipType.CONTAINS, this)
    for name, file in files.items():
        if any(fnmatch(plain(name), pattern) for pattern in part.files):
            yield Relationship(file.spdx_id, RelationshipType.CONTAINS, this)
    yield Relationship(files[part.file].spdx_id, RelationshipType.DOCUMENTATION_OF, this)


def _creation(files: dict[str, File], version: str, made: date) -> CreationInfo:
    return CreationInfo(
        "SPDX-2.3",
        "SPDXRef-DOCUMENT",
        f"{PROJECT}-{version}",
        f"https://spdx.org/spdxdocs/{PROJECT}-{version}-{_verification(files).value}",
        [Actor(ActorType.TOOL, f"{PROJECT}-{version}")],
        datetime.combine(made, time.min, UTC),
        document_comment="The time is the first of the month of the last change, so that a build can be repeated.",
    )


def _guide(files: dict[str, File], version: str) -> Package:
    return Package(
        GUIDE,
        "Child Protection Conference Guide",
        SpdxNoAssertion(),
        version=version,
        verification_code=_verification(files),
        license_declared=SPDX.parse("MIT"),
    )


def _verification(files: dict[str, File]) -> PackageVerificationCode:
    return calculate_package_verification_code(list(files.values()))


def _package(spdx_id: str, part: Part, wheels: dict[str, bytes]) -> Package:
    manager = ExternalPackageRefCategory.PACKAGE_MANAGER
    return Package(
        spdx_id,
        part.name,
        SpdxNoAssertion(),
        version=part.version,
        files_analyzed=False,
        checksums=_checksums(part, wheels),
        homepage=part.home,
        license_declared=SPDX.parse(part.licence),
        license_comment=part.reason,
        external_references=[ExternalPackageRef(manager, "purl", part.package)] if part.package else [],
    )


def _checksums(part: Part, wheels: dict[str, bytes]) -> list[Checksum]:
    """Return the checksum of a package that is included whole: of npm's as locked, of Python's wheel as it ships."""
    kind, _, name = (part.package or "").removeprefix("pkg:").partition("@")[0].partition("/")
    if kind == "npm":
        locked = json.loads((BROWSER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        digest = b64decode(locked[f"node_modules/{name}"]["integrity"].removeprefix("sha512-"))
        return [Checksum(ChecksumAlgorithm.SHA512, digest.hex())]
    return [
        Checksum(ChecksumAlgorithm.SHA256, hashlib.sha256(wheel).hexdigest())
        for file, wheel in wheels.items()
        if kind == "pypi" and file.partition("-")[0] == name
    ]


def _wheels_inside(site: Path) -> dict[str, bytes]:
    script = find(site, f"{ASSETS}/library.js").read_text(encoding="ascii")
    return {name: b64decode(text) for name, text in re.findall(r'receive\("([^"]+\.whl)", "([^"]+)"\)', script)}


def _file(number: int, site: Path, name: str) -> File:
    content = (site / name).read_bytes()
    checksums = [
        Checksum(ChecksumAlgorithm.SHA1, hashlib.sha1(content, usedforsecurity=False).hexdigest()),
        Checksum(ChecksumAlgorithm.SHA256, hashlib.sha256(content).hexdigest()),
    ]
    return File(f"./{name}", f"SPDXRef-File-{number}", checksums)


def _names(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())


def _is_copy(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()
