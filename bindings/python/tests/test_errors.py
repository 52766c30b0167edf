"""Errors are typed, name the next move, and never hold what was typed."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Centre

import fangxian
from fangxian import FangxianError, HazardAct, HazardDraft, HazardQuery, Ledger, Scalar


def test_a_device_that_is_not_enrolled_says_so(tmp_path):
    with Ledger.open(tmp_path) as ledger:
        with pytest.raises(FangxianError.NotEnrolled) as error:
            ledger.report_hazard(HazardDraft(title="漏水"))
    assert "登记码" in error.value.reason_zh


def test_bad_input_names_the_field_and_keeps_what_was_typed_to_itself(two_phones):
    grid, _ = two_phones
    with pytest.raises(FangxianError.BadInput) as error:
        grid.report_hazard(HazardDraft(title="   "))
    assert error.value.field == "title" and "哪里危险" in error.value.reason_zh
    record = grid.report_hazard(HazardDraft(title="漏水")).record
    with pytest.raises(FangxianError.BadInput) as error:
        grid.describe(record, "title", Scalar.TEXT("很长" * 500))
    assert error.value.field == "title" and "很长" not in str(error.value)


def test_half_a_character_is_bad_input_of_its_field(two_phones):
    grid, _ = two_phones
    record = grid.report_hazard(HazardDraft(title="漏水 😀")).record
    half = json.loads('"漏水 \\ud83d"')
    tries = {
        "title": lambda: grid.report_hazard(HazardDraft(title=half)),
        "place": lambda: grid.report_hazard(HazardDraft(title="漏水", place=half)),
        "measures": lambda: grid.say(record, None, HazardAct.CLAIM(measures=half)),
        "record": lambda: grid.hazard(half),
        "text": lambda: grid.hazards(HazardQuery(text=half)),
        "url": lambda: asyncio.run(grid.enrol(half, "0000-0000-0000")),
    }
    for field, attempt in tries.items():
        with pytest.raises(FangxianError.BadInput) as error:
            attempt()
        assert error.value.field == field and "漏水" not in str(error.value)
    with pytest.raises(FangxianError.BadInput):
        grid.describe(record, "title", Scalar.TEXT(half))
    assert [row.title for row in grid.hazards(HazardQuery()).rows] == ["漏水 😀"]


def test_an_id_that_is_none_is_bad_input_of_that_name(two_phones):
    grid, _ = two_phones
    with pytest.raises(FangxianError.BadInput) as error:
        grid.hazard("nonsense")
    assert error.value.field == "record"
    with pytest.raises(FangxianError.BadInput) as error:
        grid.hazards(HazardQuery(scope="x"))
    assert error.value.field == "scope"


def test_a_record_that_is_not_here_and_a_village_elsewhere_are_told_apart(two_phones):
    grid, _ = two_phones
    with pytest.raises(FangxianError.NotFound):
        grid.hazard("00" * 16)
    with pytest.raises(FangxianError.OutOfScope):
        grid.report_hazard(HazardDraft(title="漏水", home="990101201204"))


def test_a_decision_on_another_screen_is_refused(two_phones):
    grid, _ = two_phones
    first = grid.report_hazard(HazardDraft(title="漏水"))
    other = grid.report_hazard(HazardDraft(title="漏电"))
    with pytest.raises(FangxianError.Changed):
        grid.say(first.record, other.view.hazard.face.version, HazardAct.VOID(reason="报错了"))


def test_a_wrong_code_and_no_centre_lead_to_different_moves(centre: Centre, tmp_path):
    with Ledger.open(tmp_path) as ledger:
        with pytest.raises(FangxianError.BadInput) as error:
            asyncio.run(ledger.enrol(centre.url, "0000-0000-0000"))
        assert error.value.field == "code"
        with pytest.raises(FangxianError.BadInput) as error:
            asyncio.run(ledger.enrol("http://example.com/", "0000-0000-0000"))
        assert error.value.field == "url"
        with pytest.raises(FangxianError.TryLater):
            asyncio.run(ledger.enrol("http://127.0.0.1:1/", "0000-0000-0000"))


def test_a_folder_in_use_says_try_later(tmp_path):
    with Ledger.open(tmp_path):
        with pytest.raises(FangxianError.TryLater):
            Ledger.open(tmp_path)


def test_a_closed_ledger_says_so_and_opens_again(tmp_path):
    ledger = Ledger.open(tmp_path)
    ledger.close()
    ledger.close()
    for call in (ledger.outbox, ledger.me, lambda: ledger.hazards(HazardQuery())):
        with pytest.raises(FangxianError.Reopen):
            call()
    with pytest.raises(FangxianError.Reopen):
        asyncio.run(ledger.sync())
    with Ledger.open(tmp_path) as again:
        assert not again.open_report().created


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ("contract", ["请重新安装", "contract version mismatch", "install the wheel again"]),
        ("checksum", ["请重新安装", "API checksum mismatch", "install the wheel again"]),
        ("version", ["请安装同一版本", "0.1.0 found the library of 9.9.9: install both"]),
    ],
)
def test_a_library_of_another_build_is_refused_clearly(tmp_path, differs, said):
    package = tmp_path / "fangxian"
    shutil.copytree(Path(fangxian.__file__).parent, package)
    (library,) = package.rglob("libfangxian_bindings.so")
    shutil.copy(Path(os.environ["FANGXIAN_OTHER_BUILDS"]) / differs / library.name, library)
    run = subprocess.run(
        [sys.executable, "-c", "import fangxian"], cwd=tmp_path, capture_output=True, text=True
    )
    assert run.returncode != 0 and "ImportError: 防线 0.1.0" in run.stderr
    assert [words for words in said if words not in run.stderr] == [], run.stderr
