"""What a message to Python comes back as, under CPython; the page gets the same from the same code."""

import json
from typing import Any

import pytest

from browser import answer
from tests.browser import stub_page


@pytest.fixture(autouse=True)
def _calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "_calls", stub_page.calls({"weeks": 6}))


def test_a_call_that_works_gives_its_result() -> None:
    assert answer.answer("echo", 1) == {"result": {"given": 1, "rulebook": {"weeks": 6}}}


def test_invalid_input_gives_each_message_with_its_field() -> None:
    assert answer.answer("refuse", None) == {
        "errors": [
            {"field": "day", "message": "Enter a real date."},
            {"field": None, "message": "Start again."},
        ]
    }


@pytest.mark.parametrize(("call", "given"), [("break", {}), ("no such call", None), ("table", "not a number")])
def test_a_fault_gives_one_calm_sentence_and_the_detail_apart(call: str, given: Any) -> None:
    reply = answer.answer(call, given)
    assert reply["errors"] == [{"field": None, "message": answer.SORRY}]
    assert "Traceback" in reply["detail"]


def test_as_text_bytes_stand_beside_the_reply() -> None:
    text, files = answer.answer_text("file", '"é.docx"')
    assert json.loads(text) == {"result": {"filename": "é.docx", "bytes": {"$bytes": 0}}}
    assert files == [bytes(range(256))]


def test_what_json_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "_calls", {"set": lambda _: {1, 2}})
    with pytest.raises(TypeError, match="cannot hold set"):
        answer.answer_text("set", "null")
