//! One schema, and what two judges say of a text.

use std::collections::BTreeSet;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use snowgauge_core::encode::{Encoded, read};
use snowgauge_core::schema::{Node, Schema};
use snowgauge_core::{Code, Scratch, Violation, Violations};

use crate::differences;
use crate::number::Exact;
use crate::twins::has_twins;

/// A schema that both judges hold.
#[derive(Debug)]
pub struct Subject {
    table: &'static Schema,
    validator: Validator,
    /// The schema as it is, for reports.
    pub json: Value,
}

/// What a text was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Both take it.
    Good,
    /// Both refuse it.
    Bad,
    /// A difference of the list keeps the two from being compared.
    Apart,
}

/// The two do not agree.
#[derive(Debug)]
pub struct Disagreement {
    /// The schema.
    pub schema: Value,
    /// The text.
    pub text: String,
    /// What each says.
    pub what: String,
}

impl std::fmt::Display for Disagreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "schema: {}\ntext:   {}\n{}", self.schema, self.text, self.what)
    }
}

impl Subject {
    /// A schema as a table that has no rules, and as JSON.
    ///
    /// # Panics
    ///
    /// If it is no draft 4 schema.
    pub fn new(root: &'static Node, json: Value) -> Self {
        Self::of(Box::leak(Box::new(Schema { uri: "", name: "", root, rules: &[] })), json)
    }

    /// A schema of the tracking plan, and its JSON.
    ///
    /// # Panics
    ///
    /// If it is no draft 4 schema.
    pub fn of(table: &'static Schema, json: Value) -> Self {
        let validator = differences::options().build(&differences::adapted(&json));
        let validator = validator.unwrap_or_else(|error| panic!("{error}: {json}"));
        Self { table, validator, json }
    }

    /// Lets both judge a text, and compares where they see faults.
    ///
    /// # Errors
    ///
    /// They disagree.
    pub fn compare(&self, text: &str) -> Result<Verdict, Disagreement> {
        let ours = self.encoded(text);
        let found = faults(&ours);
        let told = lines(found.iter().map(Violation::message));
        if is_beyond_comparison(text, &found) {
            return Ok(Verdict::Apart);
        }
        let theirs: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(_) if found.iter().any(is_not_json) => return Ok(Verdict::Bad),
            Err(error) => return Err(self.disagree(text, format!("core:   {told}\nserde:  {error}"))),
        };
        let errors: Vec<_> = self.validator.iter_errors(&theirs).collect();
        let is_excused = |error: &ValidationError<'_>| is_cut(&ours) || is_long_integer_twice(error, text);
        if !in_same_places(&found, &errors, is_excused) {
            let errors = lines(errors.iter().map(|error| format!("{}: {error}", error.instance_path())));
            return Err(self.disagree(text, format!("core:   {told}\ncrate:  {errors}")));
        }
        if found.is_empty() && !errors.is_empty() {
            return Ok(Verdict::Apart);
        }
        if !found.is_empty() {
            return Ok(Verdict::Bad);
        }
        // What a rule of the plan refuses does not go out.
        if ours.violations().is_none() {
            self.check_output(text, ours.json(), &theirs)?;
        }
        Ok(Verdict::Good)
    }

    /// Like [`compare`](Self::compare), for texts that nobody made for the schema: compares the verdicts alone, and knows the
    /// differences that drawn texts avoid.
    ///
    /// # Errors
    ///
    /// They disagree.
    pub fn compare_any(&self, text: &str) -> Result<Verdict, Disagreement> {
        let ours = self.encoded(text);
        let found = faults(&ours);
        let told = lines(found.iter().map(Violation::message));
        // The last: how the other reader marks numbers within, which a text must not do itself.
        if is_beyond_comparison(text, &found) || text.contains("$serde_json") {
            return Ok(Verdict::Apart);
        }
        let theirs = serde_json::from_str::<Value>(text);
        if theirs.is_err() && is_cut(&ours) {
            return Ok(Verdict::Bad);
        }
        if theirs.is_err() != found.iter().any(is_not_json) {
            let error = theirs.err().map_or_else(|| "it is JSON".into(), |error| error.to_string());
            return Err(self.disagree(text, format!("core:   {told}\nserde:  {error}")));
        }
        let Ok(theirs) = theirs else { return Ok(Verdict::Bad) };
        let mut errors =
            self.validator.iter_errors(&theirs).filter(|error| !is_long_integer_twice(error, text));
        match (found.is_empty(), errors.next()) {
            (true, None) if ours.violations().is_none() && self.validator.is_valid(&theirs) => {
                self.check_output(text, ours.json(), &theirs).map(|()| Verdict::Good)
            }
            (true, None) => Ok(Verdict::Apart),
            (false, Some(_)) => Ok(Verdict::Bad),
            (false, None) if has_twins(text) => Ok(Verdict::Apart),
            (_, error) => {
                let error = error.map_or_else(|| "it is good".into(), |error| error.to_string());
                Err(self.disagree(text, format!("core:   {told}\ncrate:  {error}")))
            }
        }
    }

    /// What goes out is the same value, is good by the other judge too, and goes out unchanged once more.
    fn check_output(&self, text: &str, json: &str, given: &Value) -> Result<(), Disagreement> {
        let complain = |what: &str| Err(self.disagree(text, format!("{what}: {json}")));
        let Ok(written) = serde_json::from_str::<Value>(json) else { return complain("no JSON goes out") };
        if !same(&written, given) {
            return complain("another value goes out");
        }
        if !self.validator.is_valid(&written) {
            return complain("what goes out is refused");
        }
        if self.encoded(json).json() != json {
            return complain("what goes out is not in its one form");
        }
        Ok(())
    }

    fn encoded(&self, text: &str) -> Encoded {
        Encoded::new(self.table, &mut Scratch::default(), |to| read(text, to))
    }

    fn disagree(&self, text: &str, what: String) -> Disagreement {
        Disagreement { schema: self.json.clone(), text: text.to_owned(), what }
    }
}

/// What the schema has against the datum; the plan's rules are none of its business.
fn faults(datum: &Encoded) -> Vec<Violation> {
    let all = datum.violations().map(Violations::as_slice).unwrap_or_default();
    all.iter().filter(|violation| violation.code != Code::PlanNull).cloned().collect()
}

/// Whether both see faults in the same places, but for errors that the core need not tell.
fn in_same_places(
    found: &[Violation],
    errors: &[ValidationError<'_>],
    is_excused: impl Fn(&ValidationError<'_>) -> bool,
) -> bool {
    let ours: BTreeSet<String> = found.iter().map(place).collect();
    let theirs: BTreeSet<String> = errors.iter().map(|error| error.instance_path().to_string()).collect();
    let is_told = |error: &ValidationError<'_>| ours.contains(error.instance_path().as_str());
    ours.is_subset(&theirs) && errors.iter().all(|error| is_told(error) || is_excused(error))
}

/// The difference about `uniqueItems` and integers of more than 21 digits.
fn is_long_integer_twice(error: &ValidationError<'_>, text: &str) -> bool {
    let digits = |part: &str| part.len() > 21 && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(error.kind(), ValidationErrorKind::UniqueItems)
        && text.split(|character: char| !character.is_ascii_alphanumeric() && character != '.').any(digits)
}

/// The first few of some lines, one below the other.
fn lines(all: impl Iterator<Item = String>) -> String {
    let cut = |line: String| line.chars().take(500).collect::<String>();
    all.take(10).map(cut).collect::<Vec<_>>().join("\n        ")
}

/// Whether there are faults that are not told: of very many the core tells the first ones only.
fn is_cut(datum: &Encoded) -> bool {
    datum.violations().is_some_and(|violations| violations.omitted() > 0)
}

fn is_not_json(violation: &Violation) -> bool {
    matches!(violation.code, Code::Syntax | Code::NotJson | Code::UnpairedSurrogate)
}

/// Where the crate would see the fault: what is missing or should not be there is a fault of what holds it.
fn place(violation: &Violation) -> String {
    let pointer = &violation.pointer;
    match violation.code {
        Code::Required | Code::UnknownField => {
            pointer.rsplit_once('/').map_or("", |(outer, _)| outer).to_owned()
        }
        _ => pointer.clone(),
    }
}

/// Whether the other judge cannot be asked: the text nests too deeply for the core to read on, or has a number that
/// would fill the memory or that Snowplow's pipeline cannot hold.
fn is_beyond_comparison(text: &str, found: &[Violation]) -> bool {
    found.iter().any(|violation| violation.code == Code::MaxDepth)
        || has_large_exponent(text)
        || has_long_integer(text)
}

/// Whether there are so many digits in a row that a number of them may be too long for Snowplow's pipeline.
fn has_long_integer(text: &str) -> bool {
    text.split(|character: char| !character.is_ascii_digit()).any(|digits| digits.len() > 1000)
}

/// Whether there is an exponent of more than three digits; in a string it may be one that only looks so.
fn has_large_exponent(text: &str) -> bool {
    let mut digits = text
        .split(['e', 'E'])
        .skip(1)
        .map(|rest| rest.trim_start_matches(['+', '-']).trim_start_matches('0'));
    digits.any(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() > 3)
}

/// Whether two values are the same, numbers by their worth.
fn same(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => Exact::parse(one.as_str()) == Exact::parse(two.as_str()),
        (Value::Array(one), Value::Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same(one, two))
        }
        (Value::Object(one), Value::Object(two)) => {
            one.len() == two.len()
                && one.iter().all(|(name, one)| two.get(name).is_some_and(|two| same(one, two)))
        }
        _ => one == two,
    }
}
