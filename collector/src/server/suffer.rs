//! Carries out a fault on one request.

use std::fmt;

use hyper::header::{HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use tokio::time::sleep;

use super::answer::{self, Body};
use crate::faults::{Action, Control, Turn};

/// The connection ends without an answer.
#[derive(Debug)]
pub(super) struct NoAnswer;

impl fmt::Display for NoAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("no answer, on purpose")
    }
}

impl std::error::Error for NoAnswer {}

/// What can be done without the body.
pub(super) async fn before_body(turn: &Turn<'_>, control: &Control) -> Result<(), NoAnswer> {
    if turn.is_lost() {
        // The connection sees that the collector is away, and ends this; or that is over before it has looked.
        turn.presence().await;
        control.reset();
        return Err(NoAnswer);
    }
    if turn.is_reset_at_head() {
        control.reset();
        return Err(NoAnswer);
    }
    Ok(())
}

/// What is done once the body is there. `store` judges and keeps the events, `ok` is the answer without a fault.
pub(super) async fn after_body(
    turn: &Turn<'_>,
    control: &Control,
    action: Action,
    store: impl Future<Output = ()>,
    ok: Response<Body>,
) -> Result<Response<Body>, NoAnswer> {
    match action {
        Action::Status { status, retry_after, store: keep } => {
            if keep {
                store.await;
            }
            return Ok(with_status(status, retry_after));
        }
        Action::Delay(time) => {
            store.await;
            sleep(time).await;
            return Ok(ok);
        }
        Action::Drip(pace) => {
            store.await;
            control.set_drip(Some(pace));
            return Ok(ok);
        }
        Action::Lost => store.await,
        Action::Hang(time) => {
            let held = async {
                match time {
                    Some(time) => sleep(time).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = held => {}
                () = turn.change() => {}
            }
        }
        Action::ResetAtHead | Action::ResetAtBody => control.reset(),
        // These are no request's.
        Action::ResetAtConnect | Action::SlowRead(_) | Action::Down(..) => {}
    }
    Err(NoAnswer)
}

fn with_status(status: u16, retry_after: Option<String>) -> Response<Body> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = answer::text(status, "as asked for by /faults");
    if let Some(value) = retry_after.and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().insert(RETRY_AFTER, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;
    use crate::faults::{Faults, Plan};

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_lost_ends_though_the_absence_is_over_before_its_connection_has_looked() {
        let faults = Arc::new(Faults::new(Plan::parse("down ms=1 after=1").unwrap()));
        assert!(faults.next_request().is_some_and(|turn| !turn.is_lost()));
        let (turn, control) = (faults.next_request().unwrap(), Control::default());
        let ended = timeout(Duration::from_hours(1), before_body(&turn, &control)).await;
        assert!(ended.is_ok_and(|end| end.is_err()));
    }
}
