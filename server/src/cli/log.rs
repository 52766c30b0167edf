//! Structured logs on stderr: our own events only, so that nothing of a request slips in.

use tracing_subscriber::EnvFilter;

/// Libraries stay silent unless something breaks; ours says what happened, never to whom.
const EVENTS: &str = "error,fangxian_server=info";

/// Starts logging; `FANGXIAN_LOG` chooses other events.
pub(super) fn start() {
    let filter = EnvFilter::try_from_env("FANGXIAN_LOG").unwrap_or_else(|_| EnvFilter::new(EVENTS));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_current_span(false)
        .with_span_list(false)
        .init();
}
