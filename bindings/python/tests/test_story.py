"""The story: report, look again, close unseen, meet, settle, search."""

from __future__ import annotations

from conftest import sync

from fangxian import (
    Attachment,
    CloseKind,
    Flag,
    HazardAct,
    HazardDraft,
    HazardQuery,
    HazardState,
    NoticeKind,
    ObservationDraft,
    Position,
    RecordView,
    Scalar,
    UploadState,
    label,
)


def test_a_danger_the_close_had_not_seen_keeps_the_hazard_open(two_phones):
    grid, township = two_phones
    leak = grid.report_hazard(HazardDraft(title="配电房渗水", place="三棵槐村东头")).record
    assert grid.place(leak) == UploadState.ONLY_HERE
    sync(grid, township)
    assert grid.place(leak) == UploadState.ACCEPTED

    # From here on neither hears of the other.
    grid.observe(leak, ObservationDraft(danger=True, note="仍在渗水"))
    seen = township.hazard(leak).face.version
    township.say(leak, seen, HazardAct.CLOSE(kind=CloseKind.RECTIFIED))
    assert township.hazard(leak).state == HazardState.CLOSED

    sync(grid, township, grid)
    for phone in two_phones:
        view = phone.hazard(leak)
        assert view.state != HazardState.CLOSED
        assert Flag.DISPUTED in view.face.flags
        assert [notice.kind for notice in view.face.notices] == [NoticeKind.CLOSE_MISSED_DANGER]
        assert "仍在渗水" in view.face.notices[0].zh and "示例甲" in view.face.notices[0].zh
        assert "p-0001" in view.face.people
    assert grid.hazard(leak) == township.hazard(leak)
    assert any("仍在渗水" in step.zh for step in township.history(leak))


def test_two_descriptions_stand_until_someone_who_saw_both_settles(two_phones):
    grid, township = two_phones
    record = grid.report_hazard(HazardDraft(title="墙面渗水")).record
    sync(grid, township)
    grid.describe(record, "description", Scalar.TEXT("东墙渗水"))
    township.describe(record, "description", Scalar.TEXT("西墙渗水"))
    sync(grid, township, grid)

    (conflict,) = township.conflicts(record)
    said = {value.value[0]: value.author.person for value in conflict.values}
    assert said == {"东墙渗水": "p-0001", "西墙渗水": "p-0003"}
    township.settle(record, conflict, Scalar.TEXT("东西两墙渗水"))
    sync(township, grid)
    assert grid.conflicts(record) == []
    assert grid.hazard(record).face.text("description") == "东西两墙渗水"


def test_what_was_typed_is_found_by_characters_and_by_pinyin_initials(two_phones):
    grid, _ = two_phones
    record = grid.report_hazard(HazardDraft(title="灭火器过期", sector="消防")).record
    for typed in ("灭火器", "mhq"):
        found = grid.hazards(HazardQuery(text=typed))
        assert [row.record for row in found.rows] == [record]
        assert grid.count_hazards(HazardQuery(text=typed)) == 1
    assert grid.hazards(HazardQuery(text="锅炉")).rows == []


def test_lists_are_read_page_by_page(two_phones):
    grid, _ = two_phones
    records = grid.report_hazards([HazardDraft(title=f"隐患{n}") for n in range(7)])
    read, after = [], None
    while True:
        page = grid.hazards(HazardQuery(limit=3, after=after))
        assert len(page.rows) <= 3
        read += [row.record for row in page.rows]
        if page.next is None:
            break
        after = page.next
    assert set(records) <= set(read) and len(read) == len(set(read))


def test_a_position_and_a_photo_come_back_as_they_went(two_phones):
    grid, _ = two_phones
    photo = Attachment(bytes=b"\xff\xd8 a photo", mime="image/jpeg", role="before")
    draft = HazardDraft(
        title="护栏缺失", position=Position(latitude=31.5, longitude=120.25), attachments=[photo]
    )
    record = grid.report_hazard(draft).record
    assert grid.hazard(record).face.position == Position(latitude=31.5, longitude=120.25)
    (listed,) = grid.evidence(record)
    assert (listed.mime, listed.role, listed.by) == ("image/jpeg", "before", "p-0001")
    with open(grid.attachment(listed.hash), "rb") as file:
        assert file.read() == photo.bytes


def test_every_record_can_be_looked_at_by_kind(two_phones):
    grid, _ = two_phones
    record = grid.report_hazard(HazardDraft(title="线路老化")).record
    view = grid.view(record)
    assert isinstance(view, RecordView.HAZARD) and view.hazard.face.title == "线路老化"
    assert label(view.hazard.state).zh == "已上报"
    assert view.hazard.face.label.startswith("YH-")


def test_the_org_tree_says_who_answers_where(two_phones):
    grid, township = two_phones
    sync(grid, township)
    tree = township.org_tree()
    assert tree.path("990101101204")[-2:] == ["石鲤镇", "三棵槐村"]
    assert township.name_of("p-0001") == "示例甲"
