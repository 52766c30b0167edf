"""Plays scenario files through the skin: who does what offline, and what every phone must show."""

from __future__ import annotations

import asyncio
import csv
import functools
import shutil
from collections import Counter
from pathlib import Path
from typing import Any, Callable

import verbs
from conftest import ONCE, Centre

from fangxian import (
    Conflict,
    FactId,
    FangxianError,
    Grade,
    HazardQuery,
    HazardState,
    HazardView,
    Ledger,
    NetworkPolicy,
    NetworkUse,
    PersonId,
    RecordId,
    RecordView,
    Saved,
    Version,
    face,
)


class Unknown(Exception):
    """This player does not know a word of the scenario."""


class Line(NetworkPolicy):
    """The line of a phone: photos wait while it is metered."""

    def __init__(self) -> None:
        self.metered = False

    def permits(self, purpose: NetworkUse, upload_bytes: int) -> bool:
        return not self.metered or purpose != NetworkUse.ATTACHMENT


class World:
    """Everything in a scenario that has a name."""

    def __init__(self, plan: dict, centre: Centre, tables: Path, folder: Path) -> None:
        self.centre = centre
        self.ids = {person["name"]: PersonId(person["id"]) for person in plan["people"]}
        self.tables = tables
        with open(tables / "units.csv", encoding="utf-8-sig") as rows:
            self.rows = {row["name"]: row for row in csv.DictReader(rows)}
        self.units = {name: row["division"] for name, row in self.rows.items()}
        self.records: "dict[str, RecordId]" = {}
        self.facts: "dict[str, FactId]" = {}
        self.sign_ins: "dict[tuple[str, RecordId, PersonId], FactId]" = {}
        self.screens: "dict[str, tuple[Version, list[Conflict]]]" = {}
        self.offline: "set[str]" = set()
        self.backups: "dict[str, Path]" = {}
        self.folder = folder
        self.folders: "dict[str, Path]" = {}
        self.lines: "dict[str, Line]" = {}
        self.phones: "dict[str, Ledger]" = {}
        for phone in plan["phones"]:
            self.enrol(phone["name"], self.ids[phone["person"]])

    def enrol(self, name: str, person: PersonId) -> None:
        self.folders[name], self.lines[name] = self.folder / f"phone-{len(self.folders)}", Line()
        place, line = self.folders[name], self.lines[name]
        self.phones[name] = self.centre.phone(place, str(person), network=line)

    def start(self, name: str) -> None:
        self.phones[name] = Ledger.open(self.folders[name], network=self.lines[name])

    def person(self, name: str) -> PersonId:
        return self.ids.setdefault(name, PersonId(f"v-{len(self.ids) + 1:04}"))

    def unit(self, name: str) -> str:
        return self.units[name]

    @staticmethod
    def unknown(plan: dict) -> "list[str]":
        """Words of the plan this player does not know."""
        steps = plan["steps"]
        said = {step["verb"] for step in steps if step["does"] != "check"}
        checks = [one for step in steps if step["does"] == "check" for one in step["expect"]]
        expected = {one["of"] for one in [*plan["expect"], *checks]}
        known = {*verbs.VERBS, *EVENTS}
        return sorted(said - known) + sorted(expected & BY_THE_CLOCK)

    @staticmethod
    def is_alone(plan: dict) -> bool:
        """Whether it needs a centre of its own: it looks at all that a phone has, changes units and
        posts, or asks whether a photo is there, which may be that of another scenario."""
        checks = [one for step in plan["steps"] if step["does"] == "check" for one in step["expect"]]
        looks = [*plan["expect"], *checks]
        changes = any(step.get("verb") in (*TABLES, "metered") for step in plan["steps"])
        return changes or any(not one["record"] or one["of"] == "near" for one in looks)

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
        else:
            everyone = step["phones"] == ["everyone"]
            names = list(self.phones) if everyone else step["phones"]
            EVENTS[step["verb"]](self, names, step["args"], everyone)

    def sync(self, names: "list[str]", _: dict, everyone: bool) -> None:
        for name in names * 2 if everyone else names:
            if name in self.offline:
                continue
            outcome = asyncio.run(self.phones[name].sync(ONCE)).outcome
            # A revoked phone keeps what it has; the scenario looks at what that leads to.
            refused = outcome.is_stopped() and outcome.why.is_refused()
            assert outcome.is_up_to_date() or refused, f"{name}: {outcome}"

    def act(self, step: dict) -> None:
        verb, args, name = step["verb"], step["args"], step["phones"][0]
        ledger = self.phones[name]
        record = self.records.get(step["record"])
        if verb == "reads":
            shown = face(ledger.view(record))
            self.screens[args["as"]] = (shown.version, shown.conflicts)
            return
        fails = args.get("fails")
        try:
            saved: Saved = verbs.VERBS[verb](self, name, record, args)
        except FangxianError as error:
            refusal = REFUSALS.get(type(error).__name__, ())
            assert fails in refusal, error
            return
        assert fails is None, f"was taken, but should fail: {fails}"
        if "as" in args:
            if record is None:
                self.records[args["as"]] = saved.record
            elif saved.fact:
                self.facts[args["as"]] = saved.fact
        assert bool(saved.needs) == (args.get("proposal") == "yes"), f"needs {saved.needs}"

    def shown(self, phone: str, record: RecordId, args: dict) -> Version:
        name = args.get("seeing")
        return self.screens[name][0] if name else face(self.phones[phone].view(record)).version

    def conflict(self, phone: str, record: RecordId, args: dict) -> Conflict:
        name = args.get("seeing")
        conflicts = self.screens[name][1] if name else self.phones[phone].conflicts(record)
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
        if phone not in self.phones:
            raise Unknown(phone)
        ledger = self.phones[phone]
        if not record:
            return self.whole(ledger)
        record_id = self.records[record]
        try:
            view = ledger.view(record_id)
        except FangxianError.NotFound:
            return {"here": False}
        shown = {"here": True, **self.common(view)}
        if isinstance(view, RecordView.HAZARD):
            shown.update(self.hazard(view.hazard))
            near = ledger.likely_duplicates(record_id)
            shown["near"] = [self.record_name(one.record) for one in near]
        elif isinstance(view, RecordView.TRAINING):
            shown.update(self.training(view.training))
        elif isinstance(view, RecordView.SITE):
            shown.update(self.site(view.site))
        elif isinstance(view, RecordView.ACCIDENT):
            shown.update(self.accident(view.accident))
        evidence = ledger.evidence(record_id)
        shown["history"] = [step.zh for step in ledger.history(record_id)]
        shown["explained"] = ledger.explain(record_id).zh
        shown["place"] = word(ledger.place(record_id))
        shown["evidence"] = len(evidence)
        shown["photos_waiting"] = sum(not one.arrived for one in evidence)
        return shown

    def whole(self, ledger: Ledger) -> "dict[str, Any]":
        def count(open: "bool | None") -> int:
            every = ledger.count_hazards(HazardQuery(open=open))
            void = HazardQuery(open=open, states=[HazardState.VOID])
            return every - ledger.count_hazards(void)

        outbox = ledger.outbox()
        return {
            "hazards": count(None),
            "open_hazards": count(True),
            "waiting": outbox.only_here + outbox.sent,
            "refused": outbox.quarantined,
            "unverified": outbox.unverified,
        }

    def name(self, person: object) -> str:
        known = {str(one): name for name, one in self.ids.items()}
        return known.get(str(person), str(person))

    def record_name(self, record: RecordId) -> str:
        known = {str(one): name for name, one in self.records.items()}
        return known.get(str(record), str(record))

    def unit_name(self, division: object) -> str:
        known = {code: name for name, code in reversed(self.units.items())}
        return known.get(str(division), str(division))

    def common(self, view: RecordView) -> "dict[str, Any]":
        shown = face(view)
        return {
            "title": shown.title,
            "place_text": shown.place,
            "flags": [word(flag) for flag in shown.flags],
            "notices": dict(Counter(word(notice.kind) for notice in shown.notices)),
            "notice_texts": [notice.zh for notice in shown.notices],
            "conflicts": {
                one.field: [value.value[0] for value in one.values] for one in shown.conflicts
            },
            "conflict_authors": {
                one.field: [self.name(value.author.person) for value in one.values if value.author]
                for one in shown.conflicts
            },
            "proposals": len(shown.proposals),
            "proposals_by": [self.name(one.by) for one in shown.proposals],
            "unverified_by": [self.name(one.by) for one in shown.proposals if one.unverified],
            "proposal_needs": sorted({word(role) for one in shown.proposals for role in one.needs}),
            "people": [self.name(person) for person in shown.people],
        }

    def hazard(self, view: HazardView) -> "dict[str, Any]":
        deadline = view.deadline
        five = {word(one.item): one for one in view.five}
        responsible = [self.name(one.person) if one.person else one.unit for one in view.responsible]
        return {
            "description": view.face.text("description"),
            "sector": view.face.text("sector"),
            "state": word(view.state),
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
            "responsible": responsible,
            "owners": [self.unit_name(one) for one in view.owners],
            "listings": [word(one.level) for one in view.listings],
            "transfers": {self.unit_name(one.to): word(one.state) for one in view.transfers},
            "five": {item: one.achieved for item, one in five.items()},
            "five_yuan": {
                item: one.amount_fen // 100 for item, one in five.items() if one.amount_fen is not None
            },
            "five_amounts": {
                item: [amount.fen // 100 for amount in one.amounts_fen]
                for item, one in five.items()
            },
            "rounds": len(view.rounds),
            "dangers": len(view.dangers),
            "closed_as": view.closed and word(view.closed.kind),
            "same_as": [self.record_name(one) for one in view.same_as],
            "maybe_same_as": [self.record_name(one) for one in view.maybe_same_as],
        }

    def training(self, view: Any) -> "dict[str, Any]":
        came = view.attendance
        return {
            "state": word(view.state),
            "attendance": len(came),
            "attendees": [self.name(one.attendee) for one in came],
            "minutes": {self.name(one.attendee): one.minutes for one in came},
            "person_minutes": view.person_minutes,
            "disputed": [self.name(one.attendee) for one in came if one.disputed],
            "rejected": [self.name(one.attendee) for one in came if one.rejected],
            "exams": len(view.exams),
            "passed": sorted({self.name(one.attendee) for one in view.exams if one.passed}),
            "headcounts": [one.count for one in view.headcounts],
        }

    def site(self, view: Any) -> "dict[str, Any]":
        return {
            "state": "void" if view.void else "open",
            "status": word(view.status),
            "working_while_closed": view.working_while_closed,
            "checks": {one.item: word(one.result) for one in view.checks},
            "templates": {one.item: one.template for one in view.checks if one.template},
        }

    def accident(self, view: Any) -> "dict[str, Any]":
        return {
            "state": word(view.state),
            "dead": view.figures.dead,
            "official_dead": view.official and view.official.figures.dead,
            "no_official": view.official is None,
            "all_dead": [one.figures.dead for one in view.statements],
            "level": word(view.level),
        }


def word(value: Any) -> Any:
    """A word of the vocabulary as files write it."""
    return None if value is None else value.name.lower()


def restart(world: World, names: "list[str]", _: dict, __: bool) -> None:
    for name in names:
        world.phones[name].close()
        world.start(name)


def copied(world: World, name: str, into: Path) -> None:
    """Copies the folder of a phone that is off meanwhile."""
    world.phones[name].close()
    shutil.copytree(world.folders[name], into)
    world.start(name)


def back_up(world: World, names: "list[str]", args: dict, _: bool) -> None:
    world.backups[args["as"]] = world.folder / f"backup-{len(world.backups)}"
    copied(world, names[0], world.backups[args["as"]])


def restore(world: World, names: "list[str]", args: dict, _: bool) -> None:
    folder = world.folders[names[0]]
    world.phones[names[0]].close()
    shutil.rmtree(folder)
    shutil.copytree(world.backups[args["backup"]], folder)
    world.start(names[0])


def copy_to(world: World, names: "list[str]", args: dict, _: bool) -> None:
    name = args["phone"]
    world.folders[name], world.lines[name] = world.folder / f"phone-{len(world.folders)}", Line()
    copied(world, names[0], world.folders[name])
    world.start(name)


def revoke(world: World, _: "list[str]", args: dict, __: bool) -> None:
    device = world.phones[args["phone"]].me().device
    world.centre.admin("revoke", "--device", str(device))


def enrol(world: World, names: "list[str]", args: dict, _: bool) -> None:
    world.enrol(args["phone"], world.phones[names[0]].me().person)


def enrol_again(world: World, names: "list[str]", _: dict, __: bool) -> None:
    for name in names:
        ledger = world.phones[name]
        asyncio.run(ledger.enrol(world.centre.url, world.centre.code(str(ledger.me().person))))


def imports(world: World, table: str, rows: "list[dict]") -> None:
    file = world.folder / f"{table}.csv"
    with open(file, "w", newline="") as into:
        writer = csv.DictWriter(into, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    world.centre.admin("import", f"--{table}", str(file))


def scope(division: str) -> str:
    """The digits of a unit that those below it share."""
    for digits, rest in ((4, 8), (6, 6), (9, 3)):
        if division.endswith("0" * rest):
            return division[:digits]
    return division


def post(world: World, _: "list[str]", args: dict, __: bool, what: str) -> None:
    """A person's posts end, or they get one beside or in place of those they have."""
    person = str(world.person(args["person"]))
    with open(world.tables / "posts.csv", encoding="utf-8-sig") as table:
        held = [row for row in csv.DictReader(table) if row["person"] == person]
    ends = {"end_post": args.get("role"), "move_post": None}
    ended = [row for row in held if what in ends and ends[what] in (None, row["role"])]
    rows = [{**row, "ended": "是"} for row in ended]
    if what != "end_post":
        place = scope(world.unit(args["unit"]))
        new = {"person": person, "role": args["role"], "scope": place}
        rows = [row for row in rows if {**row, **new} != row]
        rows.append({**new, "ended": ""})
    imports(world, "posts", rows)


def reorganise(world: World, _: "list[str]", args: dict, __: bool) -> None:
    later = {"replaces": world.unit(args["old"]), "from": args["from"]}
    imports(world, "units", [{**world.rows[name], **later} for name in args["into"]])


def meter(is_metered: bool) -> "Callable[..., None]":
    def event(world: World, names: "list[str]", *_: Any) -> None:
        for name in names:
            world.lines[name].metered = is_metered

    return event


# What changes units and posts at the centre.
TABLES: "dict[str, Callable[..., Any]]" = {
    "reorganise": reorganise,
    "end_post": functools.partial(post, what="end_post"),
    "give_post": functools.partial(post, what="give_post"),
    "move_post": functools.partial(post, what="move_post"),
}

# What happens to phones, and looking at them.
EVENTS: "dict[str, Callable[[World, list[str], dict, bool], Any]]" = {
    "syncs": World.sync,
    "offline": lambda world, names, *_: world.offline.update(names),
    "online": lambda world, names, *_: world.offline.difference_update(names),
    "restarts": restart,
    "backs_up": back_up,
    "restores": restore,
    "copied_to": copy_to,
    "revoke": revoke,
    "enrols": enrol,
    "enrols_again": enrol_again,
    "metered": meter(True),
    "wifi": meter(False),
    "reads": World.act,
    **TABLES,
}

# What depends on the day on which it is looked at: only the engine's own player sets clocks.
BY_THE_CLOCK = {"overdue_days", "quarantined"}

REFUSALS = {
    "Changed": ("changed",),
    "OutOfScope": ("out_of_scope",),
    "BadInput": ("bad_input", "bad_field"),
    "NotFound": ("not_found",),
    "NotEnrolled": ("not_enrolled",),
}


def items(value: Any) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def same(wanted: Any, there: Any) -> bool:
    return wanted == there or (there is None and wanted == "none")


def counts(wanted: dict, there: dict) -> bool:
    return all(there.get(key, 0) == value for key, value in wanted.items())


def same_sets(wanted: dict, there: dict) -> bool:
    return wanted.keys() == there.keys() and all(
        sorted(items(wanted[key])) == sorted(there[key]) for key in wanted
    )


RULES: "dict[str, Callable[[Any, Any], bool]]" = {
    "same": same,
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
