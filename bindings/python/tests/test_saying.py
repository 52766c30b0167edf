"""Every act of every kind is said through the skin."""

from __future__ import annotations

import datetime
import inspect
from typing import Any

import pytest

from fangxian import (
    AccidentAct,
    Act,
    CheckResult,
    CloseKind,
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
    RecordId,
    ReinspectResult,
    Saved,
    Scalar,
    SignMethod,
    SiteAct,
    SiteStatus,
    TrainingAct,
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
    fields = {title: Scalar.TEXT("三棵槐加油站")}
    return ledger.begin(NewRecord(acts=[Ledger.act_of(act)], fields=fields))


def test_there_is_something_to_begin_every_kind_with():
    kinds = [one for one in vars(Act).values() if isinstance(one, type) and issubclass(one, Act)]
    assert len([one for one in kinds if one is not Act]) == len(BEGIN)


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
