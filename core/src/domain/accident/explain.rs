//! Why an accident is as it is, and whose move it is.

use super::view::AccidentView;
use crate::domain::findings::noticed;
use crate::domain::speech::{Spoken, paragraph};

/// Explains `view`.
pub(super) fn explain(view: &AccidentView) -> Spoken {
    let told = view.figures.spoken();
    let mut said = vec![Spoken {
        zh: format!("这起事故{},按{}算:{}。", view.state.zh(), view.level.zh(), told.zh),
        en: format!("This is {}, {}: {}.", view.level.en(), view.state.en(), told.en),
    }];
    if let Some(official) = &view.official {
        let figures = official.figures.spoken();
        said.push(Spoken {
            zh: format!("{{{}}} 核实补报的是:{}。", official.by, figures.zh),
            en: format!("{{{}}} officially supplemented: {}.", official.by, figures.en),
        });
    } else {
        said.push(Spoken::new(
            "下一步:请镇里或主管部门核实后补报。",
            "Next: an office checks the figures and supplements them.",
        ));
    }
    said.extend(noticed(&view.face.notices));
    paragraph(said)
}
