//! Accidents: told and supplemented.

use fangxian::domain::accident::Figures;
use fangxian::ledger::{AccidentDraft, Saved};

use super::hazard::Done;
use super::{Deed, Refused};
use crate::scenario::plan::Args;
use crate::scenario::stage::World;

const WAN_FEN: i64 = 1_000_000;

/// Carries out the verb when it is one of these.
pub(super) fn perform(world: &mut World, deed: &Deed<'_>) -> Done {
    Some(match deed.verb.word {
        "tells_of" => tell(world, deed),
        "supplements" => supplement(world, deed),
        _ => return None,
    })
}

fn tell(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let text = |word: &str| args.owned(word).unwrap_or_default();
    let home = args.text("village").map(|name| world.units.find(name)).transpose()?;
    Ok(deed.ledger.report_accident(&AccidentDraft {
        title: text("title"),
        category: text("category"),
        home,
        occurred_ms: args.number("at").unwrap_or_default(),
        figures: figures(args),
        ..AccidentDraft::default()
    })?)
}

fn supplement(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (record, shown) = (deed.record()?, deed.shown(world)?);
    let doc = deed.args.owned("doc");
    Ok(deed.ledger.supplement_accident(record, &shown, figures(deed.args), doc)?)
}

fn figures(args: &Args) -> Figures {
    let number = |word: &str| args.number(word).unwrap_or_default();
    Figures {
        dead: number("dead"),
        missing: number("missing"),
        serious: number("serious"),
        minor: number("minor"),
        loss_fen: number("wan") * WAN_FEN,
    }
}
