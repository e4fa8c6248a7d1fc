//! The options of a tracker, once they are read.

use std::sync::Arc;

use snowgauge::{Config, ConfigError, Datum, Durability, Encoder, Fields, OnInvalid, Tracker};

use crate::callback::{Callback, Calls, LastCall};
use crate::connection::Connection;
use crate::datum::Given;
use crate::error::Failure;
use crate::outcome::snowgauge_outcome;
use crate::store::snowgauge_store_notice;
use crate::subject::GivenSubject;

/// Options that were read.
pub(crate) struct Options<'a> {
    pub(crate) collector: String,
    /// What the core decides by.
    pub(crate) config: Config,
    pub(crate) subject: GivenSubject<'a>,
    pub(crate) entities: Vec<Given<'a>>,
    pub(crate) on_invalid: OnInvalid,
    pub(crate) store: Option<String>,
    pub(crate) durability: Durability,
    pub(crate) on_outcome: Option<Callback<*const snowgauge_outcome>>,
    pub(crate) on_store: Option<Callback<*const snowgauge_store_notice>>,
    pub(crate) connection: Connection,
    pub(crate) calls: Arc<Calls>,
}

impl Options<'_> {
    /// The encoder of a tracker with these options.
    pub(crate) fn encoder(&self) -> Result<Encoder, ConfigError> {
        let subject = |to: &mut Fields<'_>| self.subject.push_fields(to);
        let encoder = Encoder::new(&self.config)?.scoped(&subject, &[]);
        let encoder = encoder.map_err(|violations| ConfigError::of_violations("subject", &violations))?;
        let entities: Vec<&dyn Datum> = self.entities.iter().map(Given::as_datum).collect();
        let encoder = encoder.scoped(&|_| (), &entities);
        encoder.map_err(|violations| ConfigError::of_violations("entities", &violations))
    }

    /// Makes a tracker, and what ends its calls of the program.
    pub(crate) fn build(self) -> Result<(Tracker, LastCall), Failure> {
        // Subject and entities have to be good before anything is done with the store.
        self.encoder()?;
        let Self { collector, config, subject, entities, on_invalid, store, durability, .. } = self;
        // Made first, to be dropped last where something fails: the program is not called after that either.
        let last_call = LastCall(self.calls);
        let mut builder =
            Tracker::builder(collector).config(config).on_invalid(on_invalid).durability(durability);
        if let Some(directory) = store {
            builder = builder.store(directory);
        }
        if let Some(callback) = self.on_outcome {
            builder = builder
                .on_outcome(move |outcome| snowgauge_outcome::show(outcome, |view| callback.call(view)));
        }
        if let Some(callback) = self.on_store {
            builder = builder
                .on_store(move |notice| snowgauge_store_notice::show(notice, |view| callback.call(view)));
        }
        let builder = self.connection.apply(builder);
        let entities: Vec<&dyn Datum> = entities.iter().map(Given::as_datum).collect();
        let tracker = builder.build()?.narrowed(&|to| subject.push_fields(to), &entities)?;
        Ok((tracker, last_call))
    }
}
