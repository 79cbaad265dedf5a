"""Everything that a form's page can do can be done from a shell, and a mistake ends with 2 and a sentence."""

import json
from pathlib import Path

import pytest

from calculator.builder.load import load_rulebook
from forms.__main__ import main
from forms.builder.load import DEFINITIONS, form_ids, load_example, load_form
from forms.opening import DRAFT_FORMAT, open_file
from tests.forms import reading

FORM = "agency-report-kirklees"
EXAMPLE = DEFINITIONS / f"{FORM}.example.json"


def test_list_names_every_form_with_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    main(["list"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == form_ids()
    assert f"{FORM}  {load_form(FORM, load_rulebook()).version}  Agency report to a conference: Kirklees" in lines


def test_a_draft_is_filled_into_a_document_that_opens_again(tmp_path: Path) -> None:
    made = tmp_path / "report.docx"
    main(["fill", FORM, str(EXAMPLE), "-o", str(made), "--date", "2026-12-30", "--marking", "--draft"])
    form = load_form(FORM, load_rulebook())
    assert open_file(form, made.read_bytes()).draft == load_example(form)
    assert reading.header_words(made.read_bytes()) == ["OFFICIAL-SENSITIVE"]
    for more in ([], ["--final"]):  # as version 0.1.0 called it
        sent = tmp_path / "sent.docx"
        main(["fill", FORM, str(made), "-o", str(sent), *more])
        assert not [name for name in reading.parts(sent.read_bytes()) if name.startswith("customXml")]
        assert "Robin Fictional" in reading.lines(sent.read_bytes())


def test_a_copy_to_send_keeps_unanswered_questions_and_leaves_areas_out_as_it_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, made = "stand-down", tmp_path / "a.txt"
    (tmp_path / "empty.json").write_bytes(
        json.dumps({"format": DRAFT_FORMAT, "form": form, "version": 1, "answers": {}}).encode()
    )
    main(["fill", form, str(tmp_path / "empty.json"), "-o", str(made), "--unanswered", "--area", "kirklees"])
    assert "Kirklees: who decides" in (text := made.read_text(encoding="utf-8"))
    assert "Darlington:" not in text
    with pytest.raises(SystemExit):
        main(["fill", form, str(tmp_path / "empty.json"), "-o", str(made), "--area", "warwickshire"])
    assert "No questions of “warwickshire” are in this form" in capsys.readouterr().err


def test_a_draft_is_written_as_text(tmp_path: Path) -> None:
    main(["fill", FORM, str(EXAMPLE), "-o", str(tmp_path / "report.txt")])
    assert "Sam Fictional" in (tmp_path / "report.txt").read_text(encoding="utf-8")


def test_blank_and_template_are_made(tmp_path: Path) -> None:
    main(["blank", FORM, "-o", str(tmp_path / "blank.docx")])
    main(["template", FORM, "-o", str(tmp_path / "template.docx")])
    assert "☐ Initial conference" in reading.lines((tmp_path / "blank.docx").read_bytes())
    assert "{{ about.conference }}" in reading.lines((tmp_path / "template.docx").read_bytes())


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (
            {"about.conference_date": "31/2/2027"},
            "about.conference_date: Date of the conference: there is no 31 February",
        ),
        ({"about.shoes": "brown"}, "it answers “about.shoes”, which the form does not ask"),
    ],
)
def test_a_draft_that_cannot_be_filled_in_ends_with_2_and_why(
    answers: dict[str, str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = json.loads(EXAMPLE.read_text(encoding="utf-8")) | {"answers": answers}
    (tmp_path / "draft.json").write_text(json.dumps(draft), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["fill", FORM, str(tmp_path / "draft.json"), "-o", str(tmp_path / "x.docx")])
    assert ended.value.code == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "x.docx").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["fill", "no-form", str(EXAMPLE), "-o", "x.docx"],
            "There is no form “no-form”. Use one of: agency-contribution",
        ),
        (["fill", FORM, "no-file.json", "-o", "x.docx"], "No such file"),
        (["blank", FORM, "-o", "no/such/folder/x.docx"], "No such file"),
    ],
)
def test_what_is_not_there_ends_with_2_and_why(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("command", [["fill", FORM, str(EXAMPLE)], ["blank", FORM], ["template", FORM]])
@pytest.mark.parametrize("name", ["x.pdf", "x", "x.doc"])
def test_a_kind_of_file_that_is_not_made_ends_with_2(
    command: list[str], name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "-o", str(tmp_path / name)])
    assert ended.value.code == 2
    assert "The output must end in .docx" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_partnership_without_a_template_of_its_own_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fill", FORM, str(EXAMPLE), "-o", str(tmp_path / "x.docx"), "--partnership", "nowhere"])
    assert ended.value.code == 2
    assert "There is no Word template of “nowhere”" in capsys.readouterr().err


def test_a_document_that_was_edited_is_not_filled_in_as_if_it_had_not_been(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "a.docx"
    main(["fill", FORM, str(EXAMPLE), "-o", str(made), "--draft"])
    made.write_bytes(reading.changed(made.read_bytes(), ">Initial conference<", ">Review conference<"))
    with pytest.raises(SystemExit) as ended:
        main(["fill", FORM, str(made), "-o", str(tmp_path / "b.docx"), "--final"])
    assert ended.value.code == 2
    assert "Which conference is it for?" in capsys.readouterr().err
    assert not (tmp_path / "b.docx").exists()
