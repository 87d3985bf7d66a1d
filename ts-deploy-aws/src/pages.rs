//! Lists that come in pages. The SDK has paginators for some calls only, and none of them is
//! bounded: an answer that always names one more page would be followed for ever.

use ts_deploy_core::port::PortResult;

use crate::answer::Line;

/// How many pages of one list are read before it counts as one that never ends. The longest lists
/// of a deployment are the events of a stack, a hundred or so a page.
pub(crate) const PAGE_LIMIT: usize = 500;

/// One page: what is on it, and the token of the next.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

/// Every page of a list. A page may be empty and all the same name the next one.
///
/// # Errors
/// What `ask` answers; a list that goes on after [`PAGE_LIMIT`] pages, or whose next page is the
/// same again, since half a list must not be taken for a whole one.
pub(crate) async fn whole<T, F>(
    line: Line,
    operation: &'static str,
    ask: impl FnMut(Option<String>) -> F,
) -> PortResult<Vec<T>>
where
    F: Future<Output = PortResult<Page<T>>>,
{
    let (items, more) = at_most(PAGE_LIMIT, line, operation, ask).await?;
    if more {
        let what = format!("the list goes on after {PAGE_LIMIT} pages");
        return Err(line.unreadable(operation, &what));
    }
    Ok(items)
}

/// The first `limit` pages of a list, and whether there are more.
///
/// # Errors
/// What `ask` answers; a list whose next page is the same again.
pub(crate) async fn at_most<T, F>(
    limit: usize,
    line: Line,
    operation: &'static str,
    mut ask: impl FnMut(Option<String>) -> F,
) -> PortResult<(Vec<T>, bool)>
where
    F: Future<Output = PortResult<Page<T>>>,
{
    let mut items = Vec::new();
    let mut token: Option<String> = None;
    for _ in 0..limit {
        let page = ask(token.clone()).await?;
        items.extend(page.items);
        let next = page.next.filter(|next| !next.is_empty());
        if next.is_none() {
            return Ok((items, false));
        }
        if next == token {
            return Err(line.unreadable(operation, "the list names the same next page again"));
        }
        token = next;
    }
    Ok((items, true))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use ts_deploy_core::target::TargetName;

    use super::*;

    const LINE: Line = Line {
        service: "servicecatalog",
        target: TargetName::Main,
    };

    fn page(items: &[u32], next: Option<&str>) -> Page<u32> {
        Page {
            items: items.to_vec(),
            next: next.map(str::to_owned),
        }
    }

    #[tokio::test]
    async fn an_empty_page_in_the_middle_is_not_the_end() {
        let pages = |token: Option<String>| async move {
            Ok(match token.as_deref() {
                None => page(&[1], Some("second")),
                Some("second") => page(&[], Some("third")),
                _ => page(&[2], None),
            })
        };
        assert_eq!(whole(LINE, "List", pages).await.unwrap(), [1, 2]);
    }

    #[tokio::test]
    async fn an_empty_token_is_the_end() {
        let asked = AtomicUsize::new(0);
        let pages = |_| async {
            asked.fetch_add(1, Ordering::Relaxed);
            Ok(page(&[1], Some("")))
        };
        whole(LINE, "List", pages).await.unwrap();
        assert_eq!(asked.into_inner(), 1);
    }

    #[tokio::test]
    async fn a_list_without_an_end_is_refused() {
        let asked = AtomicUsize::new(0);
        let pages = |_| async {
            let number = asked.fetch_add(1, Ordering::Relaxed);
            Ok(page(&[1], Some(&number.to_string())))
        };
        let error = whole(LINE, "List", pages).await.unwrap_err();
        assert!(error.message.contains("after 500 pages"), "{error}");
    }

    #[tokio::test]
    async fn a_page_that_names_itself_as_the_next_is_refused() {
        let pages = |_| async { Ok(page(&[1], Some("again"))) };
        let error = whole(LINE, "List", pages).await.unwrap_err();
        assert!(error.message.contains("same next page"), "{error}");
    }
}
