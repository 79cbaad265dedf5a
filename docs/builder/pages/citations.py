"""Source marks: which statement of which document a sentence rests on, numbered page by page."""

from dataclasses import dataclass, field

from calculator.extra.user_error import UserError
from calculator.model import Document, Statement
from docs.builder.pages.library import Library, Topic


@dataclass(slots=True)
class Note:
    """One entry in a page's list of sources: headings of a document, and the timing statements cited under them."""

    number: int
    document: Document
    headings: tuple[str, ...]
    statements: list[Statement] = field(default_factory=list)


class Citations:
    """The source marks of one page, in the order in which they are set."""

    def __init__(self, page: str, library: Library) -> None:
        self.page = page
        self.library = library
        self.cited: list[str] = []
        self._notes: dict[tuple[str, tuple[str, ...]], Note] = {}

    @property
    def notes(self) -> list[Note]:
        """The page's sources, in the order of their numbers."""
        return list(self._notes.values())

    def cite(self, *ids: str) -> tuple[list[str], list[Note]]:
        """Cite statements ("KE01") and topics ("handbook-12"): return anchors of those that are new, and all notes.

        Raises:
            UserError: when a source with that id is not known.

        """
        if not ids:
            raise UserError(
                f"{self.page}: a source mark names no source; give it an id such as KE01 or handbook-12."
            )
        new = [each for each in dict.fromkeys(ids) if each not in self.cited]
        self.cited += new
        notes = {note.number: note for note in map(self._note, ids)}
        return [anchor(each) for each in new], [notes[number] for number in sorted(notes)]

    def _note(self, each: str) -> Note:
        statement = self.library.rulebook.statements.get(each)
        document, headings = _place(self._source(each))
        key = (document, headings)
        note = self._notes.setdefault(
            key, Note(len(self._notes) + 1, self.library.rulebook.documents[document], headings)
        )
        if statement and statement not in note.statements:
            note.statements.append(statement)
        return note

    def _source(self, each: str) -> Statement | Topic:
        known: dict[str, Statement | Topic] = {**self.library.topics, **self.library.rulebook.statements}
        if each not in known:
            raise UserError(
                f"{self.page}: “{each}” is not a known source; use a timing statement of calculator/sources.toml "
                "(KE01 …) or a topic of docs/topics.toml (handbook-12 …)."
            )
        return known[each]


def anchor(source: str) -> str:
    """Return the id of the place at which a page first cites a source."""
    return f"cites-{source.lower()}"


def _place(source: Statement | Topic) -> tuple[str, tuple[str, ...]]:
    headings = (source.heading,) if isinstance(source, Statement) else source.headings
    return source.document, headings
