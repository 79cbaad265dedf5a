"""Sheets and cards for families: strictly read, every question with a label, in short sentences."""

from pathlib import Path
from statistics import mean

import pytest
from bs4 import BeautifulSoup

from calculator.extra.user_error import UserError
from docs.builder import DOCS
from docs.builder.checks import prose
from docs.builder.checks.check import LONGEST_MEAN
from docs.builder.checks.plain_english import Sentence, sentences
from docs.builder.pages import sheets, templates
from docs.builder.pages.citations import Citations
from forms.advice import LONGEST_SENTENCE
from tests.docs.known import library

SHEETS = [
    "after-the-meeting",
    "corrections",
    "how-things-are",
    "my-questions",
    "my-views",
    "the-plan",
    "what-i-need",
    "who-will-be-there",
]
LANGUAGES = [
    "en",
    "bfi",
    "ar",
    "bn",
    "gu",
    "hu",
    "it",
    "lv",
    "lt",
    "ne",
    "pa",
    "pa-Arab",
    "pl",
    "pt",
    "ro",
    "ru",
    "es",
    "ur",
]
RIGHT_TO_LEFT = {"ar", "pa-Arab", "ur"}
QUESTION = '[[sections.questions]]\nid = "worries"\nkind = "text"\nlabel = "My worries"\n'


def rendered(name: str) -> BeautifulSoup:
    functions = templates.of_page(Citations(f"family/sheets/{name}.md", library()))
    return BeautifulSoup(functions["sheet"](name), "html.parser")


def cards() -> BeautifulSoup:
    functions = templates.of_page(Citations("family/interpreter-card.md", library()))
    return BeautifulSoup(functions["interpreter_cards"](), "html.parser")


def said(name: str) -> list[Sentence]:
    """Return every sentence of a sheet, also what stands in its form."""
    soup = rendered(name)
    for form in soup("form"):
        form.name = "div"
    return sentences(soup)


def sheet_of(folder: Path, text: str) -> sheets.Sheet:
    """Return the one sheet of a folder of documents."""
    (folder / "sheets").mkdir(exist_ok=True)
    head = 'title = "A sheet"\nlead = "Write."\n[[sections]]\nid = "first"\ntitle = "First"\n'
    (folder / "sheets" / "mine.toml").write_text(head + text, encoding="utf-8")
    return sheets.load_sheet("mine", folder)


# --- Data -------------------------------------------------------------------------------------------


def test_these_are_the_sheets_and_each_has_its_page() -> None:
    assert sheets.sheet_ids() == SHEETS
    for name in SHEETS:
        page = (DOCS / "family" / "sheets" / f"{name}.md").read_text(encoding="utf-8")
        assert f'{{{{ sheet("{name}") }}}}' in page
        assert "\nsheet: true\n" in page
        assert f"]({name}.md)" in (DOCS / "family" / "sheets" / "index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "questions: this key is missing"),
        ("questions = []\n", "first: questions: must hold at least one question"),
        (QUESTION + 'colour = "red"\n', "colour: this key is not known"),
        (QUESTION + 'lines = "3"\n', "lines: must be a whole number"),
        (QUESTION + "lines = 0\n", "first: worries: lines: must be 1 to 12 (found 0)"),
        (QUESTION.replace("My worries", " "), "first: worries: label: must not be empty"),
        (QUESTION.replace("label", "lable"), "label: this key is missing"),
        (QUESTION.replace('"text"', '"essay"'), "does not match any of the expected tags: 'text', 'choice'"),
        (QUESTION * 2, "first: “worries” is there twice"),
        (QUESTION.replace('"text"', '"ticks"') + 'options = ["one"]\n', "worries: options: must hold at least two"),
        (
            QUESTION.replace('"text"', '"choice"') + 'options = ["a", "a"]\n',
            "worries: “a” is there twice",
        ),
        (QUESTION.replace('"text"', '"faces"') + 'faces = ["sad", "happy"]\n', "faces: must name 5 faces"),
        (QUESTION.replace('"text"', '"scale"') + 'lowest = "no"\n', "highest: this key is missing"),
        (
            QUESTION.replace('"text"', '"rows"') + 'item = "Person"\ncolumns = []\n',
            "worries: columns: must hold at least one column",
        ),
        (
            QUESTION.replace('"text"', '"rows"')
            + 'item = "Person"\nstart = 9\nmost = 3\n'
            + QUESTION.replace("questions", "questions.columns"),
            "worries: start: must be 1 to most, which is 3 (found 9)",
        ),
        ('sources = ["KE01"]\n' + QUESTION, "first: sources: there is no intro that could rest on them"),
    ],
)
def test_a_mistake_in_a_sheet_stops_with_its_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UserError) as stopped:
        sheet_of(tmp_path, text)
    assert str(stopped.value).startswith("sheets/mine.toml")
    assert [each for each in says.split(": ") if each not in str(stopped.value)] == []


def test_a_sheet_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UserError, match=r"sheets/shopping\.toml: there is no such sheet; use one of: after-the"):
        sheets.load_sheet("shopping")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('sentence = "…"\nmood = "calm"\n', "mood: this key is not known"),
        ('sentence = "…"\ndirection = "up"\n', "direction: Input should be 'ltr' or 'rtl'"),
        ('sentence = "…"\nchecked = {by = "A. Translator"}\n', "checked → on: this key is missing"),
        ('checked = {by = "A. Translator", on = 2027-01-15}\n', "pl: checked: there is no translated sentence"),
        ('sentence = "…"\nwrite_in = true\n', "pl: write_in: only a card in English"),
    ],
)
def test_a_mistake_in_a_card_stops_with_its_file_and_key(tmp_path: Path, row: str, says: str) -> None:
    card = f'[pl]\nlanguage = "Polish"\nown_name = "polski"\nenglish = "I need an interpreter."\n{row}'
    (tmp_path / "interpreter_cards.toml").write_text(card, encoding="utf-8")
    with pytest.raises(UserError) as stopped:
        sheets.load_cards(tmp_path)
    assert "/interpreter_cards.toml, line " in str(stopped.value)
    assert [each for each in says.split(": ") if each not in str(stopped.value)] == []


# --- What a reader meets ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHEETS)
def test_every_field_has_a_label_and_every_group_of_answers_its_question(name: str) -> None:
    soup = rendered(name)
    fields = [each for each in soup.select("form input, form textarea") if not each.find_parent("template")]
    assert len(fields) > 3
    for field in fields:
        label = soup.find("label", attrs={"for": field["id"]}) if field.get("id") else field.find_parent("label")
        assert label is not None, field
        assert label.get_text(strip=True), field
        assert field["autocomplete"] == "off"
    for group in soup.select("fieldset"):
        legend = group.find(True, recursive=False)
        assert legend is not None
        assert legend.name == "legend"
        assert legend.get_text(strip=True)
    for radio in soup.select("input[type=radio]"):
        assert radio.find_parent("fieldset", class_="sheet-field")


@pytest.mark.parametrize("name", SHEETS)
def test_no_two_things_on_a_sheet_share_an_id(name: str) -> None:
    ids = [each["id"] for each in rendered(name).select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_says_who_may_see_it_and_warns_of_shared_computers(name: str) -> None:
    notes = rendered(name).select_one(".sheet-head")
    assert notes
    assert "Other people at the meeting may see what you write here." in notes.get_text()
    assert "Think before you print or save on a shared computer." in notes.get_text()


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_can_never_be_sent(name: str) -> None:
    form = rendered(name).select_one("form")
    assert form
    assert form["method"] == "dialog"
    assert form.get("action") is None
    buttons = form.select("button")
    assert [button["type"] for button in buttons if button["type"] != "button"] == ["submit"]
    assert buttons[0].has_attr("disabled")


@pytest.mark.parametrize("name", SHEETS)
def test_sentences_are_short(name: str) -> None:
    found = said(name)
    assert [each.text for each in found if each.words > LONGEST_SENTENCE] == []
    assert mean(each.words for each in found if each.whole) < LONGEST_MEAN


def test_sheets_are_spelt_right() -> None:
    found = prose.problems([(name, each.text) for name in SHEETS for each in said(name)])
    assert [each for each in found if "weasel_words.very" not in each] == []  # children are very happy, or very sad


def test_the_questions_to_tick_are_about_twenty_five_and_promise_nothing() -> None:
    sheet = sheets.load_sheet("my-questions")
    asked = [
        option
        for section in sheet.sections
        for question in section.questions
        if isinstance(question, sheets.Ticks)
        for option in question.options
    ]
    assert 20 <= len(asked) <= 30
    assert all(option.endswith("?") for option in asked)
    assert "does not mean that the answer will be yes" in sheet.lead


# --- Cards ------------------------------------------------------------------------------------------


def test_each_card_speaks_its_language_in_its_direction_with_english_beside_it() -> None:
    known = sheets.load_cards()
    assert list(known) == LANGUAGES
    assert {card.id for card in known.values() if card.direction == "rtl"} == RIGHT_TO_LEFT
    soup = cards()
    for card in known.values():
        shown = soup.select_one(f'[id="card-{card.id}"]')
        assert shown
        assert soup.select_one(f'a[href="#card-{card.id}"]')
        assert card.english in shown.get_text()
        says = shown.select_one(".show-card__says")
        if card.sentence:
            assert says
            assert (says["lang"], says["dir"], says.get_text()) == (card.id, card.direction, card.sentence)
            assert f"My language is {card.language.partition(' (')[0]}." in card.english


def test_each_translated_card_says_by_whom_and_when_it_was_checked_or_that_it_was_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    soup = cards()
    for card in sheets.load_cards().values():
        shown = soup.select_one(f'[id="card-{card.id}"]')
        assert shown
        unchecked = "Not yet checked by a qualified translator." in shown.get_text()
        assert unchecked == (card.sentence is not None and card.checked is None)
    rows = (DOCS / "interpreter_cards.toml").read_text(encoding="utf-8")
    checked = rows.replace(
        'own_name = "polski"', 'own_name = "polski"\nchecked = {by = "A. Nowak", on = 2027-01-15}'
    )
    (tmp_path / "interpreter_cards.toml").write_text(checked, encoding="utf-8")
    known = sheets.load_cards(tmp_path)
    monkeypatch.setattr(sheets, "load_cards", lambda: known)
    polish = cards().select_one("#card-pl")
    assert polish
    assert "Checked by A. Nowak on Friday 15 January 2027." in polish.get_text()
    assert "Not yet checked" not in polish.get_text()
