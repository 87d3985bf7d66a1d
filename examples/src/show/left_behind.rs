//! What was made, and the spec says nothing about any more.

use std::fmt::Write as _;

use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::LeftBehind;
use ts_deploy_core::target::Target;

/// What no step is about any more, with what to do; `None` where there is nothing such. `targets` say
/// in which region each of it is.
pub(crate) fn left_behind(left: &[LeftBehind], targets: &[Target]) -> Option<String> {
    if left.is_empty() {
        return None;
    }
    let mut text = "Left behind: by the journal it was made, and this spec says nothing about it, so that no command \
                    looks at it or removes it"
        .to_owned();
    for one in left {
        let target = targets
            .iter()
            .find(|target| Some(target.name) == one.target);
        let place = target.map_or_else(String::new, |target| format!(" in {target}"));
        let seen = one.seen.map_or_else(
            || ", not seen to end well".to_owned(),
            |at| format!(", last seen {}", at.strftime("%Y-%m-%d %H:%M:%SZ")),
        );
        let what = printable(&one.what, 400);
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {}: {what}{place}{seen}", one.step);
        let _ = write!(
            text,
            "\n    To do: put it back into the spec; or, if it is there still, remove it by hand"
        );
        let region =
            target.map_or_else(String::new, |target| format!(" --region {}", target.region));
        let dot = if one.removal.is_empty() { "." } else { ":" };
        text.push_str(dot);
        for line in &one.removal {
            let _ = write!(text, "\n      {}{region}", printable(line, 600));
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use ts_deploy_core::ids::{AccountId, Region};
    use ts_deploy_core::plan::StepId;
    use ts_deploy_core::target::TargetName;

    use super::*;

    fn main() -> Target {
        Target {
            name: TargetName::Main,
            account: AccountId::parse("111122223333").unwrap(),
            region: Region::parse("eu-central-1").unwrap(),
        }
    }

    #[test]
    fn what_is_left_behind_is_told_with_the_command_that_removes_it() {
        let left = LeftBehind {
            step: StepId::known("parameter-licence"),
            what: "parameter /acme/licence".to_owned(),
            target: Some(TargetName::Main),
            seen: Some(jiff::Timestamp::UNIX_EPOCH),
            removal: vec!["aws ssm delete-parameter --name /acme/licence".to_owned()],
        };
        insta::assert_snapshot!(left_behind(&[left], &[main()]).unwrap(), @"
        Left behind: by the journal it was made, and this spec says nothing about it, so that no command looks at it or removes it
          parameter-licence: parameter /acme/licence in main (111122223333 in eu-central-1), last seen 1970-01-01 00:00:00Z
            To do: put it back into the spec; or, if it is there still, remove it by hand:
              aws ssm delete-parameter --name /acme/licence --region eu-central-1
        ");
    }
}
