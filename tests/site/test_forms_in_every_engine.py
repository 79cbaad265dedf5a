"""A form in Chromium, Firefox and WebKit, from disk and over http: written in, exported, and opened again."""

import json
from base64 import b64decode

from calculator.builder.load import load_rulebook
from forms.builder.load import load_example, load_form
from forms.opening import open_file
from tests.browser.drivers import Browser

FORM = "agency-report-kirklees"
# Takes what the page would download as a file, since a driver cannot read a download in every engine.
CATCH = """(() => { URL.createObjectURL = (blob) => { window.made = blob; return "#"; }; return true; })()"""
MADE = """(async () => {
  const bytes = new Uint8Array(await made.arrayBuffer());
  return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(""));
})()"""


def test_a_report_is_filled_in_exported_and_opened_in_every_engine(window: Browser, address: str) -> None:
    form = load_form(FORM, load_rulebook())
    example = load_example(form)
    window.open(f"{address}forms/{FORM}.html")
    window.wait_for('document.querySelector("[data-form]").dataset.state === "ready"')
    draft = {"format": "child-protection-conference-guide draft", "form": FORM, "version": 1}
    give(window, json.dumps({**draft, "answers": dict(example.answers)}), "draft.json")
    window.evaluate(CATCH)
    window.evaluate('document.querySelector("[data-do=review]").click()')
    window.wait_for('document.activeElement?.id === "review-title"')
    window.evaluate('document.querySelector("[data-purpose][value=write]").click()')
    window.evaluate('document.querySelector("[data-export=docx]").click()')
    window.wait_for("!!window.made")
    opened = open_file(form, b64decode(window.evaluate(MADE)))
    assert opened.draft == example
    assert opened.differences == ()
    window.evaluate("(window.again = window.made, document.querySelector('[data-opened]').replaceChildren())")
    give_again = "(async () => (window.file = new File([again], 'report.docx'), true))()"
    window.evaluate(give_again)
    choose(window)
    shown = window.evaluate("document.querySelector('[name=\"children.2.name\"]').value")
    assert shown == "Sam Fictional"


def give(window: Browser, text: str, name: str) -> None:
    """Choose a file in the page, and wait until it is open."""
    window.evaluate(f"(window.file = new File([{json.dumps(text)}], {json.dumps(name)}), true)")
    choose(window)


def choose(window: Browser) -> None:
    window.evaluate("""(() => {
      const data = new DataTransfer();
      data.items.add(window.file);
      const input = document.querySelector("[data-open]");
      input.files = data.files;
      return input.dispatchEvent(new Event("change"));
    })()""")
    window.wait_for("!!document.querySelector('#opened-title')")
