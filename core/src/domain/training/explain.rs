//! Why a training session is as it is, and whose move it is.

use super::view::TrainingView;
use crate::domain::findings::noticed;
use crate::domain::speech::{Spoken, paragraph};

/// Explains `view`.
pub(super) fn explain(view: &TrainingView) -> Spoken {
    let (people, minutes) = (view.attended(), view.person_minutes);
    let disputed = view.attendance.iter().filter(|one| one.disputed).count();
    let mut said = vec![Spoken {
        zh: format!("这场培训{}:签到{people}人,合计{minutes}人·分钟。", view.state.zh()),
        en: format!(
            "This training is {}: {people} people signed in, {minutes} person-minutes together.",
            view.state.en()
        ),
    }];
    said.extend(noticed(&view.face.notices));
    if disputed > 0 {
        said.push(Spoken {
            zh: format!("下一步:请镇里核实{disputed}人的签到,核实前不计学时。"),
            en: format!(
                "Next: the township checks {disputed} attendances; no hours count until then."
            ),
        });
    }
    paragraph(said)
}
