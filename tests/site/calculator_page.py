"""The deadline calculator as a reader uses it: what is typed, pressed and read, in any browser."""

import json
from typing import Any, Protocol

CASE = "partnership=kirklees&strategy_discussion=2026-12-11"
PAGE = "tools/deadline-calculator.html"


class Window(Protocol):
    """As much of a browser as these steps need."""

    def open(self, url: str) -> None: ...

    def evaluate(self, expression: str) -> Any: ...


class CalculatorPage:
    """One open calculator."""

    def __init__(self, window: Window, address: str) -> None:
        self.window = window
        window.open(address)

    def run(self, body: str) -> Any:
        """Run statements in the page and return what they return."""
        return self.window.evaluate(f"(async () => {{ {body} }})()")

    def wait_for(self, condition: str, seconds: int = 60) -> None:
        """Wait in the page until a condition holds; fail with what the page shows instead."""
        held = self.run(
            f"""const until = performance.now() + {seconds * 1000};
            while (!({condition})) {{
                if (performance.now() > until) return document.querySelector("[data-tool]")?.innerText ?? "no tool";
                await new Promise((resolve) => setTimeout(resolve, 20));
            }}
            return true;"""
        )
        assert held is True, f"waited for {condition}; the page shows: {str(held)[:1500]}"

    def ready(self) -> None:
        self.wait_for('document.querySelector("[data-tool]").dataset.state === "ready"')

    def choose(self, name: str, value: str) -> None:
        self.run(f"document.querySelector({json.dumps(f'[name="{name}"][value="{value}"]')}).click();")

    def select(self, name: str, value: str) -> None:
        self.run(
            f"""const field = document.getElementsByName({json.dumps(name)})[0]; field.value = {json.dumps(value)};
            field.dispatchEvent(new Event("input", {{ bubbles: true }}));"""
        )

    def type_date(self, name: str, day: str, month: str, year: str) -> None:
        for box, value in (("day", day), ("month", month), ("year", year)):
            self.select(f"{name}.{box}", value)

    def send(self) -> None:
        self.run('document.querySelector(".tool-form [type=submit]").click();')

    def wait_for_text(self, text: str) -> None:
        self.wait_for(f'document.querySelector("[data-output]").textContent.includes({json.dumps(text)})')

    def text(self, selector: str = "[data-output]") -> str:
        return " ".join(self.run(f"return document.querySelector({json.dumps(selector)}).textContent;").split())

    def texts(self, selector: str) -> list[str]:
        found = f"[...document.querySelectorAll({json.dumps(selector)})]"
        return list(self.run(f"return {found}.map((each) => each.textContent.trim());"))

    def errors(self) -> list[str]:
        self.wait_for('!document.querySelector("[data-error-summary]").hidden')
        return self.texts("[data-error-list] li")

    def open_working(self, deadline: str) -> list[tuple[str, str]]:
        """Open the working of one deadline; return each day's class and text."""
        fold = json.dumps(f"{deadline}.working")
        self.run(f"document.getElementById({fold}).open = true;")
        self.wait_for(f"document.getElementById({fold}).querySelector('.day')")
        days = self.run(
            f"""return [...document.getElementById({fold}).querySelectorAll(".day")]
            .map((day) => [day.className, day.textContent.trim()]);"""
        )
        return [(kind, text) for kind, text in days]
