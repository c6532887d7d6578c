//! The marks `«…»` of bad examples, written into the files of rules without touching anything else there.

use toml_edit::{DocumentMut, Item, Value};
use yishen::pack::PackSources;
use yishen::rule::Example;

/// A rule's file with its bad examples marked anew.
pub(crate) struct Blessed {
    pub(crate) source: String,
    /// Texts that were changed, as they were and as they are.
    pub(crate) changes: Vec<(String, String)>,
    /// Texts in which the rule reports nothing.
    pub(crate) silent: Vec<String>,
}

/// The sources with a mark in every bad example: those without would be refused before anything can be found in them.
pub(crate) fn with_marks(sources: &PackSources) -> PackSources {
    let mut all = PackSources::new();
    for (path, text) in sources.iter() {
        let marked = edited(text, |_, text, title| {
            let unmarked = !text.contains('«') && !title.as_deref().is_some_and(|title| title.contains('«'));
            if unmarked {
                text.push_str("«»");
            }
        });
        all.insert(path, marked.unwrap_or_else(|| text.to_owned()));
    }
    all
}

/// The rule's file with the marks of `examples`, which are its bad ones in order.
pub(crate) fn marked(source: &str, examples: &[Option<Example>]) -> Blessed {
    let (mut changes, mut silent) = (Vec::new(), Vec::new());
    let mut change = |old: &mut String, new: &str| {
        if old != new {
            changes.push((std::mem::replace(old, new.to_owned()), new.to_owned()));
        }
    };
    let edited = edited(source, |nth, text, title| match examples.get(nth) {
        Some(Some(example)) => {
            change(text, &example.text);
            if let (Some(old), Some(new)) = (title, &example.title) {
                change(old, new);
            }
        }
        _ => silent.push(text.clone()),
    });
    Blessed { source: edited.unwrap_or_else(|| source.to_owned()), changes, silent }
}

/// The file with its bad examples edited: each by its number, with its text and its title. None for a file that is no
/// rule's.
fn edited(source: &str, mut edit: impl FnMut(usize, &mut String, &mut Option<String>)) -> Option<String> {
    let mut document: DocumentMut = source.parse().ok()?;
    let examples = document.get_mut("bad").and_then(Item::as_array_mut)?;
    for (nth, example) in examples.iter_mut().enumerate() {
        let string = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let table = example.as_inline_table();
        let (old, old_title) = match table {
            Some(table) => (string(table.get("text")), string(table.get("title"))),
            None => (string(Some(example)), None),
        };
        let Some(old) = old else { continue };
        let (mut text, mut title) = (old.clone(), old_title.clone());
        edit(nth, &mut text, &mut title);
        if text != old {
            replace(example.as_inline_table_mut().and_then(|table| table.get_mut("text")), &text);
            if example.is_str() {
                replace(Some(example), &text);
            }
        }
        if let (true, Some(title)) = (title != old_title, title) {
            replace(example.as_inline_table_mut().and_then(|table| table.get_mut("title")), &title);
        }
    }
    Some(document.to_string())
}

/// Puts another string in the place of one, with the space and the comments around it.
fn replace(place: Option<&mut Value>, text: &str) {
    if let Some(place) = place {
        let decor = place.decor().clone();
        *place = Value::from(text);
        *place.decor_mut() = decor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "title = \"词\" # 说明\nbad = [\n  \"我院«疗效最好»，欢迎\", # 第一条\n  { text = \"全国最好\", channel = \"weibo\" },\n]\n";

    fn example(text: &str) -> Option<Example> {
        Some(Example {
            text: text.into(),
            title: None,
            format: yishen::Format::Text,
            channel: None,
            genre: None,
            given: yishen::Facts::default(),
            severity: None,
        })
    }

    #[test]
    fn only_the_marks_of_bad_examples_change() {
        let blessed = marked(RULE, &[example("我院疗效«最好»，欢迎"), example("«全国最好»")]);
        assert_eq!(blessed.source, RULE.replace("«疗效最好»", "疗效«最好»").replace("\"全国最好\"", "\"«全国最好»\""));
        assert_eq!(blessed.changes.len(), 2);
    }

    #[test]
    fn an_example_that_gives_nothing_stays_as_it_is() {
        let blessed = marked(RULE, &[example("我院«疗效最好»，欢迎"), None]);
        assert_eq!(blessed.source, RULE);
        assert_eq!(blessed.silent, ["全国最好"]);
    }
}
