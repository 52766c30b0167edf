"""What people do in scenario files, carried out as plans tell it: whatever the kind of record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from fangxian import (
    Act,
    Attachment,
    Ledger,
    NewRecord,
    ObservationDraft,
    Position,
    RecordId,
    Saved,
    Scalar,
    Version,
    act_of_name,
    face,
)

if TYPE_CHECKING:
    from player import World


def photo(caption: str, role: str = "before") -> Attachment:
    return Attachment(bytes=caption.encode(), mime="image/jpeg", role=role)


class Deed:
    """Someone doing something to a record."""

    def __init__(self, world: World, step: dict) -> None:
        self.world, self.step, self.args = world, step, step["args"]
        self.phone = step["phones"][0]
        self.ledger: Ledger = world.phones[self.phone]
        self.record: "RecordId | None" = world.records.get(step["record"])

    def shown(self) -> Version:
        """What was on the screen: now, or at the step that ``seeing`` names."""
        if "seeing" in self.args:
            return self.world.screens[self.args["seeing"]][0]
        return face(self.ledger.view(self.record)).version

    def acts(self) -> "list[Act]":
        return [self.act(one) for one in self.step["acts"]]

    def act(self, act: dict) -> Act:
        kind = act["kind"] or str(face(self.ledger.view(self.record)).kind)
        props = {name: self.part(part) for name, part in act["props"].items()}
        return act_of_name(kind, act["name"], props)

    def part(self, part: dict) -> Any:
        ((what, value),) = part.items()
        world = self.world
        stand_for: "dict[str, Callable[[str], Any]]" = {
            "person": world.person,
            "unit": world.unit,
            "record": lambda name: world.records[name],
            "fact": lambda name: world.facts[name],
            "sign_in": lambda name: world.sign_ins[(self.phone, self.record, world.person(name))],
        }
        return stand_for[what](value) if what in stand_for else value


def begin(deed: Deed) -> Saved:
    begins = deed.step["begins"]
    where = begins["position"] and [degrees / 1e7 for degrees in begins["position"]]
    return deed.ledger.begin(
        NewRecord(
            acts=deed.acts(),
            fields={name: Scalar.TEXT(text) for name, text in begins["fields"].items()},
            home=begins["home"] and deed.world.unit(begins["home"]),
            position=where and Position(latitude=where[0], longitude=where[1]),
            attachments=[photo(caption) for caption in begins["photos"]],
        )
    )


def say_all(deed: Deed) -> Saved:
    return deed.ledger.say_all(deed.record, deed.shown(), deed.acts())


def say_each(deed: Deed) -> Saved:
    for one in deed.step["acts"]:
        saved = deed.ledger.say(deed.record, None, deed.act(one))
        for part in one["props"].values():
            if "person" in part:
                whose = (deed.phone, deed.record, deed.world.person(part["person"]))
                deed.world.sign_ins[whose] = saved.fact
    return saved


def observe(deed: Deed) -> Saved:
    args = deed.args
    shows = photo(args["photo"]) if "photo" in args else None
    seen = ObservationDraft(danger=args["danger"], note=args.get("note"), photo=shows)
    return deed.ledger.observe(deed.record, seen)


def decide_same(deed: Deed) -> Saved:
    of = deed.world.records[deed.args["of"]]
    return deed.ledger.decide_duplicate(deed.record, deed.shown(), of, deed.args["same"])


def decline_proposal(deed: Deed) -> Saved:
    proposal, reason = deed.world.facts[deed.args["of"]], deed.args.get("reason", "不采纳")
    return deed.ledger.decline_proposal(deed.record, deed.shown(), proposal, reason)


def describe(deed: Deed) -> Saved:
    field, value = deed.args["field"], Scalar.TEXT(deed.args["value"])
    return deed.ledger.describe(deed.record, field, value)


def settle(deed: Deed) -> Saved:
    field, seeing = deed.args["field"], deed.args.get("seeing")
    said = deed.world.screens[seeing][1] if seeing else deed.ledger.conflicts(deed.record)
    shown = next(one for one in said if one.field == field)
    return deed.ledger.settle(deed.record, shown, Scalar.TEXT(deed.args["value"]))


def add_photo(deed: Deed) -> Saved:
    shows = photo(deed.args["photo"], deed.args.get("role", "before"))
    return deed.ledger.add_evidence(deed.record, shows)


HOW: "dict[str, Callable[[Deed], Saved]]" = {
    "begin": begin,
    "say": say_all,
    "say_all": say_all,
    "say_each": say_each,
    "observe": observe,
    "decide_same": decide_same,
    "decline_proposal": decline_proposal,
    "describe": describe,
    "settle": settle,
    "add_photo": add_photo,
}
