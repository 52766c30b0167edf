"""What happens to phones, to lines, and to units and posts at the centre."""

from __future__ import annotations

import asyncio
import csv
import datetime
import functools
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

from fangxian import HostClock, NetworkPolicy, NetworkUse
from fangxian.ids import moment

if TYPE_CHECKING:
    from player import World


class Line(NetworkPolicy):
    """The line of a phone: photos wait while it is metered."""

    def __init__(self) -> None:
        self.metered = False

    def permits(self, purpose: NetworkUse, upload_bytes: int) -> bool:
        return not self.metered or purpose != NetworkUse.ATTACHMENT


class Clock(HostClock):
    """The clock of a phone, right or wrong."""

    def __init__(self, world: World) -> None:
        self.world, self.wrong_ms = world, 0

    def now(self) -> datetime.datetime:
        return moment(self.world.now_ms + self.wrong_ms)


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
    world.new_phone(name)
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
    for name in args["into"]:
        world.replaced.setdefault(name, []).append(world.unit(args["old"]))
    imports(
        world,
        "units",
        [
            {**world.rows[name], "replaces": " ".join(world.replaced[name]), "from": args["from"]}
            for name in args["into"]
        ],
    )


def meter(is_metered: bool) -> "Callable[..., None]":
    def event(world: World, names: "list[str]", *_: Any) -> None:
        for name in names:
            world.lines[name].metered = is_metered

    return event


def long(args: dict) -> int:
    hours = args.get("days", 0) * 24 + args.get("hours", 0)
    return (hours * 60 + args.get("minutes", 0)) * 60_000


def wait(world: World, _: "list[str]", args: dict, __: bool) -> None:
    world.pass_time(long(args))


def set_centre_clock(world: World, _: "list[str]", args: dict, __: bool) -> None:
    world.centre_wrong_ms = long(args)
    world.pass_time(0)


def set_clock(world: World, names: "list[str]", args: dict, __: bool) -> None:
    for name in names:
        world.clocks[name].wrong_ms = long(args)


# What sets clocks.
CLOCKS: "dict[str, Callable[..., Any]]" = {
    "wait": wait,
    "centre_clock": set_centre_clock,
    "sets_clock": set_clock,
}

# What changes units and posts at the centre.
TABLES: "dict[str, Callable[..., Any]]" = {
    "reorganise": reorganise,
    "end_post": functools.partial(post, what="end_post"),
    "give_post": functools.partial(post, what="give_post"),
    "move_post": functools.partial(post, what="move_post"),
}

# What happens to phones, and looking at them.
EVENTS: "dict[str, Callable[[World, list[str], dict, bool], Any]]" = {
    "syncs": lambda world, *what: world.sync(*what),
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
    **CLOCKS,
    **TABLES,
}
