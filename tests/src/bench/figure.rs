//! One figure, and how figures are shown.

use serde::Serialize;

/// One measured figure.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// Its name, stable from run to run.
    pub figure: String,
    /// What was measured.
    pub value: f64,
    /// In which unit.
    pub unit: &'static str,
    /// What raw SQLite needs for the same bytes in the same run.
    pub baseline: Option<f64>,
    /// Value divided by baseline.
    pub ratio: Option<f64>,
}

impl Figure {
    /// A figure without a baseline.
    pub fn alone(figure: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { figure: figure.into(), value, unit, baseline: None, ratio: None }
    }

    /// A figure beside its baseline.
    pub fn beside(
        figure: impl Into<String>,
        value: f64,
        unit: &'static str,
        baseline: f64,
    ) -> Self {
        let ratio = Some(value / baseline);
        Self { figure: figure.into(), value, unit, baseline: Some(baseline), ratio }
    }
}

/// Prints a table to standard error, where progress goes.
pub fn print_table(figures: &[Figure]) {
    eprintln!(
        "\n{:<22} {:>14} {:<10} {:>14} {:>8}",
        "figure", "value", "unit", "raw SQLite", "ratio"
    );
    for figure in figures {
        let shown = |number: Option<f64>| number.map_or("—".into(), |n| format!("{n:.3}"));
        let (baseline, ratio) = (shown(figure.baseline), shown(figure.ratio));
        let Figure { figure, value, unit, .. } = figure;
        eprintln!("{figure:<22} {value:>14.3} {unit:<10} {baseline:>14} {ratio:>8}");
    }
}

/// Milliseconds since `began`.
pub(super) fn ms_since(began: std::time::Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1_000.0
}

/// The middle one of several measurements.
pub(super) fn median(values: Vec<f64>) -> f64 {
    part(values, 50)
}

/// What so many of a hundred measurements stay within.
pub(super) fn part(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((values.len() * percent / 100).min(last)).copied().unwrap_or(f64::NAN)
}
