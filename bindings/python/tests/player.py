"""Plays scenario files through the skin: who does what offline, and what every phone must show."""

from __future__ import annotations

import asyncio
import datetime
from collections import Counter
from pathlib import Path
from typing import Any, Callable

from conftest import ONCE, Centre

from fangxian import (
    Attachment,
    CloseDraft,
    CloseKind,
    Conflict,
    FangxianError,
    Grade,
    HazardDraft,
    HazardQuery,
    HazardView,
    Ledger,
    ObservationDraft,
    OrderDraft,
    OrderMode,
    RecordId,
    RecordView,
    ReinspectResult,
    Saved,
    Scalar,
    Version,
)


class Unknown(Exception):
    """This player does not know a word of the scenario."""


class World:
    """Everything in a scenario that has a name."""

    def __init__(self, plan: dict, centre: Centre, folder: Path) -> None:
        self.people = {person["id"]: person["name"] for person in plan["people"]}
        ids = {person["name"]: person["id"] for person in plan["people"]}
        self.records: "dict[str, RecordId]" = {}
        self.screens: "dict[str, tuple[Version, list[Conflict]]]" = {}
        self.offline: "set[str]" = set()
        self.phones: "dict[str, Ledger]" = {}
        for n, phone in enumerate(plan["phones"]):
            person = ids[phone["person"]]
            self.phones[phone["name"]] = centre.phone(folder / f"phone-{n}", person)

    @staticmethod
    def unknown(plan: dict) -> "list[str]":
        """Verbs of the plan this player does not know."""
        verbs = {step["verb"] for step in plan["steps"]}
        return sorted(verb for verb in verbs if verb not in VERBS and verb not in EVENTS)

    def play(self, plan: dict) -> None:
        for step in plan["steps"]:
            try:
                self.step(step)
            except (AssertionError, FangxianError) as error:
                raise AssertionError(f"line {step['line']}, {step['said']}: {error}") from error
        self.expect(plan["expect"])

    def close(self) -> None:
        for phone in self.phones.values():
            phone.close()

    def step(self, step: dict) -> None:
        if step["does"] == "check":
            self.expect(step["expect"])
        elif step["does"] == "act":
            self.act(step)
        elif step["verb"] == "syncs":
            everyone = step["phones"] == ["everyone"]
            names = list(self.phones) * 2 if everyone else step["phones"]
            for name in names:
                self.sync(name)
        elif step["verb"] == "offline":
            self.offline.update(step["phones"])
        elif step["verb"] == "online":
            self.offline.difference_update(step["phones"])
        else:
            raise Unknown(step["verb"])

    def sync(self, name: str) -> None:
        if name not in self.offline:
            report = asyncio.run(self.phones[name].sync(ONCE))
            assert report.outcome.is_up_to_date(), f"{name}: {report}"

    def act(self, step: dict) -> None:
        verb, args = step["verb"], step["args"]
        ledger = self.phones[step["phones"][0]]
        record = self.records.get(step["record"])
        if verb == "reads":
            view = ledger.hazard(record)
            self.screens[args["as"]] = (view.face.version, view.face.conflicts)
            return
        if verb not in VERBS:
            raise Unknown(verb)
        fails = args.get("fails")
        try:
            saved = VERBS[verb](self, ledger, record, args)
        except FangxianError as error:
            assert REFUSALS.get(type(error).__name__) == fails, error
            return
        assert fails is None, f"was taken, but should fail: {fails}"
        if record is None:
            self.records[args["as"]] = saved.record
        assert bool(saved.needs) == (args.get("proposal") == "yes"), f"needs {saved.needs}"

    def shown(self, ledger: Ledger, record: RecordId, args: dict) -> Version:
        name = args.get("seeing")
        return self.screens[name][0] if name else ledger.hazard(record).face.version

    def conflict(self, ledger: Ledger, record: RecordId, args: dict) -> Conflict:
        name = args.get("seeing")
        conflicts = self.screens[name][1] if name else ledger.conflicts(record)
        return next(one for one in conflicts if one.field == args["field"])

    def expect(self, expected: "list[dict]") -> None:
        for one in expected:
            names = list(self.phones) if one["phone"] == "everyone" else [one["phone"]]
            for name in names:
                shown = self.screen(name, one["record"])
                missing = shown.get("here") is False and one["of"] != "here"
                assert not missing, f"line {one['line']}, {name} · {one['record']}: not here"
                if one["of"] not in shown:
                    raise Unknown(one["word"])
                there = shown[one["of"]]
                assert RULES[one["rule"]](one["value"], there), (
                    f"line {one['line']}, {name} · {one['record']} · {one['word']}: "
                    f"expected {one['value']}, shown {there}"
                )

    def screen(self, phone: str, record: str) -> "dict[str, Any]":
        if phone not in self.phones or not record:
            raise Unknown(phone)
        ledger, record_id = self.phones[phone], self.records[record]
        try:
            view = ledger.view(record_id)
        except FangxianError as error:
            if REFUSALS.get(type(error).__name__) != "not_found":
                raise
            return {"here": False}
        if not isinstance(view, RecordView.HAZARD):
            raise Unknown("a record that is no hazard")
        shown = self.hazard(view.hazard)
        shown["here"] = True
        shown["history"] = [step.zh for step in ledger.history(record_id)]
        shown["place"] = word(ledger.place(record_id))
        shown["evidence"] = len(ledger.evidence(record_id))
        return shown

    def hazard(self, view: HazardView) -> "dict[str, Any]":
        def name(person: object) -> str:
            return self.people.get(str(person), str(person))

        said = {
            one.field: [value.value[0] for value in one.values] for one in view.face.conflicts
        }
        authors = {
            one.field: [name(value.author.person) for value in one.values if value.author]
            for one in view.face.conflicts
        }
        deadline = view.deadline
        return {
            "state": word(view.state),
            "flags": [word(flag) for flag in view.face.flags],
            "notices": dict(Counter(word(notice.kind) for notice in view.face.notices)),
            "notice_texts": [notice.zh for notice in view.face.notices],
            "next_by": [word(role) for role in view.next.who],
            "next_text": view.next.zh,
            "grade": word(view.grade.judged),
            "major": view.grade.suspected_major or view.grade.judged == Grade.MAJOR,
            "suspected": view.grade.suspected_major,
            "grade_why": view.grade.why.zh,
            "mode": word(view.mode),
            "deadline": deadline and deadline.day.isoformat(),
            "other_deadlines": [one.day.isoformat() for one in deadline.others] if deadline else [],
            "deadline_why": deadline and deadline.why.zh,
            "rounds": len(view.rounds),
            "dangers": len(view.dangers),
            "closed_as": view.closed and word(view.closed.kind),
            "proposals": len(view.face.proposals),
            "proposals_by": [name(one.by) for one in view.face.proposals],
            "proposal_needs": sorted({word(role) for one in view.face.proposals for role in one.needs}),
            "conflicts": said,
            "conflict_authors": authors,
            "title": view.face.title,
            "description": view.face.text("description"),
            "sector": view.face.text("sector"),
            "place_text": view.face.place,
            "people": [name(person) for person in view.face.people],
        }


def word(value: Any) -> Any:
    """A word of the vocabulary as files write it."""
    return None if value is None else value.name.lower()


def day(args: dict, name: str) -> "datetime.date | None":
    return datetime.date.fromisoformat(args[name]) if name in args else None


def photo(caption: str, role: str = "before") -> Attachment:
    return Attachment(bytes=caption.encode(), mime="image/jpeg", role=role)


def report(world: World, ledger: Ledger, _: Any, args: dict) -> Saved:
    if "village" in args or "lat" in args or "source" in args:
        raise Unknown("reports with more")
    return ledger.report_hazard(
        HazardDraft(
            title=args["title"],
            description=args.get("description", ""),
            sector=args.get("sector", ""),
            place=args.get("place", ""),
            suspect_major=args.get("suspect_major", False),
            attachments=[photo(args["photo"])] if "photo" in args else [],
        )
    )


def observe(world: World, ledger: Ledger, record: RecordId, args: dict) -> Saved:
    seen = ObservationDraft(
        danger=args["danger"],
        note=args.get("note"),
        photo=photo(args["photo"]) if "photo" in args else None,
    )
    return ledger.observe(record, seen)


def order(world: World, ledger: Ledger, record: RecordId, args: dict) -> Saved:
    mode = OrderMode[args.get("mode", "by_deadline").upper()]
    draft = OrderDraft(mode=mode, deadline=day(args, "deadline"), doc_no=args.get("doc"))
    return ledger.order(record, world.shown(ledger, record, args), draft)


def close(world: World, ledger: Ledger, record: RecordId, args: dict) -> Saved:
    if "basis" in args:
        raise Unknown("closes with a basis")
    kind = CloseKind[args.get("kind", "rectified").upper()]
    draft = CloseDraft(kind=kind, doc_no=args.get("doc"))
    return ledger.close_hazard(record, world.shown(ledger, record, args), draft)


VERBS: "dict[str, Callable[[World, Ledger, Any, dict], Saved]]" = {
    "reports": report,
    "observes": observe,
    "suspects": lambda _, ledger, record, args: ledger.suspect_major(record, args.get("clause")),
    "accepts": lambda _, ledger, record, args: ledger.accept(record),
    "returns": lambda _, ledger, record, args: ledger.return_for_more(record, args["reason"]),
    "judges": lambda world, ledger, record, args: ledger.judge(
        record,
        world.shown(ledger, record, args),
        Grade[args["grade"].upper()],
        args.get("clause"),
    ),
    "orders": order,
    "claims": lambda _, ledger, record, args: ledger.claim(
        record, args.get("measures", ""), args["yuan"] * 100 if "yuan" in args else None
    ),
    "reinspects": lambda world, ledger, record, args: ledger.reinspect(
        record,
        world.shown(ledger, record, args),
        ReinspectResult[args["result"].upper()],
        args.get("opinion"),
    ),
    "closes": close,
    "progresses": lambda _, ledger, record, args: ledger.report_progress(record, args["text"]),
    "voids": lambda world, ledger, record, args: ledger.void_hazard(
        record, world.shown(ledger, record, args), args.get("reason", "报错了")
    ),
    "describes": lambda _, ledger, record, args: ledger.describe(
        record, args["field"], Scalar.TEXT(args["value"])
    ),
    "settles": lambda world, ledger, record, args: ledger.settle(
        record, world.conflict(ledger, record, args), Scalar.TEXT(args["value"])
    ),
    "adds_photo": lambda _, ledger, record, args: ledger.add_evidence(
        record, photo(args["photo"], args.get("role", "before"))
    ),
}

# What happens to phones, and looking at them.
EVENTS = ("syncs", "offline", "online", "reads", "check")

REFUSALS = {
    "Changed": "changed",
    "OutOfScope": "out_of_scope",
    "BadInput": "bad_input",
    "NotFound": "not_found",
    "NotEnrolled": "not_enrolled",
}


def items(value: Any) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def counts(wanted: dict, there: dict) -> bool:
    return all(there.get(key, 0) == value for key, value in wanted.items())


def same_sets(wanted: dict, there: dict) -> bool:
    return wanted.keys() == there.keys() and all(
        sorted(items(wanted[key])) == sorted(there[key]) for key in wanted
    )


RULES: "dict[str, Callable[[Any, Any], bool]]" = {
    "same": lambda wanted, there: wanted == there or (there is None and wanted == "none"),
    "not": lambda wanted, there: there is not None and wanted != there,
    "same_set": lambda wanted, there: sorted(items(wanted)) == sorted(items(there)),
    "same_list": lambda wanted, there: items(wanted) == items(there),
    "same_sets": same_sets,
    "includes": lambda wanted, there: set(items(wanted)) <= set(there),
    "excludes": lambda wanted, there: not set(items(wanted)) & set(there),
    "counts": counts,
    "lacks": lambda wanted, there: there is not None
    and not any(part in text for text in items(there) for part in items(wanted)),
    "says": lambda wanted, there: all(
        any(part in text for text in items(there)) for part in items(wanted)
    ),
}
