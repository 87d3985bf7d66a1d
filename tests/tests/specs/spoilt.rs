//! Documents with something wrong in them, as people and machines write them.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

/// One thing that is done to a document.
#[derive(Clone, Debug)]
pub(super) enum Spoil {
    /// Another value in the place of one.
    Value(Index, Value),
    /// A field or item taken out.
    Out(Index),
    /// A field that nobody knows.
    Field(Index, String, Value),
    /// A field under a name like its own.
    Misspelt(Index, Index),
    /// A part of the document in the place of another.
    Swapped(Index, Index),
}

pub(super) fn spoils() -> impl Strategy<Value = Vec<Spoil>> {
    let spoil = prop_oneof![
        4 => (any::<Index>(), hostile()).prop_map(|(at, value)| Spoil::Value(at, value)),
        3 => any::<Index>().prop_map(Spoil::Out),
        2 => (any::<Index>(), "\\PC{0,20}", hostile()).prop_map(|(at, name, value)| Spoil::Field(at, name, value)),
        2 => any::<(Index, Index)>().prop_map(|(at, letter)| Spoil::Misspelt(at, letter)),
        1 => any::<(Index, Index)>().prop_map(|(at, from)| Spoil::Swapped(at, from)),
    ];
    prop::collection::vec(spoil, 1..5)
}

/// Values that are not what any field expects, and some that nearly are.
fn hostile() -> impl Strategy<Value = Value> {
    let texts = [
        "",
        " ",
        "null",
        "true",
        "~",
        "0",
        "-1",
        "1e9",
        "012345678901",
        "us-east1",
        "arn:aws:",
        "10.0.0.0/33",
        "../../etc/passwd",
        "a: b",
        "*alias",
        "!!binary x",
        "{{7*7}}",
        "${HOME}",
        "\u{1b}[31mred",
        "\u{202e}txt",
        "\u{0}",
        "line\nline",
        "vpc-0a1b2c3d4e5f60718",
        "db.t2.medium",
        "0 1 * * ? *",
        "latest",
        "v9.9.9",
    ];
    prop_oneof![
        prop::sample::select(texts.to_vec()).prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        (1_usize..6000).prop_map(|n| Value::from("x".repeat(n))),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        (1_usize..40).prop_map(|depth| (0..depth).fold(json!(1), |inner, _| json!([inner]))),
        (1_usize..200).prop_map(|n| json!(vec!["subnet-0a1b2c3d4e5f60711"; n])),
    ]
}

/// `document` with all of this done to it.
pub(super) fn spoilt(mut document: Value, spoils: &[Spoil]) -> Value {
    for spoil in spoils {
        apply(&mut document, spoil);
    }
    document
}

fn apply(document: &mut Value, spoil: &Spoil) {
    let mut paths = Vec::new();
    walk(document, "", &mut paths);
    let at = |index: &Index| paths[index.index(paths.len())].clone();
    match spoil {
        Spoil::Value(index, value) => *document.pointer_mut(&at(index)).unwrap() = value.clone(),
        Spoil::Out(index) => {
            take(document, &at(index));
        }
        Spoil::Field(index, name, value) => {
            if let Some(Value::Object(map)) = document.pointer_mut(&at(index)) {
                map.insert(name.clone(), value.clone());
            }
        }
        Spoil::Misspelt(index, letter) => {
            let path = at(index);
            if let Some((above, name, value)) = take(document, &path) {
                let cut = letter.index(name.chars().count().max(1));
                let wrong: String = name
                    .chars()
                    .enumerate()
                    .filter(|(n, _)| *n != cut)
                    .map(|(_, c)| c)
                    .collect();
                above.insert(wrong, value);
            }
        }
        Spoil::Swapped(index, from) => {
            let value = document.pointer(&at(from)).unwrap().clone();
            *document.pointer_mut(&at(index)).unwrap() = value;
        }
    }
}

/// Takes a field out of its map; nothing happens to items of lists.
fn take<'a>(
    document: &'a mut Value,
    path: &str,
) -> Option<(&'a mut Map<String, Value>, String, Value)> {
    let (above, name) = path.rsplit_once('/')?;
    let name = name.replace("~1", "/").replace("~0", "~");
    let Some(Value::Object(map)) = document.pointer_mut(above) else {
        return None;
    };
    let value = map.remove(&name)?;
    Some((map, name, value))
}

/// The JSON pointers of all values, the whole document's first.
fn walk(value: &Value, path: &str, paths: &mut Vec<String>) {
    paths.push(path.to_owned());
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                let name = name.replace('~', "~0").replace('/', "~1");
                walk(value, &format!("{path}/{name}"), paths);
            }
        }
        Value::Array(items) => {
            for (n, value) in items.iter().enumerate() {
                walk(value, &format!("{path}/{n}"), paths);
            }
        }
        _ => {}
    }
}

/// What is done to the text of a document.
#[derive(Clone, Debug)]
pub(super) enum Garble {
    /// Nothing.
    Nothing,
    /// It ends here.
    Cut(Index),
    /// This is put in here.
    Insert(Index, String),
    /// A line comes twice.
    Twice(Index),
}

pub(super) fn garbles() -> impl Strategy<Value = Garble> {
    let odd = [
        "\t",
        "\u{0}",
        "&a *a",
        "<<: *b",
        "? :",
        "\"",
        "---\n",
        "%YAML 9\n",
        "\u{feff}",
        "}}",
        "- - -",
        "#",
        "!!map ",
    ];
    prop_oneof![
        6 => Just(Garble::Nothing),
        1 => any::<Index>().prop_map(Garble::Cut),
        2 => (any::<Index>(), prop::sample::select(odd.to_vec())).prop_map(|(at, text)| Garble::Insert(at, text.to_owned())),
        1 => (any::<Index>(), "\\PC{1,30}").prop_map(|(at, text)| Garble::Insert(at, text)),
        1 => any::<Index>().prop_map(Garble::Twice),
    ]
}

/// `text` with this done to it.
pub(super) fn garbled(text: &str, garble: &Garble) -> String {
    let cut = |index: &Index| {
        let near = index.index(text.len().max(1));
        (0..=near)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap()
    };
    match garble {
        Garble::Nothing => text.to_owned(),
        Garble::Cut(index) => text[..cut(index)].to_owned(),
        Garble::Insert(index, odd) => {
            let (before, after) = text.split_at(cut(index));
            format!("{before}{odd}{after}")
        }
        Garble::Twice(index) => {
            let lines: Vec<&str> = text.lines().collect();
            let again = index.index(lines.len().max(1));
            let doubled = lines
                .iter()
                .enumerate()
                .flat_map(|(n, line)| std::iter::repeat_n(*line, if n == again { 2 } else { 1 }));
            doubled.collect::<Vec<_>>().join("\n")
        }
    }
}
