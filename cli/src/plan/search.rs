//! Finding a word in the plan.

use serde::Serialize;

use super::model::{Object, Plan, Subject};

/// Where a word was found.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Hit<'p> {
    /// The event or entity.
    pub(super) name: &'p str,
    /// What of it: `name`, `description`, `question`, `rule`, `field`, or of which field.
    pub(super) place: &'p str,
    /// The text that has the word.
    pub(super) text: &'p str,
}

/// Where a word stands, in whatever case, in the plan's order.
pub(super) fn search<'p>(plan: &'p Plan<'_>, word: &str) -> Vec<Hit<'p>> {
    let word = word.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&word);
    plan.subjects().flat_map(|subject| of_subject(subject, &has)).collect()
}

fn of_subject<'p>(subject: &'p Subject<'_>, has: &dyn Fn(&str) -> bool) -> Vec<Hit<'p>> {
    let name = &*subject.name;
    let mut hits = Vec::new();
    let mut add = |place: &'p str, text: &'p str| {
        if has(text) {
            hits.push(Hit { name, place, text });
        }
    };
    add("name", name);
    add("description", &subject.description);
    if let Some(event) = &subject.event {
        event.questions.iter().for_each(|question| add("question", question));
    }
    for rule in &subject.rules {
        add("rule", &rule.sentence);
        add("rule", &rule.because);
    }
    for object in &subject.objects {
        of_fields(object, &mut add);
    }
    hits
}

fn of_fields<'p>(object: &'p Object<'_>, add: &mut dyn FnMut(&'p str, &'p str)) {
    for field in &object.fields {
        add("field", &field.name);
        add(&field.name, &field.description);
        field.values.iter().flatten().for_each(|value| add(&field.name, value));
    }
}
