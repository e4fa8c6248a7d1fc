//! The plan as people read it.

use std::fmt::Write as _;

use serde_json::Value;

use super::model::{Field, Object, OfEvent, Plan, Rule, Subject};
use super::search::Hit;
use crate::terminal::Paint;

/// The widest that a line gets.
const WIDTH: usize = 100;

/// A page under construction.
struct Page {
    text: String,
    paint: Paint,
}

impl Page {
    fn new(paint: Paint) -> Self {
        Self { text: String::new(), paint }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn heading(&mut self, heading: &str) {
        let heading = self.paint.strong(heading).into_owned();
        self.line("");
        self.line(&heading);
    }

    /// A text in lines of a readable width; the first begins with `first`, the others with as many spaces.
    fn text(&mut self, first: &str, text: &str) {
        let indent = " ".repeat(first.chars().count());
        let options = textwrap::Options::new(WIDTH)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .initial_indent(first)
            .subsequent_indent(&indent);
        for line in textwrap::wrap(text, options) {
            self.line(&line);
        }
    }
}

/// Every event and entity in a line.
pub(super) fn contents(plan: &Plan<'_>, paint: Paint) -> String {
    let mut page = Page::new(paint);
    let width = plan.names().map(str::len).max().unwrap_or(0);
    let is_standard = |subject: &Subject<'_>| subject.event.as_ref().is_some_and(|event| event.standard);
    let (standard, own): (Vec<_>, Vec<_>) = plan.events.iter().partition(|event| is_standard(event));
    let groups =
        [("Events", own), ("Standard events", standard), ("Entities", plan.entities.iter().collect())];
    for (heading, subjects) in groups {
        page.heading(heading);
        for subject in subjects {
            page.text(&format!("  {:width$}  ", subject.name), &subject.description);
        }
    }
    page.line("");
    page.line("`snowgauge plan NAME` tells all of one; `snowgauge plan --search WORD` finds a word.");
    page.text.split_off(1)
}

/// All of one event or entity.
pub(super) fn subject(subject: &Subject<'_>, paint: Paint) -> String {
    let mut page = Page::new(paint);
    let kind = if subject.event.is_some() { "event" } else { "entity" };
    page.line(&format!("{} ({kind})", paint.strong(&subject.name)));
    page.text("  ", &subject.description);
    page.line("");
    if let Some(event) = &subject.event {
        about_event(&mut page, event);
    }
    page.line(&format!(
        "  Schema        {}",
        subject.schema.as_deref().unwrap_or("none: all it says is in its entities")
    ));
    page.line(&format!("  Source        {}", subject.source));
    let mut objects = subject.objects.iter();
    if let Some(data) = objects.next() {
        page.heading("Fields");
        fields(&mut page, data);
    }
    for object in objects {
        page.heading(&format!("Fields of {}", object.name));
        page.text("  ", &object.description);
        fields(&mut page, object);
    }
    rules(&mut page, &subject.rules);
    let questions = subject.event.iter().flat_map(|event| &event.questions);
    for (index, question) in questions.enumerate() {
        if index == 0 {
            page.heading("Answers");
        }
        page.text("  - ", question);
    }
    page.text
}

fn about_event(page: &mut Page, event: &OfEvent<'_>) {
    let OfEvent { standard, category, action, emitted_by, entities, .. } = event;
    if *standard {
        page.line("  Standard      Snowplow's own: self-describing under every framing");
        return;
    }
    page.line(&format!("  Sent by       {emitted_by}"));
    page.line(&format!("  Category      {category}"));
    page.line(&format!("  Action        {action}"));
    let entities: Vec<String> = entities
        .iter()
        .map(|entity| {
            format!("{} {}", if entity.required { "exactly one" } else { "optionally one" }, entity.name)
        })
        .collect();
    if !entities.is_empty() {
        page.text("  Travels with  ", &entities.join(", "));
    }
}

fn fields(page: &mut Page, object: &Object<'_>) {
    for field in &object.fields {
        let Field { name, required, type_name, description, example, .. } = field;
        let presence = if *required { "required" } else { "optional" };
        page.line(&format!("  {}  {}", page.paint.strong(name), page.paint.faint(presence)));
        page.text("      ", type_name);
        page.text("      ", description);
        if *example != Value::Null {
            page.text("      ", &format!("Example: {example}"));
        }
    }
    if let Some(other) = &object.other_fields {
        page.text("  ", &format!("Other fields are allowed, each: {other}."));
    }
}

fn rules(page: &mut Page, rules: &[Rule<'_>]) {
    for (index, rule) in rules.iter().enumerate() {
        if index == 0 {
            page.heading("Rules");
        }
        let mut text = String::new();
        if let Some(field) = &rule.field {
            _ = write!(text, "`{field}`: ");
        }
        _ = write!(text, "{} (\"{}\")", rule.sentence, rule.because);
        page.text("  - ", &text);
    }
}

/// Where a word was found.
pub(super) fn hits(hits: &[Hit<'_>], word: &str, paint: Paint) -> String {
    let mut page = Page::new(paint);
    let mut name = "";
    for hit in hits {
        if hit.name != name {
            name = hit.name;
            page.heading(name);
        }
        page.text(&format!("  {}: ", hit.place), hit.text);
    }
    if hits.is_empty() {
        return format!("Nothing in the tracking plan has '{}' in it.\n", crate::terminal::shown(word));
    }
    page.text.split_off(1)
}
