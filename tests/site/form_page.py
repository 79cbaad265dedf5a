"""A form's page as its reader uses it: opened, written in by keyboard, saved, exported and opened again."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Download, FilePayload, Page, expect

from forms.builder.load import DEFINITIONS

expect.set_options(timeout=15_000)
REPORT = "agency-report-kirklees"


class FormPage:
    """One open form in Chromium."""

    def __init__(self, tab: Page, address: str) -> None:
        self.tab = tab
        tab.goto(address)

    def ready(self) -> "FormPage":
        expect(self.tab.locator("[data-form][data-state=ready]")).to_be_attached(timeout=60_000)
        return self

    def box(self, name: str) -> Any:
        return self.tab.locator(f'[data-body] [name="{name}"]')

    def type_by_keyboard(self, answers: dict[str, str]) -> None:
        """Fill the form in with the keyboard alone, going from one control to the next with Tab."""
        for name, text in answers.items():
            self._make_room(name)
            box = self.box(name).first
            kind = box.evaluate("box => box.type")
            if kind == "radio":
                self._press_choice(name, [text], "Space")
            elif kind == "checkbox":
                self._press_choice(name, text.split("\n"), "Space")
            elif kind == "select-one":
                box.focus()
                box.select_option(text)
            else:
                box.focus()
                self.tab.keyboard.insert_text(text)

    def _press_choice(self, name: str, values: list[str], key: str) -> None:
        for value in values:
            choice = self.tab.locator(f'[data-body] [name="{name}"][value={json.dumps(value, ensure_ascii=False)}]')
            choice.focus()
            self.tab.keyboard.press(key)

    def _make_room(self, name: str) -> None:
        """Press the button for another child or row until the box is there."""
        steps = name.split(".")
        for at, step in enumerate(steps):
            if not step.isdecimal():
                continue
            repeat = self.tab.locator(f'[data-body] [data-repeat="{".".join(steps[:at])}"]')
            while repeat.locator(":scope > [data-item]").count() < int(step):
                repeat.locator("[data-do=add]").last.focus()
                self.tab.keyboard.press("Enter")

    def answers(self) -> dict[str, str]:
        """Return what stands in the page, as a draft has it."""
        saved: dict[str, str] = json.loads(self.save().path().read_text(encoding="utf-8"))["answers"]
        return saved

    # Buttons are pressed by key: a click first waits for two drawn frames, which a busy machine may not give.

    def save(self) -> Download:
        with self.tab.expect_download() as saved:
            self.tab.locator(".form-files [data-do=save]").press("Enter")
        return saved.value

    def review(self) -> None:
        self.tab.locator("[data-do=review]").press("Enter")
        expect(self.tab.locator("#review-title")).to_be_focused()

    def export(self, kind: str = "docx", *options: str) -> Download:
        if not self.tab.locator("[data-export-box]").is_visible():
            self.review()
        for option in options:
            self.tab.locator(f"[data-option={option}], [data-purpose][value={option}]").check()
        with self.tab.expect_download() as made:
            self.tab.locator(f"[data-export={kind}]").press("Enter")
        return made.value

    def open(self, file: Path | FilePayload) -> None:
        self.tab.locator("[data-open]").set_input_files(file)

    def refuses(self, words: str) -> None:
        """Wait until the page says why a file was not opened (the words of the file before may still be there)."""
        expect(self.tab.locator("[data-error-for=open]:visible")).to_contain_text(words)


def example(form: str) -> dict[str, str]:
    answers: dict[str, str] = json.loads((DEFINITIONS / f"{form}.example.json").read_text(encoding="utf-8"))[
        "answers"
    ]
    return answers


def as_draft(form: str, **more: Any) -> bytes:
    draft = {
        "format": "child-protection-conference-guide draft",
        "form": form,
        "version": 1,
        "answers": example(form),
    }
    return json.dumps({**draft, **more}).encode()


def file(content: bytes, name: str = "draft.json") -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}
