//! Joins the plan with the schemas: which schema is which event or entity, and what travels with what.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::entries::{self, Count, EntityEntry, Entries, Entry, EventEntry, Text, UseEntry};
use super::schema::Parsed;
use super::{Entity, EntityUse, Event, Model, Schema, examples, names, rules};
use crate::problem::{Problems, Source, join};

/// Reads the plan. What is wrong with it is added to `problems`, and left out of the model.
pub(super) fn read(source: &Source, parsed: Vec<Parsed>, problems: &mut Problems) -> Model {
    let mut model = Model { events: Vec::new(), entities: Vec::new() };
    if let Some(entries) = entries::read(source, problems) {
        let mut plan = Plan { source, problems, entries: &entries, schemas: BTreeMap::new() };
        plan.check_names();
        plan.check_texts();
        plan.check_rules();
        examples::check_names(&mut plan);
        plan.join(parsed);
        model.entities = entries.entities.iter().filter_map(|entry| plan.entity(entry)).collect();
        model.events = entries.events.iter().map(|entry| plan.event(entry)).collect();
    }
    model
}

/// The plan while it is joined.
pub(super) struct Plan<'a> {
    pub source: &'a Source,
    pub problems: &'a mut Problems,
    pub entries: &'a Entries,
    /// The schemas that the plan uses, by URI. `None`: it is there, but what is wrong with it was said before.
    pub schemas: BTreeMap<String, Option<Rc<Schema>>>,
}

impl Plan<'_> {
    /// Says that something is wrong with a text of the plan.
    pub(super) fn problem(
        &mut self,
        at: &Text,
        pointer: &str,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) {
        self.problems.add(self.source.problem(at.span().start, pointer, what, instead));
    }

    /// Each event and each entity has a name of its own, and its schema bears the same.
    fn check_names(&mut self) {
        let entries = self.entries;
        let events =
            entries.events.iter().map(|entry| (&entry.pointer, &entry.says.name, entry.says.schema.as_ref()));
        let entities =
            entries.entities.iter().map(|entry| (&entry.pointer, &entry.says.name, Some(&entry.says.schema)));
        let mut seen = Vec::new();
        for (pointer, name, schema) in events.chain(entities) {
            let at_name = join(pointer, "name");
            if let Some((what, instead)) = names::type_problem(name.get_ref()) {
                self.problem(name, &at_name, what, instead);
            }
            if seen.contains(&name.get_ref()) {
                self.problem(
                    name,
                    &at_name,
                    format!("`{}` is there twice", name.get_ref()),
                    "choose another name",
                );
            }
            seen.push(name.get_ref());
            if let Some(uri) = schema.filter(|uri| uri.get_ref().split('/').nth(1) != Some(name.get_ref())) {
                let what = format!("`{}` is not a schema of the name `{}`", uri.get_ref(), name.get_ref());
                self.problem(uri, &join(pointer, "schema"), what, "give both the same name");
            }
        }
    }

    /// No text is empty: two of an event's go on the wire, the others become documentation. A standard event has no
    /// more than its schema, its description and its source.
    fn check_texts(&mut self) {
        for Entry { pointer, says, .. } in &self.entries.events {
            let EventEntry { name, category, action, description, emitted_by, source, .. } = says;
            self.check_filled(name, pointer, "description", description);
            self.check_filled(name, pointer, "source", source);
            if says.standard {
                self.check_standard(pointer, says);
                continue;
            }
            self.check_filled(name, pointer, "category", category);
            self.check_filled(name, pointer, "action", action);
            self.check_filled(name, pointer, "emitted_by", emitted_by);
            self.check_questions(says, &join(pointer, "questions"));
        }
        for Entry { pointer, says, .. } in &self.entries.entities {
            self.check_filled(&says.name, pointer, "description", &says.description);
            self.check_filled(&says.name, pointer, "source", &says.source);
        }
    }

    fn check_filled(&mut self, name: &Text, pointer: &str, key: &str, text: &str) {
        if text.trim().is_empty() {
            let instead = "say it, as the head of the file asks for";
            self.problem(name, &join(pointer, key), "there is no text", instead);
        }
    }

    /// An event that answers nothing need not be sent.
    fn check_questions(&mut self, event: &EventEntry, pointer: &str) {
        if event.questions.is_empty() {
            let what = format!("`{}` answers no question", event.name.get_ref());
            self.problem(&event.name, pointer, what, "name a product question or a metric that needs it");
        }
        for (index, question) in event.questions.iter().enumerate() {
            self.check_filled(&event.name, pointer, &index.to_string(), question);
            if event.questions.iter().take(index).any(|other| other == question) {
                let what = format!("`{question}` is there twice");
                self.problem(&event.name, &join(pointer, index), what, "leave one of the two out");
            }
        }
    }

    /// A standard event has a schema, and nothing that a plan would say about it.
    fn check_standard(&mut self, pointer: &str, event: &EventEntry) {
        let EventEntry { name, schema, category, action, emitted_by, questions, entities, .. } = event;
        if schema.is_none() {
            let instead = "name the schema that its publisher gives it";
            self.problem(name, &join(pointer, "schema"), "a standard event has a schema", instead);
        }
        let said = [
            ("category", !category.is_empty()),
            ("action", !action.is_empty()),
            ("emitted_by", !emitted_by.is_empty()),
            ("questions", !questions.is_empty()),
            ("entities", !entities.is_empty()),
        ];
        for (key, _) in said.into_iter().filter(|(_, is_said)| *is_said) {
            let what = format!("a standard event has no `{key}`");
            self.problem(name, &join(pointer, key), what, "leave it out");
        }
    }

    /// Makes the schemas complete: names of types, rules, examples.
    fn join(&mut self, parsed: Vec<Parsed>) {
        self.check_all_used(&parsed);
        let mut by_uri: BTreeMap<_, _> =
            parsed.into_iter().map(|parsed| (parsed.uri.clone(), parsed)).collect();
        let used = self.entries.schemas().filter_map(|uri| by_uri.remove(uri.get_ref()));
        let mut used: Vec<Parsed> = used.collect();
        names::assign(
            used.iter_mut().filter_map(|schema| Some((&*schema.name, &mut schema.datum.as_mut()?.1))),
        );
        for Parsed { name, uri, datum, .. } in used {
            let schema = datum.map(|(description, root)| {
                let rules = rules::about(self, &name, &root);
                let examples = examples::of(self, &name, &root);
                Rc::new(Schema { uri: uri.clone(), name, description, root, rules, examples })
            });
            self.schemas.insert(uri, schema);
        }
    }

    /// A schema that no version of is used was forgotten.
    fn check_all_used(&mut self, parsed: &[Parsed]) {
        let used: Vec<&str> = self.entries.schemas().map(|uri| uri.get_ref().as_str()).collect();
        for schema in parsed {
            let any_version = schema.uri.rsplit_once('/').map_or("", |(all, _)| all);
            if !used.iter().any(|uri| uri.rsplit_once('/').is_some_and(|(all, _)| all == any_version)) {
                let source = Source { file: schema.file.clone(), text: String::new() };
                let instead = "add its [[event]] or [[entity]] to tracking-plan.toml";
                self.problems.add(source.problem(
                    0,
                    "",
                    "no event and no entity of the plan uses this schema",
                    instead,
                ));
            }
        }
    }

    /// The schema with this URI; if it is not to be had, a problem tells why.
    fn schema(&mut self, uri: &Text, pointer: &str) -> Option<Rc<Schema>> {
        if let Some(found) = self.schemas.get(uri.get_ref()) {
            return found.clone();
        }
        let what = format!("there is no schema `{}`", uri.get_ref());
        self.problem(
            uri,
            pointer,
            what,
            "write its file, or correct the URI: iglu:<vendor>/<name>/jsonschema/<version>",
        );
        None
    }

    /// The plan and the schema have to say the same: both become documentation.
    fn check_description(&mut self, name: &Text, description: &str, schema: &Schema, pointer: &str) {
        if description != schema.description {
            let what = format!("the description of `{}` differs from its schema's", schema.name);
            self.problem(name, &join(pointer, "description"), what, "write the same text into both");
        }
    }

    fn entity(&mut self, entry: &Entry<EntityEntry>) -> Option<Entity> {
        let EntityEntry { name, schema, description, source } = &entry.says;
        let schema = self.schema(schema, &join(&entry.pointer, "schema"))?;
        self.check_description(name, description, &schema, &entry.pointer);
        Some(Entity { description: description.clone(), source: source.clone(), schema })
    }

    fn event(&mut self, entry: &Entry<EventEntry>) -> Event {
        let EventEntry {
            name,
            schema,
            standard,
            category,
            action,
            description,
            emitted_by,
            source,
            questions,
            entities,
        } = &entry.says;
        let schema = schema.as_ref().and_then(|uri| self.schema(uri, &join(&entry.pointer, "schema")));
        if let Some(schema) = &schema {
            self.check_description(name, description, schema, &entry.pointer);
        }
        let entities = self.entity_uses(entities, &join(&entry.pointer, "entities"));
        Event {
            name: name.get_ref().clone(),
            standard: *standard,
            category: category.clone(),
            action: action.clone(),
            description: description.clone(),
            emitted_by: emitted_by.clone(),
            source: source.clone(),
            questions: questions.clone(),
            rules: rules::about_entities(self, name.get_ref(), &entities),
            schema,
            entities,
        }
    }

    /// The entities of an event, each of them named once.
    fn entity_uses(&mut self, entries: &[UseEntry], pointer: &str) -> Vec<EntityUse> {
        let mut uses = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let (uri, pointer) = (&entry.schema, join(&join(pointer, index), "schema"));
            if entries.iter().take(index).any(|other| other.schema.get_ref() == uri.get_ref()) {
                let what = format!("`{}` is there twice", uri.get_ref());
                self.problem(uri, &pointer, what, "leave one of the two out");
            }
            uses.extend(self.entity_use(entry, &pointer));
        }
        uses
    }

    /// An entity of an event: it has to be an [[entity]] of the plan.
    fn entity_use(&mut self, entry: &UseEntry, pointer: &str) -> Option<EntityUse> {
        let uri = &entry.schema;
        if self.entries.entities.iter().all(|entity| entity.says.schema.get_ref() != uri.get_ref()) {
            let what = format!("`{}` is not an entity of the plan", uri.get_ref());
            self.problem(uri, pointer, what, "add its [[entity]], or correct the URI");
            return None;
        }
        Some(EntityUse { schema: self.schema(uri, pointer)?, required: entry.count == Count::ExactlyOne })
    }
}
