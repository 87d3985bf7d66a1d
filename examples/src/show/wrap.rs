//! Words in the room that a terminal has for them.

/// `text` in lines that break between words: the first has room for `first` characters, the others
/// for `rest`. A word longer than a line stands on a line of its own.
pub(super) fn wrapped(text: &str, first: usize, rest: usize) -> Vec<String> {
    let words = text.trim_start_matches(' ');
    let mut lines: Vec<String> = Vec::new();
    let mut line = " ".repeat(text.len() - words.len());
    let mut bare = true;
    for word in words.split(' ') {
        let room = if lines.is_empty() { first } else { rest };
        let length = line.chars().count() + 1 + word.chars().count();
        if !bare && length > room {
            lines.push(std::mem::take(&mut line));
        } else if !bare {
            line.push(' ');
        }
        line.push_str(word);
        bare = false;
    }
    lines.push(line);
    lines
}

/// `line` in lines of at most `columns` characters, those that follow set in as far as the one that
/// they continue, and by `least` at least.
pub(super) fn hung(line: &str, columns: usize, least: usize) -> String {
    let words = line.trim_start_matches(' ');
    let set_in = (line.len() - words.len()).max(least).min(columns / 2);
    let lines = wrapped(line, columns, columns.saturating_sub(set_in));
    lines.join(&format!("\n{:set_in$}", ""))
}

/// Every line of `text` in lines of at most `columns` characters, those that follow set in a little
/// further than the one that they continue.
pub(super) fn fitted(text: &str, columns: usize) -> String {
    let line = |line: &str| {
        if line.chars().count() <= columns {
            return line.to_owned();
        }
        let words = line.trim_start_matches(' ');
        let set_in = (line.len() - words.len() + 2).min(columns / 2);
        let lines = wrapped(line, columns, columns.saturating_sub(set_in));
        let lines = lines.iter().map(|line| line.trim_end());
        lines.collect::<Vec<_>>().join(&format!("\n{:set_in$}", ""))
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_between_words() {
        assert_eq!(wrapped("one two three", 7, 5), ["one two", "three"]);
    }

    #[test]
    fn what_fits_stays_one_line() {
        assert_eq!(wrapped("one two", 7, 1), ["one two"]);
    }

    #[test]
    fn a_word_longer_than_a_line_stands_alone() {
        assert_eq!(wrapped("a longer b", 3, 3), ["a", "longer", "b"]);
    }

    #[test]
    fn each_line_is_fitted_by_itself_and_goes_on_further_in() {
        let text = "one two three\n    four five six";
        assert_eq!(fitted(text, 13), "one two three\n    four five\n      six");
    }

    #[test]
    fn what_is_hung_goes_on_where_its_first_line_begins() {
        assert_eq!(hung("    one two", 8, 2), "    one\n    two");
    }

    #[test]
    fn what_is_hung_goes_on_as_far_in_as_it_must_at_least() {
        assert_eq!(hung("one two", 5, 2), "one\n  two");
    }

    #[test]
    fn what_is_set_in_stays_set_in() {
        assert_eq!(wrapped("  now it", 5, 5), ["  now", "it"]);
    }
}
