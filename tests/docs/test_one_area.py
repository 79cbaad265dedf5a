"""The guide of one area: what a text keeps of a comparison of areas, by small examples and on every written page."""

import posixpath
import re

import pytest

from calculator.builder.edition import Edition
from docs.builder.pages import written
from docs.builder.pages.library import Library, load_library
from docs.builder.pages.one_area import OneArea, without_pages

AREAS = {"north": "Northshire", "south": "Southwold", "east": "Eastleigh"}
OWNERS = {"N1": "north", "N2": "north", "S1": "south", "E1": "east", "national-1": "national"}
NORTH = OneArea("north", AREAS, OWNERS, unused=frozenset({"southern-form"}))


def told(text: str) -> str:
    """Return what Northshire's guide has of a page that consists of `text`."""
    return NORTH.page(text).strip()


# --- Sentences: by the areas in them, and by their source marks ---------------------------------------


def test_a_sentence_that_names_other_areas_only_goes() -> None:
    assert told("In Northshire, ring the unit. In Southwold, write. Eastleigh’s guidance is silent.") == (
        "In Northshire, ring the unit."
    )


def test_a_row_of_areas_becomes_the_own_one() -> None:
    assert told("In Eastleigh, Northshire and Southwold, ring the unit.") == "In Northshire, ring the unit."
    assert told("Northshire and Southwold’s documents agree.") == "Northshire’s documents agree."


def test_a_sentence_that_names_no_area_rests_on_its_mark() -> None:
    assert told('Ring the unit.{{ cite("N1") }} Write to the chair.{{ cite("S1") }}') == (
        'Ring the unit.{{ cite("N1") }}'
    )


def test_a_mark_keeps_only_the_own_and_the_national_sources() -> None:
    assert (
        told('Ring the unit.{{ cite("S1", "N1", "national-1") }}') == 'Ring the unit.{{ cite("N1", "national-1") }}'
    )


def test_a_sentence_without_a_mark_rests_on_the_next_one_in_its_paragraph() -> None:
    assert told('They sign. They store it.{{ cite("S1") }} They talk. They agree.{{ cite("N1") }}') == (
        'They talk. They agree.{{ cite("N1") }}'
    )


def test_the_mark_of_a_sentence_that_names_its_area_proves_that_sentence_only() -> None:
    text = 'Say so in the meeting. In Southwold, the minutes hold it.{{ cite("S1") }}'
    assert told(text) == "Say so in the meeting."


def test_a_sentence_after_the_last_mark_goes_with_the_one_before_it() -> None:
    assert told('In Southwold, ring.{{ cite("S1") }} It takes a minute.') == ""
    assert told('In Northshire, ring.{{ cite("N1") }} It takes a minute.').endswith("It takes a minute.")


def test_what_national_guidance_says_stays_and_its_mark_proves_nothing_else() -> None:
    assert told("In Southwold, ring the unit. National guidance gives no day.") == "National guidance gives no day."
    text = 'In Southwold, ring. It counts from Monday. National guidance counts from Friday.{{ cite("national-1") }}'
    assert told(text) == 'National guidance counts from Friday.{{ cite("national-1") }}'
    assert told("National guidance and Southwold count from Friday.") == ""


def test_a_number_of_another_area_takes_its_sentence_along() -> None:
    text = 'Write. Ring within {{ rule("S1") | span }}. In Northshire, ring within {{ rule("N1") | span }}.'
    assert told(text) == 'Write. In Northshire, ring within {{ rule("N1") | span }}.'


def test_clauses_between_semicolons_are_judged_apart_and_what_is_left_is_a_sentence() -> None:
    text = (
        "Areas differ. Southwold writes; in Northshire, they ring; Eastleigh does neither. National guidance waits."
    )
    assert told(text) == "Areas differ. In Northshire, they ring. National guidance waits."
    assert told('In Northshire, ring;{{ cite("N1") }} Southwold writes.') == 'In Northshire, ring.{{ cite("N1") }}'


def test_a_full_stop_inside_a_link_or_an_expression_ends_no_sentence() -> None:
    text = 'See [the page](../who.md) of {{ name("north", "unit") }} in Northshire. Southwold has none.'
    assert told(text) == 'See [the page](../who.md) of {{ name("north", "unit") }} in Northshire.'


# --- Lists and tables ---------------------------------------------------------------------------------


def test_a_list_goes_with_the_sentence_that_leads_to_it() -> None:
    assert told("In Southwold, bring:\n\n- a pen\n- a report") == ""
    assert told('Bring three things.{{ cite("S1") }}\n\n1. a pen\n2. a report\n3. time') == ""
    assert told("In Northshire, bring:\n\n- a pen\n- a report") == "In Northshire, bring:\n\n- a pen\n- a report"


def test_a_list_marked_at_its_end_decides_over_the_line_that_leads_to_it() -> None:
    assert told('Bring:\n\n- a pen\n- a report.{{ cite("S1") }}') == ""
    assert told('Bring:\n\n- a pen\n- a report.{{ cite("N1") }}') == 'Bring:\n\n- a pen\n- a report.{{ cite("N1") }}'


def test_each_item_that_names_its_area_is_judged_by_itself() -> None:
    text = "The areas say:\n\n- In Southwold, write.\n- In Northshire, ring."
    assert told(text) == "The areas say:\n\n- In Northshire, ring."


def test_a_line_that_leads_to_nothing_goes_and_the_sentence_before_it_stays() -> None:
    text = "In Northshire, there are categories. In short:\n\n- In Southwold, neglect.\n- In Eastleigh, abuse."
    assert told(text) == "In Northshire, there are categories."


def test_a_table_keeps_the_own_rows_and_goes_without_any() -> None:
    head = "| Who | What |\n| --- | --- |"
    south, north = '| School | Write{{ cite("S1") }} |', '| Police | Ring{{ cite("N1") }} |'
    assert told(f"{head}\n{south}\n{north}") == f"{head}\n{north}"
    assert told(f"{head}\n{south}") == ""


# --- Parts of a page ----------------------------------------------------------------------------------


def test_a_block_of_another_area_goes_and_national_ones_stay() -> None:
    south, north, everywhere = (f"/// area | {area}\nRing.\n///" for area in ("south", "north", "national"))
    assert told(f"{south}\n\n{north}\n\n{everywhere}") == f"{north}\n\n{everywhere}"


def test_an_open_question_goes_with_the_areas_in_its_title() -> None:
    assert told("/// open | Who rings in Southwold\nAsk.\n///") == ""
    assert told("/// open | Who rings in Southwold and Northshire\nAsk.\n///") == (
        "/// open | Who rings in Northshire\nAsk.\n///"
    )


def test_an_open_question_keeps_its_advice_when_anything_of_it_is_kept() -> None:
    block = "/// open | Who rings\n{}\n///"
    assert told(block.format("Northshire has no rule. Southwold has two. Ask the chair.")) == (
        block.format("Northshire has no rule. Ask the chair.")
    )
    assert told(block.format("Eastleigh has no rule. Southwold has two. Ask the chair.")) == ""


def test_a_part_whose_heading_names_other_areas_goes_but_for_the_open_questions_at_its_end() -> None:
    question = "/// open | How long it takes\nNo document says.\n///"
    south = "## How Southwold does it\n\nIt writes.\n\n### By when\n\nSoon."
    text = f"# Ringing\n\nRing.\n\n{south}\n\n{question}\n\n## After\n\nWait."
    assert told(text) == f"# Ringing\n\nRing.\n\n{question}\n\n## After\n\nWait."


def test_a_heading_with_nothing_left_below_it_goes() -> None:
    assert (
        told("# Page\n\n## Ringing\n\nIn Southwold, ring.\n\n## Writing\n\nWrite.")
        == "# Page\n\n## Writing\n\nWrite."
    )
    question = "/// open | How long it takes\nNo document says.\n///"
    assert told(f"# Page\n\n## Ringing\n\nIn Southwold, ring.\n\n{question}") == f"# Page\n\n{question}"
    assert told(f"# Page\n\n## Not settled\n\n{question}") == f"# Page\n\n## Not settled\n\n{question}"


def test_a_lead_keeps_its_tags_or_goes_whole() -> None:
    assert told('<p class="lead">Southwold writes. Northshire rings.</p>') == '<p class="lead">Northshire rings.</p>'
    assert told('<p class="lead">Southwold writes.</p>') == ""


def test_a_form_that_the_area_has_no_use_for_is_not_offered() -> None:
    assert told('{{ fill_in("southern-form", "Write it") }}\n\n{{ fill_in("northern-form", "Write it") }}') == (
        '{{ fill_in("northern-form", "Write it") }}'
    )


def test_a_sentence_in_two_wordings_is_a_sentence_and_a_line_of_control_stays() -> None:
    text = (
        '{{ "The document does" if alone else "Northshire’s and Southwold’s do" }} not say so.{{ cite("S1", "N1") }}'
    )
    assert told(text).endswith('not say so.{{ cite("N1") }}')
    only_all = "{% if not alone %}\nOnly Southwold’s does.\n{% endif %}"
    assert told(only_all) == "{% if not alone %}\n{% endif %}"


def test_a_link_to_a_page_left_out_is_plain_words_and_an_item_of_such_links_goes() -> None:
    text = "See [how](how.md) and [who](who.md#first).\n\n## Related\n\n- [How](how.md)\n"
    assert without_pages(text, lambda address: address == "how.md").strip() == "See how and [who](who.md#first)."


# --- The written pages --------------------------------------------------------------------------------


@pytest.fixture(params=["kirklees", "lincolnshire", "warwickshire", "darlington"])
def alone(request: pytest.FixtureRequest) -> Library:
    """Return what the guide of one area knows."""
    return load_library(Edition(alone=request.param))


def test_the_pages_of_one_areas_guide_name_cite_and_link_to_nothing_of_the_others(alone: Library) -> None:
    reader = alone.one_area
    assert reader
    pages = written.read_pages(alone)
    gone = written.left_out(alone, pages)
    others = re.compile("|".join(name for area, name in reader.areas.items() if area != reader.own))
    for path, page in pages.items():
        if path in gone:
            continue
        assert not others.findall(page.markdown), path
        assert not [each for each in page.citations.cited if not reader.holds(each)], path
        linked = re.findall(r"""(?:\]\(|href=")([^)"#\s]+)\.(?:md|html)""", page.markdown)
        to = {posixpath.normpath(posixpath.join(posixpath.dirname(path), f"{each}.md")) for each in linked}
        assert not to & gone, path
    assert any(path.startswith("procedures/") for path in gone)
