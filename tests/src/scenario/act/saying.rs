//! Acts of any kind: read by their name, and said.

use fangxian::domain::fact::Body;
use fangxian::domain::record::Props;
use fangxian::ledger::{NewRecord, Saved};
use fangxian_protocol::id::RecordId;
use fangxian_protocol::scalar::Scalar;

use super::manner::photo;
use super::{Deed, Refused, fact, record};
use crate::scenario::plan::{Part, SaidAct};
use crate::scenario::stage::World;

/// Begins a record.
pub(super) fn begin(world: &mut World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let begins = &deed.said.begins;
    let fields = begins.fields.iter().map(|(name, text)| (name.clone(), Scalar::from(&**text)));
    let new = NewRecord {
        home: begins.home.as_ref().map(|name| world.units.find(name)).transpose()?,
        fields: fields.collect(),
        position: begins.position,
        acts: bodies(world, deed)?,
        attachments: begins.photos.iter().map(|caption| photo(caption)).collect(),
    };
    Ok(deed.ledger.begin(&new)?)
}

/// Says everything at once. What decides rests on what was on the screen; what only adds goes with
/// all that the phone knows, unless the file says `seeing`.
pub(super) fn say(world: &mut World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (record, bodies) = (deed.record()?, bodies(world, deed)?);
    let rests = deed.args.text("seeing").is_some() || bodies.iter().any(Body::decides);
    let shown = if rests { Some(deed.shown(world)?) } else { None };
    Ok(deed.ledger.say_all(record, shown.as_ref(), bodies)?)
}

/// Says one after the other, and remembers what of whom.
pub(super) fn say_each(world: &mut World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (session, mut last) = (deed.record()?, None);
    for act in &deed.said.acts {
        let body = body(world, deed, act)?;
        let saved = deed.ledger.say(session, None, body)?;
        let people = act.parts.values().filter_map(|part| match part {
            Part::Person(name) => Some(name),
            _ => None,
        });
        for name in people {
            let person = world.person(name)?;
            if let Some(fact) = saved.fact {
                world.sign_ins.insert((deed.phone.to_owned(), session, person), fact);
            }
        }
        last = Some(saved);
    }
    last.ok_or_else(|| Refused::Scenario("nobody is named".into()))
}

fn bodies(world: &mut World, deed: &Deed<'_>) -> Result<Vec<Body>, Refused> {
    deed.said.acts.iter().map(|act| body(world, deed, act)).collect()
}

fn body(world: &mut World, deed: &Deed<'_>, act: &SaidAct) -> Result<Body, Refused> {
    let mut props = Props::new();
    for (name, part) in &act.parts {
        props.insert(name.clone(), value(world, (deed.phone, deed.record), part)?);
    }
    let kind = match &act.kind {
        Some(kind) => kind.clone(),
        None => deed.ledger.view(deed.record()?)?.face().kind.to_string(),
    };
    Ok(Body::named(&kind, &act.name, &props)?)
}

/// A part as envelopes hold it, with ids in place of names.
fn value(
    world: &mut World,
    (phone, session): (&str, Option<RecordId>),
    part: &Part,
) -> Result<Scalar, Refused> {
    Ok(match part {
        Part::Text(text) => Scalar::from(&**text),
        Part::Int(number) => Scalar::from(*number),
        Part::Bool(flag) => Scalar::from(*flag),
        Part::Person(name) => Scalar::from(world.person(name)?.to_string()),
        Part::Unit(name) => Scalar::from(world.units.find(name)?.to_string()),
        Part::Record(name) => Scalar::from(record(world, name)?.to_string()),
        Part::Fact(name) => Scalar::from(fact(world, name)?.to_string()),
        Part::SignIn(name) => {
            let person = world.person(name)?;
            let key = session.map(|session| (phone.to_owned(), session, person));
            let taken = key.and_then(|key| world.sign_ins.get(&key));
            let missing = || Refused::Scenario(format!("this phone did not sign {name} in"));
            Scalar::from(taken.ok_or_else(missing)?.to_string())
        }
    })
}
