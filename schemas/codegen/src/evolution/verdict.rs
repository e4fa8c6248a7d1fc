//! Whether a version number fits what changed.

use std::fmt;

use super::change::Change;
use super::compare::changes;
use super::files::{Document, Side};
use crate::version::{Level, SchemaVer};

/// One version of a schema, compared with the one before it.
#[derive(Debug)]
pub struct Judged {
    /// Vendor and name.
    pub name: String,
    /// The version before; none for a schema's first one.
    pub from: Option<SchemaVer>,
    /// The version.
    pub to: SchemaVer,
    /// What changed.
    pub changes: Vec<Change>,
    /// Why the number does not fit, and what to do instead; `None` if it fits.
    pub refused: Option<String>,
    /// What is worth knowing though the number fits.
    pub note: Option<String>,
}

/// All that was compared.
#[derive(Debug)]
pub struct Report {
    /// The versions that are new, changed or gone.
    pub judged: Vec<Judged>,
    /// How many versions are as they were.
    pub unchanged: usize,
}

impl Report {
    /// Whether every version number fits.
    pub fn fits(&self) -> bool {
        self.judged.iter().all(|judged| judged.refused.is_none())
    }
}

/// Judges each version of the newer side.
pub(super) fn judge(old: &Side, new: &Side) -> Report {
    if let ([was], [is], false) = (&*old.documents, &*new.documents, new.is_folder) {
        return judge_files(was, is);
    }
    let mut report = Report { judged: Vec::new(), unchanged: 0 };
    for document in &new.documents {
        match find(&old.documents, &document.name, document.version) {
            Some(published) => report.published(published, document),
            None => report.judged.push(judge_new(document, old, new)),
        }
    }
    let gone = old.documents.iter().filter(|was| find(&new.documents, &was.name, was.version).is_none());
    report.judged.extend(gone.map(judge_gone));
    report
}

fn judge_files(was: &Document, is: &Document) -> Report {
    let mut report = Report { judged: Vec::new(), unchanged: 0 };
    if was.name != is.name {
        let refused = format!("the older file is of another schema, {}: give two versions of one", was.name);
        report.judged.push(Judged { refused: Some(refused), ..first(is) });
    } else if was.version == is.version {
        report.published(was, is);
    } else {
        report.judged.push(judge_step(was, is));
    }
    report
}

impl Report {
    /// A version that was there before has to be as it was.
    fn published(&mut self, was: &Document, is: &Document) {
        let changes = compared(was, is);
        let Some(level) = level(&changes) else {
            self.unchanged += 1;
            return;
        };
        let version = is.version;
        let refused = format!(
            "a published version never changes. These changes are {}: write them into {}, and restore {version}",
            article(level),
            version.next(level)
        );
        let (name, from, refused) = (is.name.clone(), Some(version), Some(refused));
        self.judged.push(Judged { name, from, to: version, changes, refused, note: None });
    }
}

/// A version that was not there before, compared with the greatest one below it.
fn judge_new(document: &Document, old: &Side, new: &Side) -> Judged {
    // Of a version that both have, the older side's counts: it is what was sent. Of equal ones the last is the greatest.
    let all = new.documents.iter().chain(&old.documents);
    let below = all.filter(|other| other.name == document.name && other.version < document.version);
    let Some(before) = below.max_by_key(|other| other.version) else {
        let refused = (document.version != SchemaVer::FIRST)
            .then(|| format!("the first version of a schema is {}", SchemaVer::FIRST));
        return Judged { refused, ..first(document) };
    };
    judge_step(before, document)
}

fn judge_step(was: &Document, is: &Document) -> Judged {
    let (from, to) = (was.version, is.version);
    let changes = compared(was, is);
    let mut judged = Judged { from: Some(from), changes, ..first(is) };
    let Some(needed) = level(&judged.changes) else {
        judged.refused = Some(format!("nothing changed: stay with {from}"));
        return judged;
    };
    match from.step_to(to) {
        Some(step) if step == needed => {}
        // That a field means something else by now is to be seen in no schema.
        Some(step) if step > needed => {
            let smaller = from.next(needed);
            judged.note = Some(format!(
                "larger than these changes ask for ({smaller} would do); right if the meaning changed, too"
            ));
        }
        Some(_) => {
            judged.refused =
                Some(format!("these changes are {}: write {}", article(needed), from.next(needed)));
        }
        None => {
            let next = from.next(needed);
            judged.refused = Some(format!(
                "{to} does not follow {from}. These changes are {}: write {next}",
                article(needed)
            ));
        }
    }
    judged
}

fn judge_gone(was: &Document) -> Judged {
    let refused = "a published version is gone, and events that were sent under it need it: restore it";
    Judged { refused: Some(refused.into()), ..first(was) }
}

fn first(document: &Document) -> Judged {
    let (name, to) = (document.name.clone(), document.version);
    Judged { name, from: None, to, changes: Vec::new(), refused: None, note: None }
}

fn find<'d>(documents: &'d [Document], name: &str, version: SchemaVer) -> Option<&'d Document> {
    documents.iter().find(|document| document.name == name && document.version == version)
}

fn compared(was: &Document, is: &Document) -> Vec<Change> {
    let (Some(old), Some(new)) = (was.json(), is.json()) else { return Vec::new() };
    changes((&was.source, &old), (&is.source, &new))
}

/// What all the changes together are.
fn level(changes: &[Change]) -> Option<Level> {
    changes.iter().map(|change| change.level).max()
}

fn article(level: Level) -> String {
    let article = if level == Level::Addition { "an" } else { "a" };
    format!("{article} {level}")
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, from, to, changes, refused, note } = self;
        write!(f, "{name} ")?;
        match from {
            Some(from) if from == to => write!(f, "{to}")?,
            Some(from) => write!(f, "{from} -> {to}")?,
            None => write!(f, "{to}")?,
        }
        match level(changes) {
            Some(level) => write!(f, ": {}", article(level))?,
            None if from.is_none() && refused.is_none() => f.write_str(": new")?,
            None => {}
        }
        changes.iter().try_for_each(|change| write!(f, "\n  {change}"))?;
        note.iter().try_for_each(|note| write!(f, "\n  note: {note}"))?;
        refused.iter().try_for_each(|refused| write!(f, "\n  REFUSED: {refused}"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.judged.iter().try_for_each(|judged| writeln!(f, "{judged}"))?;
        let refused = self.judged.iter().filter(|judged| judged.refused.is_some()).count();
        let judged = if self.judged.len() == 1 { "version" } else { "versions" };
        let unchanged = if self.unchanged == 1 { "it was" } else { "they were" };
        let counts = (self.judged.len(), self.unchanged);
        write!(f, "{} {judged} judged, {} as {unchanged}, {refused} refused", counts.0, counts.1)
    }
}
