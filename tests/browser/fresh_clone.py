"""A clone of the project as somebody else has it: an ordinary user, with the Python that Debian comes with."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser.builder.environment import ROOT

SYSTEM_PYTHON = "/usr/bin/python3"
NOBODY = "65534"


class Clone:
    """A fresh clone, and a way to run commands in it as they are printed."""

    def __init__(self, room: Path) -> None:
        self.room = room
        self.folder = room / "Guide à lire"
        self.home = room / "home"

    def own(self) -> None:
        """Give everything in the room to the ordinary user, where root has made it."""
        if is_root():
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", self.room], check=True)  # noqa: S603, S607

    def run(self, command: str, *, folder: Path | None = None, network: bool = True) -> str:
        """Run what a document prints, as an ordinary user in a shell; return what it says, or fail with it."""
        done = subprocess.run(  # noqa: S603
            [*_as_somebody(network=network), "sh", "-ec", command],
            cwd=folder or self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        return done.stdout

    def _environment(self) -> dict[str, str]:
        """Return what an ordinary user has set: where programs are, and how this machine reaches its packages."""
        ours = ("UV", "VIRTUAL_ENV", "PYTHON", "GUIDE_", "SITE_", "npm_config_cache", "PYTEST", "PYENV", "COV")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        python = str(self.room / "python" / "bin")
        library = str(self.room / "python" / "lib")
        return kept | {
            "HOME": str(self.home),
            "PATH": os.pathsep.join(["/usr/local/bin", "/usr/bin", "/bin", python]),
            "LD_LIBRARY_PATH": library,
            "LANG": "C.UTF-8",
        }


@contextmanager
def fresh_clone() -> Iterator[Clone]:
    """Clone the project as it is here, changes that are not yet committed included, for an ordinary user."""
    with tempfile.TemporaryDirectory(prefix="fresh-clone-") as folder:
        room = Path(folder)
        room.chmod(0o755)
        clone = Clone(room)
        as_on_windows = ["-c", "core.autocrlf=true"]
        _git(*as_on_windows, "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone.folder))
        commit = _commit_of_what_is_here()
        _git("-C", str(clone.folder), "fetch", "--quiet", str(ROOT), commit)
        _git("-C", str(clone.folder), *as_on_windows, "checkout", "--quiet", "--detach", commit)
        clone.home.mkdir()
        shutil.copytree(
            sys.base_prefix, room / "python", symlinks=True, ignore=shutil.ignore_patterns("test", "*.a")
        )
        yield clone


def _commit_of_what_is_here() -> str:
    """Return a commit of the folder as it is, on no branch, of the same day as the last one."""
    with tempfile.TemporaryDirectory() as folder:
        day = _git("-C", str(ROOT), "log", "-1", "--format=%cI")
        person = {
            f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        index = person | {"GIT_INDEX_FILE": f"{folder}/index", "GIT_COMMITTER_DATE": day, "GIT_AUTHOR_DATE": day}
        _git("-C", str(ROOT), "read-tree", "HEAD", **index)
        _git("-C", str(ROOT), "add", "--all", **index)
        tree = _git("-C", str(ROOT), "write-tree", **index)
        return _git("-C", str(ROOT), "commit-tree", tree, "-p", "HEAD", "-m", "as it is here", **index)


def _git(*arguments: str, **more: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(  # noqa: S603
        command, env=os.environ | more, capture_output=True, encoding="utf-8", check=True
    ).stdout.strip()


def is_root() -> bool:
    """Whether this runs as root, who must step down to be an ordinary user."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _as_somebody(*, network: bool) -> list[str]:
    """Return what to put before a command so that root runs it as an ordinary user, and maybe with no network."""
    if not is_root():
        return [] if network else ["unshare", "--map-root-user", "--net"]
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return user if network else ["unshare", "--net", *user]
