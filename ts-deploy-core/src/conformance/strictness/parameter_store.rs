//! Strictness of the parameter store: writes that AWS takes and that nobody can want.

use std::collections::BTreeMap;

use crate::conformance::promises::parameter_store::Shelf;
use crate::conformance::{Kept, Subject};
use crate::port::ErrorKind;
use crate::port::parameter_store::{PutMode, PutRequest};

/// An overwrite with the value that is there is refused. AWS makes one more version of the same,
/// and after a hundred of them the oldest are dropped.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is let through.
pub async fn an_overwrite_with_the_same_is_refused(subject: &Subject) -> Kept {
    let Some(shelf) = Shelf::new(subject, "an_overwrite_with_the_same_is_refused")? else {
        return Ok(());
    };
    let tried = async {
        let path = shelf.made("one", "green").await?;
        let request = PutRequest {
            mode: PutMode::Overwrite,
            ..Shelf::request(&path, "green")
        };
        let put = || shelf.store.changes.put(&request);
        let refused = shelf.trial.refused(ErrorKind::Invalid, put).await;
        refused.map(drop)
    };
    shelf.cleared(&["one"], tried).await
}

/// An overwrite of what is not there is not found. AWS makes it, without its tags; whoever
/// overwrites saw something that is gone.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is let through.
pub async fn an_overwrite_of_what_is_not_there_is_not_found(subject: &Subject) -> Kept {
    let promise = "an_overwrite_of_what_is_not_there_is_not_found";
    let Some(shelf) = Shelf::new(subject, promise)? else {
        return Ok(());
    };
    let tried = async {
        let request = PutRequest {
            mode: PutMode::Overwrite,
            ..Shelf::request(&shelf.path("one")?, "green")
        };
        let put = || shelf.store.changes.put(&request);
        let refused = shelf.trial.refused(ErrorKind::NotFound, put).await;
        refused.map(drop)
    };
    shelf.cleared(&["one"], tried).await
}

/// A parameter's tag with an empty value is refused, as one of a product is: the two would differ
/// otherwise, and cost reports miss it.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is let through.
pub async fn a_parameters_tag_without_a_value_is_refused(subject: &Subject) -> Kept {
    let promise = "a_parameters_tag_without_a_value_is_refused";
    let Some(shelf) = Shelf::new(subject, promise)? else {
        return Ok(());
    };
    let tried = async {
        let request = PutRequest {
            mode: PutMode::Create {
                tags: BTreeMap::from([("costs".to_owned(), String::new())]),
            },
            ..Shelf::request(&shelf.path("one")?, "green")
        };
        let put = || shelf.store.changes.put(&request);
        let refused = shelf.trial.refused(ErrorKind::Invalid, put).await;
        refused.map(drop)
    };
    shelf.cleared(&["one"], tried).await
}
