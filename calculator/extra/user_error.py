"""The one error that is meant for people: what is wrong, in which file and line, and what is allowed there."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong.

    `file` is the file as a person knows it, `line` where in it, `place` the way from key to key. `allowed` lists
    what could be written instead.
    """

    says: str
    file: str | None = None
    line: int | None = None
    place: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.file and self.line else self.file
        says = f"{self.says}; use one of: {', '.join(self.allowed)}." if self.allowed else self.says
        return ": ".join(filter(None, [where, " → ".join(self.place), says]))


class UserError(Exception):
    """Something that a person can put right; its text is for them, and no traceback is needed."""

    def __init__(self, problem: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problem, str):
            problem = Problem(says=problem)
        self.problems = (problem,) if isinstance(problem, Problem) else tuple(problem)
        super().__init__("\n".join(map(str, self.problems)))
