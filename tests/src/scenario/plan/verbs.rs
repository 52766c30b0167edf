//! Every verb there is.

use super::shape::Shape::{Day, Moment, Number, OneOf, Text, Texts, YesNo};
use super::verb::{On, Verb, may, need};
use super::words::{
    CLOSES, COUNTED, FIVE, GRADES, LEVELS, METHODS, MODES, PLAN, RESULTS, SOURCES, STATUSES,
};

/// The verb of this name.
pub fn verb(word: &str) -> Option<&'static Verb> {
    VERBS.iter().find(|verb| verb.word == word)
}

/// Every verb, in the order of the documentation.
pub const VERBS: &[Verb] = &[
    Verb { word: "reports", on: On::New, args: &[need("as", Text), need("title", Text), may("description", Text), may("sector", Text), may("place", Text), may("lat", Number), may("lon", Number), may("village", Text), may("source", OneOf(SOURCES)), may("suspect_major", YesNo), may("photo", Text)], zh: "上报一条隐患,`as` 给它起个名字", en: "reports a hazard; `as` names it" },
    Verb { word: "observes", on: On::Record, args: &[need("danger", YesNo), may("note", Text), may("photo", Text)], zh: "再看一眼:仍危险,或已消除", en: "looks again: still dangerous, or gone" },
    Verb { word: "suspects", on: On::Record, args: &[may("clause", Text)], zh: "认为可能是重大隐患(疑似)", en: "suspects it is a major hazard" },
    Verb { word: "accepts", on: On::Record, args: &[], zh: "受理", en: "takes it on" },
    Verb { word: "returns", on: On::Record, args: &[need("reason", Text)], zh: "退回补充", en: "asks the reporter for more" },
    Verb { word: "judges", on: On::Record, args: &[need("grade", OneOf(GRADES)), may("clause", Text)], zh: "判定等级", en: "judges the grade" },
    Verb { word: "orders", on: On::Record, args: &[may("mode", OneOf(MODES)), may("deadline", Day), may("doc", Text)], zh: "责令整改;不写方式就是限期", en: "orders rectification; by a deadline unless said otherwise" },
    Verb { word: "serves", on: On::Record, args: &[need("order", Text), may("refused", YesNo)], zh: "送达(或对方拒签)", en: "serves an order, or notes that signing was refused" },
    Verb { word: "assigns", on: On::Record, args: &[may("person", Text), may("unit", Text)], zh: "指定责任人或责任单位", en: "says who must put it right" },
    Verb { word: "implements", on: On::Record, args: &[need("item", OneOf(FIVE)), need("achieved", YesNo), may("content", Text), may("yuan", Number), may("due", Day)], zh: "五落实的一项:已到位或未到位", en: "states one of the five implementations" },
    Verb { word: "plans", on: On::Record, args: &[need("item", OneOf(PLAN)), need("text", Text)], zh: "写治理方案的一项", en: "writes one item of the plan" },
    Verb { word: "claims", on: On::Record, args: &[may("measures", Text), may("yuan", Number)], zh: "申报整改完成(还要复查)", en: "claims the work is done" },
    Verb { word: "reinspects", on: On::Record, args: &[need("result", OneOf(RESULTS)), may("opinion", Text)], zh: "复查:改好、部分、没改好", en: "reinspects" },
    Verb { word: "closes", on: On::Record, args: &[may("kind", OneOf(CLOSES)), may("basis", Text), may("doc", Text)], zh: "办结(销号);不写原因就是改好了", en: "closes it; as rectified unless said otherwise" },
    Verb { word: "lists", on: On::Record, args: &[need("level", OneOf(LEVELS)), may("doc", Text), may("deadline", Day)], zh: "挂牌督办", en: "puts it under supervision" },
    Verb { word: "delists", on: On::Record, args: &[need("listing", Text), may("doc", Text)], zh: "摘牌;`listing` 是挂牌那一步的名字", en: "ends a supervision; `listing` names the step that began it" },
    Verb { word: "progresses", on: On::Record, args: &[need("text", Text)], zh: "写督办进展", en: "says how the work stands" },
    Verb { word: "asks_extension", on: On::Record, args: &[need("until", Day), may("reason", Text), may("controls", Text)], zh: "申请延期", en: "asks for more time" },
    Verb { word: "grants", on: On::Record, args: &[need("ask", Text), may("until", Day)], zh: "批准延期;`ask` 是申请那一步的名字", en: "grants more time; `ask` names the step that asked" },
    Verb { word: "denies", on: On::Record, args: &[need("ask", Text)], zh: "不批延期", en: "denies more time" },
    Verb { word: "hands_over", on: On::Record, args: &[need("to", Text), may("reason", Text)], zh: "移送给别的单位", en: "offers it to another unit" },
    Verb { word: "takes_over", on: On::Record, args: &[need("offer", Text)], zh: "接收移送;`offer` 是移送那一步的名字", en: "accepts an offered record; `offer` names the step" },
    Verb { word: "declines", on: On::Record, args: &[need("offer", Text), may("reason", Text)], zh: "拒收移送", en: "refuses an offered record" },
    Verb { word: "suspects_same", on: On::Record, args: &[need("of", Text), may("distance", Number)], zh: "说可能和另一条是同一件事", en: "suspects it is the same as another record" },
    Verb { word: "decides_same", on: On::Record, args: &[need("of", Text), need("same", YesNo)], zh: "认定是不是同一件事", en: "decides whether two records are the same" },
    Verb { word: "voids", on: On::Record, args: &[may("reason", Text)], zh: "作废:报错了(留底)", en: "says it was entered by mistake" },
    Verb { word: "describes", on: On::Record, args: &[need("field", Text), need("value", Text)], zh: "修改描述的一项", en: "writes a field anew" },
    Verb { word: "settles", on: On::Record, args: &[need("field", Text), need("value", Text)], zh: "看过全部说法后认定一项", en: "settles a field, having seen every value" },
    Verb { word: "adds_photo", on: On::Record, args: &[need("photo", Text), may("role", Text)], zh: "补一张照片", en: "adds a photo" },
    Verb { word: "opens", on: On::New, args: &[need("as", Text), need("title", Text), need("from", Moment), need("to", Moment), may("village", Text), may("place", Text), may("topic", Text)], zh: "开一场培训", en: "opens a training session" },
    Verb { word: "signs_in", on: On::Record, args: &[need("who", Texts), need("at", Moment), may("method", OneOf(METHODS))], zh: "给人签到", en: "signs people in" },
    Verb { word: "signs_out", on: On::Record, args: &[need("who", Texts), need("at", Moment)], zh: "给自己扫过的人签退", en: "signs out people this phone signed in" },
    Verb { word: "examines", on: On::Record, args: &[need("who", Text), need("score", Number), need("passed", YesNo), may("paper", Text)], zh: "记一次考试", en: "notes an exam attempt" },
    Verb { word: "disputes", on: On::Record, args: &[need("who", Text), may("reason", Text)], zh: "质疑签到(代签)", en: "says an attendance was signed by someone else" },
    Verb { word: "decides_attendance", on: On::Record, args: &[need("who", Text), need("valid", YesNo)], zh: "认定签到", en: "decides a disputed attendance" },
    Verb { word: "declares", on: On::Record, args: &[need("count", Number), may("method", OneOf(COUNTED))], zh: "申报人数", en: "declares a headcount" },
    Verb { word: "archives", on: On::Record, args: &[], zh: "培训归档", en: "archives the session" },
    Verb { word: "registers", on: On::New, args: &[need("as", Text), need("name", Text), may("category", Text), may("place", Text), may("village", Text)], zh: "场所建档", en: "registers a site" },
    Verb { word: "sets_status", on: On::Record, args: &[need("status", OneOf(STATUSES))], zh: "改场所状态", en: "says whether a site works" },
    Verb { word: "patrols", on: On::Record, args: &[need("working", YesNo)], zh: "巡查:在不在营业", en: "notes a visit" },
    Verb { word: "reads", on: On::Record, args: &[need("as", Text)], zh: "看一眼屏幕并记住;以后的 `seeing` 可以用它", en: "remembers the screen, for `seeing` later on" },
    Verb { word: "syncs", on: On::Phones, args: &[], zh: "同步;写 everyone 时大家都同步到一致", en: "synchronises; with `everyone`, until all have everything" },
    Verb { word: "offline", on: On::Phones, args: &[], zh: "没有信号", en: "loses the signal" },
    Verb { word: "online", on: On::Phones, args: &[], zh: "有信号了", en: "has a signal again" },
    Verb { word: "restarts", on: On::Phone, args: &[], zh: "应用被杀掉后重新打开", en: "the app is killed and started anew" },
    Verb { word: "sets_clock", on: On::Phone, args: &[may("days", Number), may("hours", Number), may("minutes", Number)], zh: "手机时间被调错这么多", en: "the phone's clock is wrong by so much" },
    Verb { word: "backs_up", on: On::Phone, args: &[need("as", Text)], zh: "整部手机备份", en: "the phone is backed up" },
    Verb { word: "restores", on: On::Phone, args: &[need("backup", Text)], zh: "从备份恢复(备份之后的都没了)", en: "the phone is restored from a backup" },
    Verb { word: "copied_to", on: On::Phone, args: &[need("phone", Text)], zh: "把数据克隆到另一部手机", en: "the phone's data is copied to another phone" },
    Verb { word: "wait", on: On::World, args: &[may("days", Number), may("hours", Number), may("minutes", Number)], zh: "时间过去", en: "time passes" },
    Verb { word: "revoke", on: On::World, args: &[need("phone", Text)], zh: "中心注销一部手机", en: "the centre revokes a phone" },
    Verb { word: "end_post", on: On::World, args: &[need("person", Text)], zh: "中心结束一个人的岗位", en: "the centre ends a person's post" },
    Verb { word: "check", on: On::World, args: &[], zh: "中途核对,写法和 expect 一样", en: "checks on the way, as `expect` does at the end" },
];
