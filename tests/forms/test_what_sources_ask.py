"""What the sources ask to be written down has a place in its form, with its source; and no area's rule is another's."""

from collections.abc import Iterator

import pytest

from calculator.builder.edition import Edition
from calculator.model import Rulebook
from calculator.pickles import to_text
from docs.builder.pages.library import Library, load_library
from forms.builder.form_data import form_data, plain_words
from forms.builder.load import form_ids, load_form
from forms.model import FormDefinition
from forms.page import OpenForm, dates
from forms.part import Part
from tests.forms.conftest import OnDemand

# Form, section, question, and one of the sources that ask for it.
ASKED = [
    ("agency-report-kirklees", "sharing", "called_on", "KE02"),
    ("agency-report-kirklees", "sharing", "sent_on", "KE06"),
    ("agency-report-kirklees", "sharing", "shared_with", "expectations-4"),
    ("agency-report-kirklees", "sharing", "corrected", "KE04"),
    ("agency-report-kirklees", "sharing", "disagreed", "KE05"),
    ("agency-report-kirklees", "children", "plan", "expectations-11"),
    ("agency-report-kirklees", "children", "category", "expectations-11"),
    ("conference-record", "heard", "danger_statements", "handbook-17"),
    ("conference-record", "heard", "safety_goals", "handbook-17"),
    ("conference-record", "heard", "complicating", "handbook-24"),
    ("conference-record", "heard", "past_harm", "handbook-24"),
    ("conference-record", "children", "agreement", "handbook-20"),
    ("outline-plan", "plan", "contingency", "handbook-3"),
    ("looked-after-letter", "about", "requested_on", "handbook-34"),
    ("transfer-in", "checks", "checked_by", "handbook-11"),
    ("transfer-in", "checks", "checked_on", "handbook-11"),
    ("conference-request", "about", "transfer_agreed", "handbook-11"),
    ("agency-report-lincolnshire", "children", "plan_needed", "briefing-3"),
    ("agency-report-lincolnshire", "meeting", "scale", "briefing-8"),
    ("agency-report-lincolnshire", "meeting", "category", "briefing-10"),
    ("required-of-me-warwickshire", "before", "report", "guidelines-9"),
    ("required-of-me-warwickshire", "at", "took_part", "guidelines-9"),
    ("required-of-me-warwickshire", "after", "role", "guidelines-9"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "section", "question", "source"), ASKED)
def test_a_form_has_a_place_for_what_a_source_asks(
    form: str, section: str, question: str, source: str, forms: OnDemand[FormDefinition]
) -> None:
    fields = {(of.id, each.id): each for of, each in forms[form].fields()}
    assert source in fields[section, question].sources


def test_the_list_of_core_group_members_has_each_one_s_agency(forms: OnDemand[FormDefinition]) -> None:
    [members] = [each for _, each in forms["core-group-members"].fields() if each.id == "list"]
    assert "Agency" in [part.label for part in members.parts]


def test_the_agency_s_contribution_has_a_chronology(forms: OnDemand[FormDefinition]) -> None:
    assert forms["agency-contribution-darlington"].sections[1].title.startswith("Chronology")


def test_a_record_has_the_next_review_beside_the_first(forms: OnDemand[FormDefinition]) -> None:
    topics = {each.id: each.topic for section, each in forms["conference-record"].fields() if section.id == "dates"}
    assert (topics["review"], topics["next_review"]) == ("first-review", "later-reviews")


def test_lincolnshire_s_report_asks_for_no_score_and_no_category(forms: OnDemand[FormDefinition]) -> None:
    report = forms["agency-report-lincolnshire"].section("children")
    assert report
    assert not {"scale", "category", "plan"} & {each.id for each in report.fields}


def test_warwickshire_s_list_goes_from_before_to_after_the_conference(forms: OnDemand[FormDefinition]) -> None:
    form = forms["required-of-me-warwickshire"]
    assert form.partnerships == ("warwickshire",)
    assert [section.id for section in form.sections] == ["about", "before", "at", "after"]


@pytest.mark.parametrize("form", ["agency-report-kirklees", "conference-request", "social-work-report"])
def test_the_dates_for_a_transfer_in_conference_are_known_to_the_forms_before_it(form: str, book: Rulebook) -> None:
    told = _dates(form, "transfer_in_conference", "14/12/2026", book)
    # Before Monday 14 December 2026 come 11, 10 and 9 December; the tenth working day before it is 30 November.
    days = {topic: each["day"] for topic, each in told.items()}
    assert "9 December 2026" in days.values() or days.get("invitations") == "30 November 2026"


def test_the_request_offers_the_last_day_for_a_transfer_in_conference(book: Rulebook) -> None:
    # After Monday 30 November 2026 come 1 to 4 (4), 7 to 11 (9), 14 to 18 (14) and 21 December (15).
    told = _dates("conference-request", "transfer_agreed", "30/11/2026", book)
    assert told["initial-conference"]["day"] == "21 December 2026"


def test_the_list_for_a_move_offers_each_meeting_its_own_day(book: Rulebook) -> None:
    # 21 December 2026 as above. Three months after Monday 14 December 2026 is Sunday 14 March 2027, so Friday 12 March;
    # six months after Friday 12 March 2027 is Sunday 12 September, so Friday 10 September.
    topics = {each.id: each.topic for _, each in load_form("transfer-in", book).fields() if each.topic}
    days = [
        ("transfer_agreed", "30/11/2026", "conference_date", "21 December 2026"),
        ("transfer_in_conference", "14/12/2026", "first_review", "12 March 2027"),
        ("review_conference", "12/3/2027", "next_review", "10 September 2027"),
    ]
    for event, known, question, day in days:
        told = _dates("transfer-in", event, known, book)
        assert told[str(topics.pop(question))]["day"] == day
        assert not set(topics.values()) & set(told)


def test_a_record_of_a_transfer_in_conference_offers_the_first_review(book: Rulebook) -> None:
    # Three months after Monday 14 December 2026 is Sunday 14 March 2027, so Friday 12 March.
    told = _dates("conference-record", "transfer_in_conference", "14/12/2026", book)
    assert told["first-review"]["day"] == "12 March 2027"


def _dates(form: str, event: str, day: str, book: Rulebook) -> dict[str, dict[str, str]]:
    page = OpenForm()
    page.load(to_text(form_data(load_form(form, book), plain_words({}))))
    asked = {"partnership": "kirklees", "event": event, "date": day, "fields": []}
    topics: dict[str, dict[str, str]] = dates(book, page, asked)["topics"]
    return topics


# --- In the guide of one area ------------------------------------------------------------------------------

OTHERS_RULES = [
    ("conference-request", "over ten"),
    ("conference-request", "Booking is"),
    ("social-work-report", "strategy meeting"),
    ("social-work-report", "Danger statement"),
    ("social-work-report", "resilient"),
    ("conference-record", "First test"),
    ("conference-record", "Second test"),
    ("conference-record", "one category"),
    ("conference-record", "only one"),
    ("conference-record", "word for word"),
    ("conference-record", "Score"),
    ("conference-record", "quorate"),
    ("conference-record", "The conference agrees"),
]


@pytest.fixture(scope="module")
def darlington() -> Library:
    return load_library(Edition((), "darlington"))


@pytest.mark.parametrize(("form", "words"), OTHERS_RULES)
def test_darlington_s_own_form_has_no_rule_of_another_area(form: str, words: str, darlington: Library) -> None:
    assert not [text for text in _texts(darlington.forms[form]) if words in text]


@pytest.mark.parametrize(("form", "words"), OTHERS_RULES)
def test_where_an_area_s_rule_is_shown_to_all_its_area_is_named(
    form: str, words: str, forms: OnDemand[FormDefinition]
) -> None:
    for text in _texts(forms[form], "darlington"):
        assert words not in text or "Kirklees" in text or "Lincolnshire" in text


def _texts(form: FormDefinition, area: str = "") -> Iterator[str]:
    """Yield every text of a form; with an area, those of the questions that a document for it has."""
    for section, each in form.fields():
        if not area or all(area in of.partnerships for of in (section, each) if of.partnerships):
            yield from filter(
                None, (section.title, section.intro, each.label, each.help, *each.prompts, *each.options)
            )
            yield from (text for part in each.parts for text in _texts_of(part))


def _texts_of(part: Part) -> Iterator[str]:
    yield from filter(None, (part.label, part.help, *part.options))


@pytest.mark.parametrize("name", form_ids())
def test_a_form_that_changed_says_what_changed_with_its_version(name: str, forms: OnDemand[FormDefinition]) -> None:
    assert max([1, *(each.version for each in forms[name].changes)]) == forms[name].version
