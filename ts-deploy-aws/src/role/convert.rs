//! From IAM's types to the port's. Every function is without effects.

use aws_sdk_iam::types;
use percent_encoding::percent_decode_str;
use ts_deploy_core::ids::{PolicyArn, RoleArn};
use ts_deploy_core::port::role::Role;

use crate::read::{Unreadable, present};

/// A policy document, which IAM hands out with its characters escaped as in an address (RFC 3986).
pub(super) fn document(sent: &str, what: &'static str) -> Result<String, Unreadable> {
    let text = percent_decode_str(sent).decode_utf8();
    text.map(String::from).map_err(|_| Unreadable::form(what))
}

pub(super) fn policy_arn(arn: Option<&str>) -> Result<PolicyArn, Unreadable> {
    let what = "the ARN of a policy";
    PolicyArn::parse(present(arn, what)?).map_err(|_| Unreadable::form(what))
}

pub(super) fn role(role: types::Role) -> Result<Role, Unreadable> {
    let what = "the ARN of the role";
    let arn = RoleArn::parse(role.arn).map_err(|_| Unreadable::form(what))?;
    let trust = present(role.assume_role_policy_document, "the role's trust")?;
    let bound = role.permissions_boundary;
    let bound = bound.map(|one| policy_arn(one.permissions_boundary_arn.as_deref()));
    let tags = role.tags.unwrap_or_default().into_iter();
    Ok(Role {
        arn,
        trust: document(&trust, "the role's trust")?,
        boundary: bound.transpose()?,
        tags: tags.map(|tag| (tag.key, tag.value)).collect(),
    })
}
