"""What people do in scenario files, said through ``begin`` and ``say``."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Callable

from fangxian import (
    AccidentAct,
    Attachment,
    CheckResult,
    CloseKind,
    Figures,
    FiveItem,
    Grade,
    HazardAct,
    HazardSource,
    Ledger,
    ListingLevel,
    NewRecord,
    ObservationDraft,
    OrderMode,
    PlanItem,
    Position,
    RecordId,
    RecordView,
    ReinspectResult,
    Saved,
    Scalar,
    SignMethod,
    SiteAct,
    SiteStatus,
    TrainingAct,
)

if TYPE_CHECKING:
    from player import World

WAN_FEN = 1_000_000


def day(args: dict, name: str) -> "datetime.date | None":
    return datetime.date.fromisoformat(args[name]) if name in args else None


def moment(args: dict, name: str) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(args.get(name, 0) / 1000, datetime.timezone.utc)


def fen(args: dict) -> "int | None":
    return args["yuan"] * 100 if "yuan" in args else None


def photo(caption: str, role: str = "before") -> Attachment:
    return Attachment(bytes=caption.encode(), mime="image/jpeg", role=role)


def begins(world: World, phone: str, args: dict, acts: list, fields: dict, **more: Any) -> Saved:
    home = world.unit(args["village"]) if "village" in args else None
    texts = {name: Scalar.TEXT(args[word]) for name, word in fields.items() if args.get(word)}
    said = [Ledger.act_of(act) for act in acts]
    return world.phones[phone].begin(NewRecord(acts=said, fields=texts, home=home, **more))


def report(world: World, phone: str, _: Any, args: dict) -> Saved:
    acts = [HazardAct.REPORT(source=HazardSource[args.get("source", "patrol").upper()])]
    if args.get("suspect_major"):
        acts.append(HazardAct.SUSPECT_MAJOR(clause=None))
    fields = {name: name for name in ("title", "description", "sector", "place")}
    where = None
    if "lat" in args:
        where = Position(latitude=args["lat"] / 1e7, longitude=args["lon"] / 1e7)
    photos = [photo(args["photo"])] if "photo" in args else []
    return begins(world, phone, args, acts, fields, position=where, attachments=photos)


def open_training(world: World, phone: str, _: Any, args: dict) -> Saved:
    plan = TrainingAct.SCHEDULE(start=moment(args, "from"), end=moment(args, "to"))
    fields = {"title": "title", "place": "place", "topics": "topic"}
    return begins(world, phone, args, [plan], fields)


def register(world: World, phone: str, _: Any, args: dict) -> Saved:
    fields = {name: name for name in ("name", "category", "place")}
    return begins(world, phone, args, [SiteAct.REGISTER()], fields)


def figures(args: dict) -> Figures:
    counts = {name: args.get(name, 0) for name in ("dead", "missing", "serious", "minor")}
    return Figures(**counts, loss_fen=args.get("wan", 0) * WAN_FEN)


def tell(world: World, phone: str, _: Any, args: dict) -> Saved:
    act = AccidentAct.REPORT(occurred=moment(args, "at"), figures=figures(args))
    return begins(world, phone, args, [act], {"title": "title", "category": "category"})


def observe(world: World, phone: str, record: RecordId, args: dict) -> Saved:
    seen = ObservationDraft(
        danger=args["danger"],
        note=args.get("note"),
        photo=photo(args["photo"]) if "photo" in args else None,
    )
    return world.phones[phone].observe(record, seen)


def sign_in(world: World, phone: str, record: RecordId, args: dict) -> Saved:
    method = SignMethod[args.get("method", "dynamic_code").upper()]
    for name in args["who"]:
        who = world.person(name)
        act = TrainingAct.SIGN_IN(attendee=who, method=method, came=moment(args, "at"))
        saved = world.phones[phone].say(record, None, act)
        world.sign_ins[(phone, record, who)] = saved.fact
    return saved


def sign_out(world: World, phone: str, record: RecordId, args: dict) -> Saved:
    signed = [world.sign_ins[(phone, record, world.person(name))] for name in args["who"]]
    left = moment(args, "at")
    acts = [TrainingAct.SIGN_OUT(sign_in=one, left=left) for one in signed]
    return world.phones[phone].say_all(record, None, [Ledger.act_of(act) for act in acts])


def decide_same(world: World, phone: str, record: RecordId, args: dict) -> Saved:
    shown, of = world.shown(phone, record, args), world.records[args["of"]]
    return world.phones[phone].decide_duplicate(record, shown, of, args["same"])


def void(world: World, phone: str, record: RecordId, args: dict) -> Saved:
    view, reason = world.phones[phone].view(record), args.get("reason", "报错了")
    kinds = [
        (RecordView.TRAINING, TrainingAct),
        (RecordView.SITE, SiteAct),
        (RecordView.ACCIDENT, AccidentAct),
    ]
    of = next((act for seen, act in kinds if isinstance(view, seen)), HazardAct)
    shown = world.shown(phone, record, args)
    return world.phones[phone].say(record, shown, of.VOID(reason=reason))


def decline(world: World, phone: str, record: RecordId, args: dict) -> Saved:
    shown, proposal = world.shown(phone, record, args), world.facts[args["of"]]
    reason = args.get("reason", "不采纳")
    return world.phones[phone].decline_proposal(record, shown, proposal, reason)


def settle(world: World, phone: str, record: RecordId, args: dict) -> Saved:
    conflict = world.conflict(phone, record, args)
    return world.phones[phone].settle(record, conflict, Scalar.TEXT(args["value"]))


Verb = Callable[["World", str, Any, dict], Saved]


def says(act: "Callable[[World, dict], Any]") -> Verb:
    """One act, on what is on the screen."""

    def verb(world: World, phone: str, record: RecordId, args: dict) -> Saved:
        return world.phones[phone].say(record, world.shown(phone, record, args), act(world, args))

    return verb


VERBS: "dict[str, Verb]" = {
    "reports": report,
    "observes": observe,
    "suspects": says(lambda _, args: HazardAct.SUSPECT_MAJOR(clause=args.get("clause"))),
    "accepts": says(lambda *_: HazardAct.ACCEPT()),
    "returns": says(lambda _, args: HazardAct.RETURN(reason=args["reason"])),
    "judges": says(
        lambda _, args: HazardAct.JUDGE(
            grade=Grade[args["grade"].upper()], clause=args.get("clause")
        )
    ),
    "orders": says(
        lambda _, args: HazardAct.ORDER(
            mode=OrderMode[args.get("mode", "by_deadline").upper()],
            deadline=day(args, "deadline"),
            doc_no=args.get("doc"),
        )
    ),
    "serves": says(
        lambda world, args: HazardAct.SERVE(
            order=world.facts[args["order"]], refused=args.get("refused", False)
        )
    ),
    "assigns": says(
        lambda world, args: HazardAct.ASSIGN(
            person=world.person(args["person"]) if "person" in args else None,
            unit=args.get("unit"),
        )
    ),
    "implements": says(
        lambda _, args: HazardAct.IMPLEMENT(
            item=FiveItem[args["item"].upper()],
            achieved=args.get("achieved", False),
            content=args.get("content"),
            amount_fen=fen(args),
            due=day(args, "due"),
        )
    ),
    "plans": says(
        lambda _, args: HazardAct.PLAN(item=PlanItem[args["item"].upper()], text=args["text"])
    ),
    "claims": says(
        lambda _, args: HazardAct.CLAIM(measures=args.get("measures", ""), cost_fen=fen(args))
    ),
    "reinspects": says(
        lambda _, args: HazardAct.REINSPECT(
            result=ReinspectResult[args["result"].upper()], opinion=args.get("opinion")
        )
    ),
    "closes": says(
        lambda world, args: HazardAct.CLOSE(
            kind=CloseKind[args.get("kind", "rectified").upper()],
            basis=world.facts[args["basis"]] if "basis" in args else None,
            doc_no=args.get("doc"),
        )
    ),
    "lists": says(
        lambda _, args: HazardAct.LIST(
            level=ListingLevel[args["level"].upper()],
            doc_no=args.get("doc"),
            deadline=day(args, "deadline"),
        )
    ),
    "delists": says(
        lambda world, args: HazardAct.DELIST(
            listing=world.facts[args["listing"]], doc_no=args.get("doc")
        )
    ),
    "progresses": says(lambda _, args: HazardAct.PROGRESS(text=args["text"])),
    "asks_extension": says(
        lambda _, args: HazardAct.ASK_EXTENSION(
            until=day(args, "until"),
            reason=args.get("reason", "等配件"),
            interim_controls=args.get("controls", "拉警戒线"),
        )
    ),
    "grants": says(
        lambda world, args: HazardAct.DECIDE_EXTENSION(
            ask=world.facts[args["ask"]], granted=True, until=day(args, "until")
        )
    ),
    "denies": says(
        lambda world, args: HazardAct.DECIDE_EXTENSION(
            ask=world.facts[args["ask"]], granted=False, until=None
        )
    ),
    "hands_over": says(
        lambda world, args: HazardAct.OFFER_TRANSFER(
            to=world.unit(args["to"]), reason=args.get("reason", "不归本单位管")
        )
    ),
    "takes_over": says(
        lambda world, args: HazardAct.ACCEPT_TRANSFER(offer=world.facts[args["offer"]])
    ),
    "declines": says(
        lambda world, args: HazardAct.REFUSE_TRANSFER(
            offer=world.facts[args["offer"]], reason=args.get("reason", "不归本单位管")
        )
    ),
    "suspects_same": says(
        lambda world, args: HazardAct.SUSPECT_DUPLICATE(
            of=world.records[args["of"]], distance_m=args.get("distance")
        )
    ),
    "decides_same": decide_same,
    "voids": void,
    "declines_proposal": decline,
    "opens": open_training,
    "signs_in": sign_in,
    "signs_out": sign_out,
    "examines": says(
        lambda world, args: TrainingAct.EXAMINE(
            attendee=world.person(args["who"]),
            paper=args.get("paper", "A"),
            score=args.get("score", 0),
            passed=args.get("passed", False),
        )
    ),
    "disputes": says(
        lambda world, args: TrainingAct.DISPUTE_ATTENDANCE(
            attendee=world.person(args["who"]), reason=args.get("reason", "签名不像本人")
        )
    ),
    "decides_attendance": says(
        lambda world, args: TrainingAct.DECIDE_ATTENDANCE(
            attendee=world.person(args["who"]), valid=args["valid"]
        )
    ),
    "declares": says(
        lambda _, args: TrainingAct.DECLARE_HEADCOUNT(
            count=args.get("count", 0), method=args.get("method", "counted")
        )
    ),
    "archives": says(lambda *_: TrainingAct.ARCHIVE()),
    "registers": register,
    "sets_status": says(
        lambda _, args: SiteAct.SET_STATUS(status=SiteStatus[args["status"].upper()])
    ),
    "patrols": says(lambda _, args: SiteAct.PATROL(working=args.get("working", False))),
    "inspects": says(
        lambda _, args: SiteAct.CHECK(
            item=args["item"],
            result=CheckResult[args["result"].upper()],
            template=args.get("template"),
            note=args.get("note"),
        )
    ),
    "tells_of": tell,
    "supplements": says(
        lambda _, args: AccidentAct.SUPPLEMENT(figures=figures(args), doc_no=args.get("doc"))
    ),
    "describes": lambda world, phone, record, args: world.phones[phone].describe(
        record, args["field"], Scalar.TEXT(args["value"])
    ),
    "settles": settle,
    "adds_photo": lambda world, phone, record, args: world.phones[phone].add_evidence(
        record, photo(args["photo"], args.get("role", "before"))
    ),
}
