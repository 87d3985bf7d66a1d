//! Whom the policies of a template's resource let in, and what they allow by wildcards.

use serde_json::Value;

use super::template_bound::{Bound, account_of, bound, bound_by, is_account};
use super::template_text::Made;
use super::template_value::{Lookup, branches, is_unknown};
use crate::ids::AccountId;

/// How deep policies are looked for in a resource.
pub(super) const DEPTH: usize = 32;

/// Resources that let somebody in without a policy: the member that names whom, and those that bind
/// them further.
const LETS_IN: [(&str, &str, &[&str]); 5] = [
    (
        "AWS::Lambda::Permission",
        "Principal",
        &["PrincipalOrgID", "SourceAccount", "SourceArn"],
    ),
    (
        "AWS::Lambda::LayerVersionPermission",
        "Principal",
        &["OrganizationId"],
    ),
    ("AWS::Events::EventBusPolicy", "Principal", &["Condition"]),
    ("AWS::RAM::ResourceShare", "Principals", &[]),
    (
        "AWS::EC2::VPCEndpointServicePermissions",
        "AllowedPrincipals",
        &[],
    ),
];

/// What is read of one resource.
pub(super) struct Reader<'a> {
    /// Its name in the template.
    pub(super) name: &'a str,
    pub(super) own: &'a AccountId,
    pub(super) lookup: Lookup<'a>,
    /// Where it is written down.
    pub(super) made: &'a mut Made,
}

impl Reader<'_> {
    /// Reads the properties of a resource of this type.
    pub(super) fn read(&mut self, kind: &str, properties: &Value) {
        self.policies(properties, DEPTH);
        self.let_in(kind, properties);
    }

    /// Reads every statement of every policy below `value`.
    fn policies(&mut self, value: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            self.unknown("what lies deeper");
            return;
        };
        match value {
            Value::Object(fields) => {
                if let Some(statements) = fields.get("Statement") {
                    for statement in branches(statements) {
                        self.statement(statement);
                    }
                }
                for below in fields.values() {
                    self.policies(below, depth);
                }
            }
            Value::Array(all) => {
                for below in all {
                    self.policies(below, depth);
                }
            }
            // Some resources take their policy as a text.
            Value::String(text) if text.contains("\"Statement\"") => {
                match serde_json::from_str::<Value>(text) {
                    Ok(policy @ Value::Object(_)) => self.policies(&policy, depth),
                    _ => self.unknown("a policy that is written as a text"),
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Reads what a resource without a policy lets in.
    fn let_in(&mut self, kind: &str, properties: &Value) {
        for (of, member, binds) in LETS_IN {
            if of != kind {
                continue;
            }
            let bound = bound_by(properties, binds, self.own, self.lookup);
            if let Some(principals) = properties.get(member) {
                self.principals(principals, &bound);
            }
        }
    }

    fn statement(&mut self, statement: &Value) {
        let effects = self
            .lookup
            .texts(statement.get("Effect").unwrap_or(&Value::Null));
        if !statement.is_object() || effects.iter().any(|effect| is_unknown(effect)) {
            self.unknown("a statement");
            return;
        }
        if !effects.iter().any(|effect| effect == "Allow") {
            return;
        }
        let bound = bound(statement.get("Condition"), self.own, self.lookup);
        for principal in statement.get("Principal").into_iter().flat_map(branches) {
            match principal {
                Value::Object(kinds) if !is_function(kinds.keys().map(String::as_str)) => {
                    for (kind, named) in kinds {
                        match kind.as_str() {
                            "Service" => {}
                            // An id of S3's, which tells no account.
                            "CanonicalUser" => self.canonical(named),
                            _ => self.principals(named, &bound),
                        }
                    }
                }
                other => self.principals(other, &bound),
            }
        }
        if statement.get("NotPrincipal").is_some() {
            let all = "everybody but some (NotPrincipal)";
            self.made.foreign.push(format!("{}: {all}", self.name));
        }
        let actions = statement.get("Action").into_iter().flat_map(branches);
        for action in actions.flat_map(|one| self.lookup.texts(one)) {
            if action.contains('*') {
                self.made.wildcards.push(format!("{}: {action}", self.name));
            }
        }
        if statement.get("NotAction").is_some() {
            let all = "all but some actions (NotAction)";
            self.made.wildcards.push(format!("{}: {all}", self.name));
        }
    }

    fn principals(&mut self, named: &Value, bound: &Bound) {
        for one in branches(named) {
            for text in self.lookup.texts(one) {
                if text == "*" {
                    self.everybody(bound);
                    continue;
                }
                match standing(&text, self.own) {
                    Standing::Own => {}
                    Standing::Foreign => self.made.foreign.push(format!("{}: {text}", self.name)),
                    Standing::Unknown => self.unknown(&text),
                }
            }
        }
    }

    /// Reads what lets everybody in whom a condition does not keep out.
    fn everybody(&mut self, bound: &Bound) {
        match bound {
            Bound::Own => {}
            Bound::Not => self.made.foreign.push(format!("{}: *", self.name)),
            Bound::Foreign(whom) => {
                let whom = format!("{}: * under the condition {whom}", self.name);
                self.made.foreign.push(whom);
            }
            Bound::Unknown(on) => self.unknown(&format!("* under a condition on {on}")),
        }
    }

    fn canonical(&mut self, named: &Value) {
        for one in branches(named) {
            for text in self.lookup.texts(one) {
                // An attribute of what the template makes is its own.
                if !text.starts_with("${") || is_unknown(&text) {
                    self.unknown(&format!("the S3 user {text}"));
                }
            }
        }
    }

    fn unknown(&mut self, what: &str) {
        self.made.unknown.push(format!("{}: {what}", self.name));
    }
}

/// True when these are the members of a function.
fn is_function<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|name| name == "Ref" || name.starts_with("Fn::"))
}

/// Whose a principal is.
enum Standing {
    /// The account's own, a service's, or whom a parameter names: the customer's own decision.
    Own,
    /// Another account's.
    Foreign,
    /// That cannot be told from the template.
    Unknown,
}

fn standing(principal: &str, own: &AccountId) -> Standing {
    let account = account_of(principal).unwrap_or(principal);
    if is_unknown(account) {
        return Standing::Unknown;
    }
    if account == "*" || is_account(account) && account != own.as_str() {
        return Standing::Foreign;
    }
    Standing::Own
}
