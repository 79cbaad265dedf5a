"""Checks all JavaScript: Biome for mistakes and style, TypeScript for types. Part of `build.py check`.

`browser/lint.json` and three `browser/tsconfig*.json` hold the settings: pages, workers and Node have other globals.
"""

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from browser.builder.node import node
from browser.builder.pack import NODE_MODULES, ROOT, install
from calculator.extra.user_error import UserError

BIOME = NODE_MODULES / "@biomejs" / "biome" / "bin" / "biome"
TYPESCRIPT = NODE_MODULES / "typescript" / "bin" / "tsc"
ROOMS = ("browser", "docs", "tests")
PROJECTS = ("tsconfig.json", "tsconfig.worker.json", "tsconfig.node.json")


def check() -> None:
    """Say nothing, or raise `UserError` with everything that is wrong in a script."""
    install(testing=True)
    found = list(problems())
    if found:
        raise UserError("\n".join(found))


def problems(root: Path = ROOT) -> Iterator[str]:
    """Yield what each checker says against the scripts below a folder."""
    rooms = [room for room in ROOMS if (root / room).exists()]
    lint = ["lint", "--config-path=browser/lint.json", "--error-on-warnings", "--colors=off", *rooms]
    types = [[TYPESCRIPT, "--project", f"browser/{project}", "--pretty", "false"] for project in PROJECTS]
    with ThreadPoolExecutor() as pool:
        yield from filter(None, pool.map(lambda command: _complaint(root, command), [[BIOME, *lint], *types]))


def scripts_with_types(project: str) -> list[Path]:
    """Return the scripts whose types one of the `PROJECTS` checks."""
    listed = _run(ROOT, [TYPESCRIPT, "--project", f"browser/{project}", "--listFilesOnly"]).stdout
    paths = [Path(line) for line in listed.splitlines()]
    return [path for path in paths if path.suffix in {".js", ".mjs"} and "node_modules" not in path.parts]


def _complaint(root: Path, command: list[str | Path]) -> str:
    ran = _run(root, command)
    return f"{ran.stdout}{ran.stderr}".strip() if ran.returncode else ""


def _run(root: Path, command: list[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [node(), *command], cwd=root, capture_output=True, encoding="utf-8", check=False
    )
