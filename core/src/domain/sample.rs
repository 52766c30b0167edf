//! A tiny kind of record that only tests know: all that `docs/adding-a-kind.md` asks for, and no
//! more. It is begun, said of, listed, searched and put on paper like any other.

mod columns;
mod kind;
mod testing;

pub(crate) use kind::{Sample, SampleAct, SampleState, SampleView};
