"""What the tests of the forms share: the rulebook, every form, its worked example and its Word template."""

from collections.abc import Callable

import pytest
from hypothesis import settings

from calculator.builder.load import load_rulebook
from calculator.model import Rulebook
from forms.builder.form_data import word_templates
from forms.builder.load import load_example, load_form
from forms.document import WordTemplate
from forms.draft import Draft
from forms.model import FormDefinition

settings.register_profile("same-every-time", derandomize=True, deadline=None, database=None, max_examples=25)
settings.load_profile("same-every-time")


class OnDemand[T](dict[str, T]):
    """Makes what belongs to a form when a test first asks for it, and keeps it."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> T:
        self[name] = self._make(name)
        return self[name]


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def forms(book: Rulebook) -> OnDemand[FormDefinition]:
    return OnDemand(lambda name: load_form(name, book))


@pytest.fixture(scope="session")
def examples(forms: OnDemand[FormDefinition]) -> OnDemand[Draft]:
    return OnDemand(lambda name: load_example(forms[name]))


@pytest.fixture(scope="session")
def templates(forms: OnDemand[FormDefinition]) -> OnDemand[WordTemplate]:
    """Return the default Word template of each form, compiled."""
    return OnDemand(lambda name: word_templates(forms[name])[""])
