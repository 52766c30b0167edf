"""Every act of every kind is said through the skin."""

from __future__ import annotations

import datetime
import inspect
from typing import Any

import pytest

from fangxian import (
    AccidentAct,
    Act,
    Cell,
    CheckResult,
    CloseKind,
    DrillAct,
    FactId,
    FangxianError,
    Figures,
    FiveItem,
    Grade,
    HazardAct,
    HazardSource,
    Ledger,
    ListingLevel,
    NewRecord,
    OrderMode,
    PersonId,
    PlanItem,
    Position,
    RecordId,
    ReinspectResult,
    Saved,
    Scalar,
    SignMethod,
    SiteAct,
    SiteStatus,
    TrainingAct,
    act_of_name,
    face,
)

NOON = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.timezone.utc)
NEXT_MONTH = datetime.date(2026, 12, 20)

# What begins a record of each kind, and the field that holds what people call it.
BEGIN = {
    HazardAct: (HazardAct.REPORT(source=HazardSource.PATROL), "title"),
    TrainingAct: (
        TrainingAct.SCHEDULE(start=NOON, end=NOON + datetime.timedelta(hours=1)),
        "title",
    ),
    SiteAct: (SiteAct.REGISTER(), "name"),
    AccidentAct: (AccidentAct.REPORT(occurred=NOON, figures=Figures(dead=1)), "title"),
    DrillAct: (DrillAct.HOLD(held=NOON, count=12), "title"),
}

# What each part of an act may hold, by its name; the rest is text.
PARTS: "dict[str, Any]" = {
    "source": HazardSource.PATROL,
    "danger": True,
    "photo": None,
    "grade": Grade.MAJOR,
    "deadline": NEXT_MONTH,
    "due": NEXT_MONTH,
    "until": NEXT_MONTH,
    "refused": False,
    "person": PersonId("p-0001"),
    "achieved": True,
    "amount_fen": 100,
    "cost_fen": 100,
    "level": ListingLevel.DISTRICT,
    "granted": True,
    "to": "990101201204",
    "distance_m": 5,
    "same": True,
    "start": NOON,
    "end": NOON + datetime.timedelta(hours=2),
    "came": NOON,
    "left": NOON,
    "attendee": PersonId("p-0001"),
    "score": 90,
    "passed": True,
    "valid": True,
    "count": 12,
    "status": SiteStatus.OPERATING,
    "working": True,
    "result": None,
    "occurred": NOON,
    "day": NEXT_MONTH,
    "held": NOON,
    "figures": Figures(dead=1),
}
# Parts that mean another thing in some acts.
OF_ACT: "dict[str, dict[str, Any]]" = {
    "IMPLEMENT": {"item": FiveItem.FUNDS},
    "PLAN": {"item": PlanItem.GOALS},
    "CLOSE": {"kind": CloseKind.RECTIFIED, "basis": None},
    "ORDER": {"mode": OrderMode.BY_DEADLINE},
    "REINSPECT": {"result": ReinspectResult.PASS},
    "CHECK": {"result": CheckResult.MET},
    "SIGN_IN": {"method": SignMethod.ROSTER},
    "DECLARE_HEADCOUNT": {"method": "counted"},
}
# Parts that name an earlier fact, or another record.
FACTS = ("order", "listing", "ask", "offer", "sign_in")
RECORDS = ("of",)


def acts(kind: type) -> "list[type]":
    of = [one for one in vars(kind).values() if isinstance(one, type) and issubclass(one, kind)]
    return [one for one in of if one is not kind]


def made(act: type, fact: FactId, other: RecordId) -> Any:
    name = act.__name__.split(".")[-1]
    parts = {}
    for part in list(inspect.signature(act.__init__).parameters)[1:]:
        plain = part.rstrip("_")
        if part in FACTS:
            parts[part] = fact
        elif part in RECORDS:
            parts[part] = other
        elif plain in OF_ACT.get(name, {}):
            parts[part] = OF_ACT[name][plain]
        else:
            parts[part] = PARTS.get(plain, "看过了")
    return act(**parts)


def begun(ledger: Ledger, kind: type) -> Saved:
    act, title = BEGIN[kind]
    return ledger.begin(act, {title: "三棵槐加油站"})


def test_there_is_something_to_begin_every_kind_with():
    kinds = [one for one in vars(Act).values() if isinstance(one, type) and issubclass(one, Act)]
    assert len([one for one in kinds if one is not Act]) == len(BEGIN)


@pytest.mark.parametrize("kind", BEGIN, ids=lambda kind: kind.__name__)
def test_a_record_of_any_kind_is_a_line_of_its_ledger_and_is_voided_alike(kind: type, two_phones):
    grid, _ = two_phones
    record = begun(grid, kind).record
    shown = face(grid.view(record))
    above, cells = grid.columns(shown.kind), grid.cells(record)
    assert len(above) == len(cells)
    at = [heading.label.zh for heading in above].index("编号")
    assert cells[at] == Cell.TEXT(text=shown.label)
    assert grid.void(record, shown.version, "重复了").fact is not None
    assert grid.columns("boiler") == []


@pytest.mark.parametrize(
    ("kind", "act"),
    [(kind, act) for kind in BEGIN for act in acts(kind)],
    ids=lambda one: one.__name__,
)
def test_every_act_is_said(kind: type, act: type, two_phones):
    grid, _ = two_phones
    one, other = begun(grid, kind), begun(grid, kind)
    said = made(act, one.fact, other.record)
    shown = face(grid.view(one.record)).version
    saved = grid.say(one.record, shown, said)
    assert saved.fact is not None and saved.record == one.record
    assert len(grid.history(one.record)) > len(grid.history(other.record))


def test_what_decides_is_not_taken_without_what_was_shown(two_phones):
    grid, _ = two_phones
    one = begun(grid, HazardAct)
    with pytest.raises(FangxianError.BadInput) as error:
        grid.say(one.record, None, HazardAct.JUDGE(grade=Grade.MAJOR, clause=None))
    assert error.value.field == "shown" and "哪个版本" in error.value.reason_zh
    grid.say(one.record, None, HazardAct.PROGRESS(text="已通知业主"))


def test_a_record_begins_with_an_act_and_its_fields_and_several_things_are_said_of_it(two_phones):
    grid, _ = two_phones
    here = Position(latitude=31.5, longitude=120.25)
    one = grid.begin(SiteAct.REGISTER(), {"name": "三棵槐加油站"}, position=here)
    assert face(one.view).title == "三棵槐加油站" and grid.site(one.record).face.position == here
    grid.say_all(one.record, None, [SiteAct.PATROL(working=True), SiteAct.PATROL(working=False)])
    assert len(grid.history(one.record)) == 3
    acts = [HazardAct.REPORT(source=HazardSource.PATROL), HazardAct.SUSPECT_MAJOR(clause=None)]
    several = NewRecord(acts=[Ledger.act_of(act) for act in acts], fields={"title": Scalar.TEXT("漏水")})
    assert len(grid.history(grid.begin(several).record)) == 2


def test_an_act_by_its_name_is_the_act_of_its_type_and_what_is_wrong_is_named():
    close = HazardAct.CLOSE(kind=CloseKind.FALSE_ALARM)
    assert act_of_name("hazard", "close", {"kind": "false_alarm"}) == Act.HAZARD(act=close)
    wrong = {
        "kind": ("close", {}),
        "act": ("vanish", {}),
        "basis": ("close", {"kind": "rectified", "basis": "soon"}),
    }
    for part, (name, parts) in wrong.items():
        with pytest.raises(FangxianError.BadInput) as error:
            act_of_name("hazard", name, parts)
        assert error.value.field == part
