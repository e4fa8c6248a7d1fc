//! Text that JavaScript hands in.

use snowgauge_core::encode::{Text, TextEvent};
use snowgauge_core::schema::{EventPlan, Report};
use snowgauge_core::{Datum, Event, Violations};

/// Lines: names in turn with what they name. JSON text has no raw line feed, and JavaScript lets none into other text.
///
/// An event is its name, its data, and then for each entity its schema's URI and its data. One self-describing datum is
/// its URI and its data. Options are their names and values.
pub(crate) struct Lines<'t> {
    rest: Option<&'t str>,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { rest: Some(text) }
    }

    /// The next line; an empty one after the last.
    fn line(&mut self) -> &'t str {
        let rest = self.rest.take().unwrap_or_default();
        // By bytes: the search for a character that `str` has is ten times as much code.
        let Some(at) = rest.bytes().position(|byte| byte == b'\n') else { return rest };
        self.rest = rest.get(at + 1..);
        rest.get(..at).unwrap_or_default()
    }

    /// The event and its entities, if the tracking plan has them all.
    pub(crate) fn event(mut self) -> Result<LinesEvent<'t>, Violations> {
        let (name, data) = self.next().unwrap_or_default();
        let event = Text::event(name, data)?;
        let mut entities = Vec::new();
        let mut unknown = Report::new();
        for (uri, data) in self {
            match Text::entity(uri, data) {
                Ok(entity) => entities.push(entity),
                Err(violations) => unknown.extend(violations),
            }
        }
        match unknown.into_violations() {
            Some(violations) => Err(violations),
            None => Ok(LinesEvent { event, entities }),
        }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        self.rest?;
        Some((self.line(), self.line()))
    }
}

/// An event with its entities.
pub(crate) struct LinesEvent<'t> {
    event: TextEvent<'t>,
    entities: Vec<Text<'t>>,
}

impl Event for LinesEvent<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.event.plan()
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.event.data()
    }

    fn visit_entities(&self, visit: &mut dyn FnMut(&dyn Datum)) {
        for entity in &self.entities {
            visit(entity);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn lines_come_in_pairs_to_the_last() {
        let pairs = |text| Lines::new(text).collect::<Vec<_>>();
        assert_eq!(pairs("a\n1\nb\n2"), [("a", "1"), ("b", "2")]);
        assert_eq!(pairs("a\n1\nb"), [("a", "1"), ("b", "")]);
        assert_eq!(pairs(""), [("", "")]);
        assert_eq!(pairs("ä\n\n"), [("ä", ""), ("", "")]);
    }

    #[test]
    fn an_unknown_event_and_all_unknown_entities_are_told() {
        let codes = |text| {
            let violations = Lines::new(text).event().err().map(snowgauge_core::Violations::into_vec);
            violations.unwrap_or_default().iter().map(|violation| violation.code.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(codes("page_view\n{}"), ["unknown_event"]);
        assert_eq!(codes("suggestion_requested\n{}\na\n{}\nb\n{}"), ["unknown_schema", "unknown_schema"]);
        assert!(codes("suggestion_requested\nnull").is_empty());
    }
}
