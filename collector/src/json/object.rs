//! The members of an object: few of them as a rule, so a list is quicker than a map.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::Json;

/// Up to how many members are compared with each other to find a repeated name; beyond, a map finds it.
const FEW: usize = 24;

/// The members of one object, in the order of the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Object<'a> {
    members: Vec<(Cow<'a, str>, Json<'a>)>,
    place: Range<usize>,
}

/// Two objects are the same wherever they stand in their texts.
impl PartialEq for Object<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.members.len() == other.members.len()
            && self.members.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

impl Eq for Object<'_> {}

impl<'a> Object<'a> {
    /// An object of these members, read at a place of a text; of a name that is repeated, the last one stays.
    pub(super) fn new(mut members: Vec<(Cow<'a, str>, Json<'a>)>, place: Range<usize>) -> Self {
        if has_repeated(&members) {
            let last: HashMap<Cow<'a, str>, usize> =
                members.iter().enumerate().map(|(index, (name, _))| (name.clone(), index)).collect();
            let mut index = 0;
            members.retain(|(name, _)| {
                index += 1;
                last.get(name) == Some(&(index - 1))
            });
        }
        Self { members, place }
    }

    /// The bytes of the text that it was read from.
    pub(crate) fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// How many members there are.
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// The member of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Json<'a>> {
        self.members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Takes a member out.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Json<'a>> {
        let index = self.members.iter().position(|(known, _)| known == name)?;
        Some(self.members.remove(index).1)
    }

    /// The list of them.
    pub(crate) fn members(&self) -> &[(Cow<'a, str>, Json<'a>)] {
        &self.members
    }

    /// Names and values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Json<'a>)> {
        self.members.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The members themselves.
    pub(crate) fn into_members(self) -> Vec<(Cow<'a, str>, Json<'a>)> {
        self.members
    }
}

fn has_repeated(members: &[(Cow<'_, str>, Json<'_>)]) -> bool {
    if members.len() > FEW {
        let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_ref()).collect();
        names.sort_unstable();
        return names.windows(2).any(|pair| matches!(pair, [a, b] if a == b));
    }
    let mut rest = members;
    while let Some(((name, _), tail)) = rest.split_first() {
        if tail.iter().any(|(other, _)| other == name) {
            return true;
        }
        rest = tail;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn of_a_repeated_name_the_last_stays() {
        for copies in [2, FEW + 2] {
            let members: Vec<String> = (0..copies).map(|n| format!(r#""a":{n},"b{n}":0"#)).collect();
            let text = format!("{{{}}}", members.join(","));
            let Json::Object(object) = parse(&text).unwrap() else { panic!("{text}") };
            assert_eq!(object.len(), copies + 1);
            assert_eq!(object.get("a"), Some(&Json::Number((copies - 1).to_string().into())));
        }
    }

    #[test]
    fn knows_its_place() {
        let text = r#" [ {"a" : {}} ]"#;
        let Json::Array(items) = parse(text).unwrap() else { panic!("{text}") };
        assert_eq!(&text[items[0].as_object().unwrap().place()], r#"{"a" : {}}"#);
    }
}
