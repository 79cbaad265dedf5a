"""Says what a file is that is not a draft, and what to do with it: by its first bytes, or what is packed in it."""

from collections.abc import Collection

AGAIN = "Open it in Word, choose “Save As” and the type “Word Document (.docx)”, and open that file here."
LOCKED = "In Word, take that off under “File”, “Info”. Then save it as “Word Document (.docx)”."
UNKNOWN = "This file is not a draft: it cannot be read. It may be damaged, or be another kind of file."
NOT_WORD = "This file is not a Word document (.docx)."

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLD_OFFICE = {
    "DRMEncryptedDataSpace": f"This document has a sensitivity label that locks it. {LOCKED}",
    "EncryptedPackage": f"This document is locked with a password. {LOCKED}",
    "WordDocument": f"This is an old Word document (.doc). {AGAIN}",
}
"""What is in a file of the old kind, by the name that one of its streams has."""
_BEGINNINGS = {
    b"{\\rtf": f"This is a Rich Text document (.rtf). {AGAIN}",
    b"%pdf": "This is a PDF, which holds no draft. Open the Word document or the draft that it was made from.",
    b"<?xml": f"This is a document as a single XML file. {AGAIN}",
    b"<html": f"This is a web page. {AGAIN}",
    b"<!doc": f"This is a web page. {AGAIN}",
    b"\x89png": "This is a picture. Choose a draft, or a Word document that was made here.",
    b"\xff\xd8\xff": "This is a picture. Choose a draft, or a Word document that was made here.",
}
_PACKED = {
    "xl/": "This is an Excel workbook. Choose a draft, or a Word document that was made here.",
    "ppt/": "This is a PowerPoint presentation. Choose a draft, or a Word document that was made here.",
    "content.xml": f"This is an OpenDocument file, as LibreOffice saves it (.odt). {AGAIN}",
    "index/document.iwa": f"This is a Pages document. {AGAIN}",
}


def foreign_file(content: bytes) -> str:
    """Say what a file is that is neither a draft nor packed as a Word document is."""
    if content.startswith(_OLD_OFFICE[:4]):
        for name, says in _IN_OLD_OFFICE.items():
            if name.encode("utf-16-le") in content:
                return says
        return (
            "This is an old Word document (.doc), or one that is locked with a password or a sensitivity label."
            " Open it in Word and take the lock off, if there is one, under “File”, “Info”. Then save it as “Word"
            " Document (.docx)”."
        )
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((says for beginning, says in _BEGINNINGS.items() if start.startswith(beginning)), UNKNOWN)


def foreign_archive(names: Collection[str]) -> str:
    """Say what an archive is that holds no Word document; the names are in small letters."""
    return next((says for head, says in _PACKED.items() if any(name.startswith(head) for name in names)), NOT_WORD)
