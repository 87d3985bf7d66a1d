//! What an object store answered, for people: S3 answers in XML, of which they need two elements.

/// An error of an object store in words. The error's own type is not kept: its words hold the answer as
/// it came.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub(super) struct Answer {
    words: String,
}

impl Answer {
    /// What `error` and the errors below it say.
    pub(super) fn of(error: &object_store::Error) -> Self {
        let words = crate::error::chain(error);
        Self {
            words: without_xml(&words),
        }
    }
}

/// `words` with each document of an error in XML as its code, its message and the request's id.
fn without_xml(words: &str) -> String {
    const END: &str = "</Error>";
    let mut said = String::new();
    let mut rest = words;
    while let Some((before, from, after)) = document(rest, END) {
        said.push_str(before.trim_end());
        said.push(' ');
        said.push_str(&in_short(from));
        rest = after;
    }
    said.push_str(rest);
    said
}

/// The first such document, with what stands before and after it.
fn document<'a>(words: &'a str, end: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let error = words.find("<Error>")?;
    let head = words.get(..error)?.rfind("<?xml");
    let begin = head.unwrap_or(error);
    let length = words.get(begin..)?.find(end)?.saturating_add(end.len());
    let (before, from) = words.split_at_checked(begin)?;
    let (document, after) = from.split_at_checked(length)?;
    Some((before, document, after))
}

fn in_short(document: &str) -> String {
    let code = element(document, "Code");
    let message = element(document, "Message");
    let said: Vec<String> = [code, message].into_iter().flatten().collect();
    let request = element(document, "RequestId");
    let request = request.map(|id| format!(" (request {id})"));
    format!("{}{}", said.join(": "), request.unwrap_or_default())
}

/// The text of the first element of this name; `None` when there is none, or it is empty.
fn element(document: &str, name: &str) -> Option<String> {
    let (_, after) = document.split_once(&format!("<{name}>"))?;
    let (text, _) = after.split_once(&format!("</{name}>"))?;
    // The ampersand last: what it stands for must not be read twice.
    let escaped = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    let text = escaped
        .iter()
        .fold(text.trim().to_owned(), |text, (of, to)| {
            text.replace(of, to)
        });
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_answer_in_xml_people_see_code_message_and_request() {
        let said = "Client error with status 403 Forbidden: <?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>\
                    AccessDenied</Code><Message>User &quot;ana&quot; is not authorized</Message><RequestId>4442587FB7\
                    D0A2F9</RequestId><HostId>x</HostId></Error> (tried once)";
        insta::assert_snapshot!(without_xml(said), @r#"Client error with status 403 Forbidden: AccessDenied: User "ana" is not authorized (request 4442587FB7D0A2F9) (tried once)"#);
    }

    #[test]
    fn an_answer_with_a_code_alone_is_that_code() {
        assert_eq!(
            without_xml("<Error><Code>NoSuchBucket</Code></Error>").trim(),
            "NoSuchBucket"
        );
    }

    #[test]
    fn words_that_are_no_xml_stay_as_they_are() {
        for said in ["connection refused", "<Error> without an end", ""] {
            assert_eq!(without_xml(said), said);
        }
    }
}
