//! Data of schemas that the tracking plan does not have.

use snowgauge::{Code, Datum, schema};
use snowgauge_collector::{Schemas, Unfit};

use super::{Finding, Findings};

/// What is known of schemas beside the plan's, and what becomes of data of others.
#[derive(Debug, Default)]
pub(crate) struct Unplanned {
    /// The schemas of an Iglu folder.
    pub(crate) schemas: Option<Schemas>,
    /// Whether data of schemas that are nowhere known is passed over.
    pub(crate) allow_unknown: bool,
}

impl Unplanned {
    /// Judges data of a schema that the plan does not have. A schema that is nowhere known is a finding, as the pipeline
    /// would refuse the event.
    pub(crate) fn judge(&self, uri: &str, data: &str, findings: &mut Findings) {
        let judged =
            self.schemas.as_ref().map_or(Err(Unfit::UnknownSchema), |schemas| schemas.judge(uri, data));
        match judged {
            Ok(()) => {}
            Err(Unfit::Invalid(offences)) => {
                for (pointer, message) in offences {
                    let expected = "data that its schema allows";
                    findings.push(Finding::with_code("schema_violation", pointer, expected, message, uri));
                }
            }
            Err(Unfit::UnusableSchema(reason)) => {
                let found = format!("one that cannot be judged by: {reason}");
                findings.push(Finding::with_code("unusable_schema", "", "a usable schema", found, uri));
            }
            Err(_) if self.allow_unknown => {}
            Err(_) => {
                let expected = match &self.schemas {
                    Some(_) => "the URI of a schema in the tracking plan or in --schemas",
                    None => "the URI of a schema in the tracking plan",
                };
                let shown: String = uri.chars().take(200).collect();
                findings.push(Finding::new(Code::UnknownSchema, "", expected, "an unknown one", shown));
            }
        }
    }

    /// Judges a datum, unless the plan has its schema: then the core did.
    pub(crate) fn judge_unplanned(&self, datum: &dyn Datum, data: &str, findings: &mut Findings) {
        if schema::find(datum.uri()).is_none() {
            self.judge(datum.uri(), data, findings);
        }
    }
}
