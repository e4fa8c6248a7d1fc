//! Lines as payloads.

use std::time::{SystemTime, UNIX_EPOCH};

use snowgauge::schema::{EventPlan, Kind};
use snowgauge::{Config, ConfigError, Datum, Encoder, Event, EventId, Payload, Scratch, SelfDescribingJson};

use super::ids::Batch;
use crate::event::{self, Findings, Form, Unplanned, plan_of};

/// Makes payloads of the events of one batch.
pub(super) struct Events {
    encoder: Encoder,
    batch: Batch,
    scratch: Scratch,
    /// The pipeline's registry may know more schemas than we: data of these is sent as it is.
    unplanned: Unplanned,
}

/// One event of a line, and which of several it is: a payload, or what is wrong with it.
pub(super) type Encoded = (Option<usize>, Result<Payload, Findings>);

impl Events {
    /// Events that are sent with these options.
    ///
    /// # Errors
    ///
    /// The first option that cannot be used.
    pub(super) fn new(config: &Config, batch: Batch) -> Result<Self, ConfigError> {
        let unplanned = Unplanned { schemas: None, allow_unknown: true };
        Ok(Self { encoder: Encoder::new(config)?, batch, scratch: Scratch::default(), unplanned })
    }

    /// Hands over the events of a line one by one: there may be very many.
    ///
    /// # Errors
    ///
    /// The first error of `each`, which ends it.
    pub(super) fn encode<E>(
        &mut self,
        number: u64,
        line: &str,
        mut each: impl FnMut(Encoded) -> Result<(), E>,
    ) -> Result<(), E> {
        let id = self.batch.event_id(number, None, line);
        let one = match Form::read(line) {
            Err(findings) => Err(findings),
            Ok(Form::Given(event)) => {
                self.track(&*event, event.id.unwrap_or(id), event.created.unwrap_or_else(now))
            }
            Ok(Form::Datum(datum, _)) => self.track(&Described(datum), id, now()),
            Ok(Form::Payload(payload)) => self.pass_on(&payload, id),
            Ok(Form::Request(events)) => {
                let mut events = events.into_iter().enumerate();
                return events
                    .try_for_each(|(index, event)| each((Some(index), self.inside(number, index, event))));
            }
        };
        each((None, one))
    }

    /// An event of a request's body.
    fn inside(&mut self, number: u64, index: usize, event: &str) -> Result<Payload, Findings> {
        let payload = event::Payload::read(event)?;
        self.pass_on(&payload, self.batch.event_id(number, Some(index), event))
    }

    fn track(&mut self, event: &dyn Event, id: EventId, created: u64) -> Result<Payload, Findings> {
        self.encoder.encode(event, &[], id, created, &mut self.scratch).map_err(|violations| {
            let mut findings = Findings::default();
            findings.extend(Some(violations));
            findings
        })
    }

    /// An event that another tracker has made keeps all that it says of itself, its id included.
    fn pass_on(&mut self, payload: &event::Payload<'_>, id: EventId) -> Result<Payload, Findings> {
        let findings = payload.judge(&self.unplanned, &mut self.scratch);
        if !findings.is_empty() {
            return Err(findings);
        }
        let id = payload.id().unwrap_or(id);
        Ok(Payload::from_store(id, payload.unsent(id).into()))
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A datum as a self-describing event; that of an event of the plan is that event.
struct Described<'l>(SelfDescribingJson<'l>);

impl Event for Described<'_> {
    fn plan(&self) -> &'static EventPlan {
        plan_of(self.0.schema()).unwrap_or(EventPlan::SELF_DESCRIBING)
    }

    fn kind(&self) -> Kind {
        Kind::SelfDescribing
    }

    fn data(&self) -> Option<&dyn Datum> {
        Some(&self.0)
    }
}
