//! What was found out a moment ago: asking again costs nothing, however many ask.

use std::future::Future;
use std::time::Duration;

use tokio::sync::Mutex;

use crate::clock::Stopwatch;

/// Something dear to find out.
#[derive(Debug)]
pub(super) struct Recent<T> {
    kept: Duration,
    known: Mutex<Option<(Stopwatch, T)>>,
}

impl<T: Clone> Recent<T> {
    /// What is found out holds for so long.
    pub(super) fn kept_for(kept: Duration) -> Self {
        Self { kept, known: Mutex::new(None) }
    }

    /// What is known, or what `find` finds out; one at a time does.
    pub(super) async fn get<E>(&self, find: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let mut known = self.known.lock().await;
        if let Some((since, found)) = known.as_ref()
            && since.elapsed() < self.kept
        {
            return Ok(found.clone());
        }
        let found = find.await?;
        *known = Some((Stopwatch::start(), found.clone()));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[tokio::test]
    async fn it_is_found_out_once_in_a_while_and_a_failure_is_not_kept() {
        let recent = Recent::kept_for(Duration::from_millis(40));
        assert_eq!(recent.get(async { Err::<u8, _>("no") }).await, Err("no"));
        assert_eq!(recent.get(async { Ok::<_, Infallible>(1) }).await, Ok(1));
        assert_eq!(recent.get(async { Ok::<_, Infallible>(2) }).await, Ok(1));
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(recent.get(async { Ok::<_, Infallible>(3) }).await, Ok(3));
    }
}
