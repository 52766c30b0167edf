//! Acts by their name, for whoever spells them as documents do: nothing is guessed, and what an act
//! does not have is refused.

use fangxian_protocol::scalar::Scalar;

use super::flat::TYPE;
use super::read::Misread;
use super::{Body, Props};
use crate::domain::field::BadField;

impl Body {
    /// The act of this name that may be said of a record of this kind. What is null is left out.
    ///
    /// # Errors
    /// [`BadField`] that names what is wrong: the kind, the act, or a part of it that is missing,
    /// is not what it should be, or is none of the act's.
    pub fn named(kind: &str, name: &str, props: &Props) -> Result<Self, BadField> {
        let mut said = props.clone();
        said.retain(|_, value| *value != Scalar::Null);
        let read = Self::of_kind(kind, name, &said)
            .ok_or_else(|| BadField::new("kind", "there is no such kind", "没有这类记录。"))?;
        let body = read.map_err(|error| wrong(kind, name, &said, error))?;
        let has = body.to_props();
        match said.keys().find(|part| *part == TYPE || !has.contains_key(*part)) {
            Some(part) => {
                let next = "leave it out: the act has no such part";
                Err(BadField::new(part, next, "这种操作没有这一项,请去掉。"))
            }
            None => Ok(body),
        }
    }
}

/// What keeps an act from being read.
fn wrong(kind: &str, name: &str, said: &Props, error: Misread) -> BadField {
    // With no parts, the only word that can be unknown is the name.
    if let Some(Err(Misread::Word)) = Body::of_kind(kind, name, &Props::new()) {
        let next = "this cannot be said of a record of this kind";
        return BadField::new("act", next, "这类记录没有这种操作。");
    }
    if let Misread::Missing(part) = error {
        return BadField::new(part, "fill it in: the act needs it", "请填这一项。");
    }
    // What is missing is noticed once all that is there was read: without the part that is wrong.
    let is_wrong = |part: &&String| {
        let mut rest = said.clone();
        rest.remove(*part);
        match Body::of_kind(kind, name, &rest) {
            Some(Err(Misread::Missing(_)) | Ok(_)) => true,
            Some(Err(Misread::Word | Misread::Part)) | None => false,
        }
    };
    let part = said.keys().find(is_wrong).map_or("act", String::as_str);
    BadField::new(part, "fill it in as the act asks", "这一项填得不对,请改一下。")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::accident::{AccidentAct, Figures};
    use crate::domain::hazard::{Grade, HazardAct};
    use crate::domain::site::SiteAct;

    fn props(parts: &[(&str, Scalar)]) -> Props {
        parts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    fn refused(kind: &str, name: &str, parts: &[(&str, Scalar)]) -> String {
        Body::named(kind, name, &props(parts)).unwrap_err().field
    }

    #[test]
    fn an_act_is_read_by_its_name_and_what_is_null_is_left_out() {
        let judge = [("grade", Scalar::from("major")), ("clause", Scalar::Null)];
        assert_eq!(
            Body::named("hazard", "judge", &props(&judge)),
            Ok(HazardAct::Judge { grade: Grade::Major, clause: None }.into())
        );
        assert_eq!(Body::named("site", "register", &Props::new()), Ok(SiteAct::Register {}.into()));
        let figures = Figures { dead: 1, ..Figures::default() };
        let counts = ["dead", "missing", "serious", "minor", "loss_fen"];
        let told = counts.map(|part| (part, Scalar::Int(i64::from(part == "dead"))));
        assert_eq!(
            Body::named("accident", "supplement", &props(&told)),
            Ok(AccidentAct::Supplement { figures, doc_no: None }.into())
        );
    }

    #[test]
    fn whatever_is_wrong_is_named() {
        let grade = ("grade", Scalar::from("major"));
        assert_eq!(refused("teleport", "judge", &[]), "kind");
        assert_eq!(refused("hazard", "juggle", &[]), "act");
        assert_eq!(refused("site", "judge", std::slice::from_ref(&grade)), "act");
        assert_eq!(refused("hazard", "judge", &[]), "grade", "it is missing");
        assert_eq!(refused("hazard", "judge", &[("grade", Scalar::from("judge"))]), "grade");
        assert_eq!(refused("hazard", "judge", &[grade.clone(), ("clause", 7.into())]), "clause");
        assert_eq!(refused("hazard", "judge", &[("clause", 7.into())]), "clause");
        let serve = [("order", Scalar::from("soon")), ("refused", true.into())];
        assert_eq!(refused("hazard", "serve", &serve), "order");
        for part in ["deadline", "at", "by", "role", "seen", "type"] {
            let more = [grade.clone(), (part, Scalar::from("judge"))];
            assert_eq!(refused("hazard", "judge", &more), part, "a judgement has none");
        }
    }
}
