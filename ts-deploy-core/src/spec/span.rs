//! Where in the text something stands.

use crate::finding::Finding;

/// A place in the document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The byte in the text at which it begins, from 0.
    pub offset: usize,
    /// How many bytes it covers; 0 when it marks a point.
    pub len: usize,
}

impl Span {
    /// The first byte of the text.
    pub(super) const START: Self = Self {
        line: 1,
        column: 1,
        offset: 0,
        len: 0,
    };

    /// The span of a location, with offsets taken from line and column where the parser gives
    /// none. `None` when the location is not known. It always lies within `text`.
    pub(super) fn of(location: serde_saphyr::Location, text: &str) -> Option<Self> {
        let line = usize::try_from(location.line()).ok().filter(|l| *l > 0)?;
        let column = usize::try_from(location.column()).unwrap_or(1).max(1);
        let bytes = |count: Option<u64>| count.and_then(|count| usize::try_from(count).ok());
        let inside = location.span();
        let offset = bytes(inside.byte_offset())
            .filter(|offset| text.is_char_boundary(*offset))
            .unwrap_or_else(|| offset_of(text, line, column));
        let len = bytes(inside.byte_len())
            .filter(|len| {
                offset
                    .checked_add(*len)
                    .is_some_and(|end| text.is_char_boundary(end))
            })
            .unwrap_or(0);
        Some(Self {
            line,
            column,
            offset,
            len,
        })
    }

    /// The text that it covers, without what the parser counts to it after its end.
    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.offset..self.offset.saturating_add(self.len))
            .unwrap_or_default()
    }
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = text
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum::<usize>();
    let within = text.get(start..).unwrap_or_default();
    start
        + within
            .char_indices()
            .nth(column - 1)
            .map_or(within.len(), |(at, _)| at)
}

/// A finding and where in the text it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The finding.
    pub finding: Finding,
    /// Where it is; `None` when it is about no place in the text.
    pub span: Option<Span>,
}

impl std::fmt::Display for Located {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(span) = self.span {
            write!(f, "{}:{} ", span.line, span.column)?;
        }
        self.finding.fmt(f)
    }
}
