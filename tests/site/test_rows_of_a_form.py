"""Children and rows of a form: moved or left empty, an answer and what is said of it stay together."""

import pytest
from playwright.sync_api import expect

from forms.draft import LONGEST_ANSWER
from tests.site.form_page import FormPage

pytestmark = pytest.mark.offline

TOO_LONG = "A blow." + "!" * LONGEST_ANSWER


def test_what_is_said_of_a_row_is_shown_there_though_the_row_before_it_is_empty(report: FormPage) -> None:
    tab = report.tab
    report.type_by_keyboard({"children.1.harm.2.text": TOO_LONG})
    expect(tab.locator('[data-advice-for="children.1.harm.2.basis"]')).not_to_be_empty()
    expect(tab.locator('[data-advice-for="children.1.harm.1.basis"]')).to_be_hidden()
    tab.locator("[data-do=review]").press("Enter")
    expect(tab.locator('[data-error-for="children.1.harm.2.text"]')).to_be_visible()
    tab.locator("[data-error-list] a").press("Enter")
    expect(report.box("children.1.harm.2.text")).to_be_focused()
    report.box("children.1.harm.2.text").fill("A blow.")
    expect(tab.locator('[data-error-for="children.1.harm.2.text"]')).to_be_hidden()
    report.review()
    change = tab.locator("[data-review] [data-go^='children.1.harm']")
    change.press("Enter")
    expect(report.box("children.1.harm.2.text")).to_be_focused()
    # The empty row has no number in a draft once it has been opened again.
    report.open(report.save().path())
    expect(tab.locator("#opened-title")).to_be_focused()
    expect(report.box("children.1.harm.1.text")).to_have_value("A blow.")


def test_a_child_that_is_moved_keeps_its_choices_its_rows_and_what_is_said_of_it(report: FormPage) -> None:
    tab = report.tab
    report.type_by_keyboard(
        {
            "children.1.name": "Robin",
            "children.1.scale.score": "3",
            "children.2.name": "Sam",
            "children.2.harm.2.text": TOO_LONG,
            "children.2.scale.score": "7",
        }
    )
    tab.locator("[data-do=review]").press("Enter")
    expect(tab.locator('[data-error-for="children.2.harm.2.text"]')).to_be_visible()
    child = tab.locator('[data-repeat="children"] > [data-item]')
    child.nth(1).locator("> .form-item-actions [data-do=up]").press("Enter")
    expect(report.box("children.1.name")).to_have_value("Sam")
    expect(tab.locator('[data-error-for="children.1.harm.2.text"]')).to_be_visible()
    expect(tab.locator('[data-error-for="children.2.harm.2.text"]')).to_be_hidden()
    tab.locator("[data-error-list] a").press("Enter")
    expect(report.box("children.1.harm.2.text")).to_be_focused()
    child.first.locator('[data-repeat="children.1.harm"] [data-do=add]').press("Enter")
    expect(report.box("children.1.harm.3.text")).to_be_focused()
    assert report.answers() == {
        "children.1.name": "Sam",
        "children.1.harm.2.text": TOO_LONG,
        "children.1.scale.score": "7",
        "children.2.name": "Robin",
        "children.2.scale.score": "3",
    }
    # A link to a child that was removed leads to no other child.
    child.first.locator("> .form-item-actions [data-do=remove]").press("Enter")
    child.first.locator("> [data-sure] [data-do=remove-yes]").press("Enter")
    expect(report.box("children.1.name")).to_have_value("Robin")
    link = tab.locator("[data-error-list] a")
    link.press("Enter")
    expect(link).to_be_focused()
