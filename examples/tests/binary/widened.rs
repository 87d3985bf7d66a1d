//! The vendor's role lets the vendor do more than was decided: a person's part, which AWS shows.

use serde_json::{Value, json};

use crate::desk::Desk;

const TAKE_AWAY: &str = "aws iam detach-role-policy --role-name acme-acme-tetra-vendor-logs --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess";

/// What is attached to the role, wherever in the saved world it stands.
fn attached(world: &mut Value) -> Option<&mut Value> {
    match world {
        Value::Object(fields) => {
            let role = fields.contains_key("in_profile");
            fields.iter_mut().find_map(|(name, value)| {
                let own = role && name == "attached";
                if own { Some(value) } else { attached(value) }
            })
        }
        Value::Array(items) => items.iter_mut().find_map(attached),
        _ => None,
    }
}

/// Somebody attaches these policies to the role, and takes all others from it.
fn attach(desk: &Desk, policies: &[&str]) {
    let mut world = desk.world();
    *attached(&mut world).unwrap() = json!(policies);
    std::fs::write(desk.journal().join("world.json"), world.to_string()).unwrap();
}

/// A deployment whose role somebody widened, and a run that saw it.
fn widened() -> Desk {
    let desk = Desk::full();
    assert_eq!(desk.run(&["deploy", "SPEC", "--yes"]).code, Some(0));
    attach(&desk, &["arn:aws:iam::aws:policy/ReadOnlyAccess"]);
    desk
}

#[test]
fn verify_fails_and_shows_the_command_that_takes_the_rights_away() {
    let verified = widened().run(&["verify", "SPEC"]);
    assert_eq!(verified.code, Some(1), "{}", verified.out);
    assert!(
        verified
            .out
            .contains("vendor-log-access               OPEN: a person's part"),
        "{}",
        verified.out
    );
    assert!(verified.out.contains(TAKE_AWAY), "{}", verified.out);
}

#[test]
fn a_run_leaves_it_to_a_person_and_succeeds() {
    let ran = widened().run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let end = ran.err.rsplit("left for a person to do:").next().unwrap();
    assert!(end.contains(TAKE_AWAY), "{}", ran.err);
    assert!(
        ran.err
            .contains("Nothing differs but what is left to persons"),
        "{}",
        ran.err
    );
}

#[test]
fn nobodys_word_counts_while_aws_shows_the_contrary() {
    let desk = widened();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let words = ["confirm", "SPEC", "vendor-log-access", "--by", "Jane Doe"];
    let refused = desk.run(&words);
    assert_eq!(refused.code, Some(2), "{}{}", refused.out, refused.err);
    for said in ["has a further policy", TAKE_AWAY] {
        assert!(refused.err.contains(said), "{}", refused.err);
    }
    let rehearsal = refused.err.matches("This is a rehearsal").count();
    assert_eq!(rehearsal, 1, "{}", refused.err);
}

#[test]
fn nothing_has_to_be_confirmed_once_aws_shows_it() {
    let desk = widened();
    desk.run(&["deploy", "SPEC", "--yes"]);
    attach(&desk, &[]);
    let words = ["confirm", "SPEC", "vendor-log-access", "--by", "Jane Doe"];
    let said = desk.run(&words);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(
        said.out.contains("nothing has to be confirmed"),
        "{}",
        said.out
    );
}
