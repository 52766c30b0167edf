//! What happens to phones, to the centre and to time.

use fangxian::domain::person::Role;

use super::sync;
use crate::harness::{Outcome, copy_folder};
use crate::scenario::plan::{Args, EVERYONE, Verb};
use crate::scenario::stage::{Phone, World};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
const MINUTE_MS: i64 = 60_000;

/// Makes it happen.
///
/// # Errors
/// When it cannot.
pub(in crate::scenario) async fn happen(
    world: &mut World,
    (verb, phones, args): (&'static Verb, &[String], &Args),
) -> Outcome<()> {
    match verb.word {
        "wait" => world.pass(minutes(args))?,
        "centre_clock" => world.set_centre_clock(minutes(args))?,
        "revoke" => {
            let device = world.phone(args.needed("phone")?)?.ledger()?.me()?.device;
            world.centre.revoke(device)?;
        }
        "reorganise" => {
            world.reorganise(args.needed("old")?, &args.texts("into"), args.needed("from")?)?;
        }
        "end_post" | "give_post" | "move_post" => post(world, verb.word, args)?,
        "enrols" => {
            let person = world.phone(phones.first().map_or("", String::as_str))?.person.clone();
            world.add_phone(args.needed("phone")?, &person).await?;
        }
        "enrols_again" => {
            for name in phones {
                world.enrol_again(name).await?;
            }
        }
        "syncs" if phones.iter().any(|name| name == EVERYONE) => {
            sync::everyone_in_step(world).await?;
        }
        "syncs" => {
            for name in phones {
                sync::one(world, name).await?;
            }
        }
        _ => {
            let all = || world.phones.keys().cloned().collect();
            let everyone = phones.iter().any(|name| name == EVERYONE);
            let names: Vec<String> = if everyone { all() } else { phones.to_vec() };
            for name in names {
                befall(world, verb.word, &name, args)?;
            }
        }
    }
    Ok(())
}

/// A person's posts end, or they get one beside or in place of those they have.
fn post(world: &mut World, what: &str, args: &Args) -> Outcome<()> {
    let person = args.needed("person")?;
    let role = args.text("role").map(|_| args.word::<Role>("role")).transpose()?;
    match (what, role) {
        ("end_post", role) => world.end_posts(person, role),
        (_, Some(role)) => {
            world.give_post(person, (role, args.needed("unit")?), what == "move_post")
        }
        (_, None) => Err("`role` is missing".into()),
    }
}

fn minutes(args: &Args) -> i64 {
    let part = |word: &str| args.number(word).unwrap_or_default();
    part("days") * DAY + part("hours") * HOUR + part("minutes")
}

/// Something befalls one phone.
fn befall(world: &mut World, what: &str, name: &str, args: &Args) -> Outcome<()> {
    let now_ms = world.now_ms;
    match what {
        "offline" => world.phone_mut(name)?.online = false,
        "online" => world.phone_mut(name)?.online = true,
        "metered" => world.phone_mut(name)?.metered = true,
        "wifi" => world.phone_mut(name)?.metered = false,
        "sets_clock" => {
            let phone = world.phone_mut(name)?;
            phone.wrong_ms = minutes(args) * MINUTE_MS;
            phone.set_clock(now_ms);
        }
        "restarts" => {
            let phone = world.phone_mut(name)?;
            phone.stop();
            phone.start()?;
        }
        "backs_up" => {
            let into = world.backup_folder(args.needed("as")?);
            let phone = world.phone_mut(name)?;
            phone.stop();
            copy_folder(phone.folder(), &into)?;
            phone.start()?;
        }
        "restores" => {
            let from = world.backup_folder(args.needed("backup")?);
            let phone = world.phone_mut(name)?;
            phone.stop();
            std::fs::remove_dir_all(phone.folder())?;
            copy_folder(&from, phone.folder())?;
            phone.start()?;
        }
        "copied_to" => copied(world, name, args.needed("phone")?)?,
        other => return Err(format!("nobody makes `{other}` happen").into()),
    }
    Ok(())
}

fn copied(world: &mut World, from: &str, to: &str) -> Outcome<()> {
    let folder = world.folder_of(to);
    let (way, now_ms) = (world.way()?, world.now_ms);
    let phone = world.phone_mut(from)?;
    phone.stop();
    copy_folder(phone.folder(), &folder)?;
    phone.start()?;
    let person = phone.person.clone();
    let copy = Phone::open(&person, &folder, way, now_ms)?;
    world.phones.insert(to.to_owned(), copy);
    Ok(())
}
