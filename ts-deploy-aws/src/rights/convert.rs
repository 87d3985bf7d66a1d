//! From IAM's results to verdicts. There are two shapes of them: today one result an action, with a
//! result for each resource inside, and before that one result for each action and resource.

use aws_sdk_iam::types::{
    EvaluationResult, OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail,
    PolicyEvaluationDecisionType,
};
use ts_deploy_core::port::rights::{ActionVerdict, Decision};

/// The verdict about an action over all results that are about it; `None` when there is none.
pub(super) fn verdict(action: &str, results: &[EvaluationResult]) -> Option<ActionVerdict> {
    // IAM's actions have no case.
    let about = |one: &&EvaluationResult| one.eval_action_name().eq_ignore_ascii_case(action);
    let mut verdicts = results.iter().filter(about).map(|one| single(action, one));
    let first = verdicts.next()?;
    Some(verdicts.fold(first, merged))
}

fn decision(decided: &PolicyEvaluationDecisionType) -> Decision {
    match decided.as_str() {
        "allowed" => Decision::Allowed,
        "implicitDeny" => Decision::ImplicitDeny,
        "explicitDeny" => Decision::ExplicitDeny,
        _ => Decision::Unknown,
    }
}

/// What one result says.
fn single(action: &str, result: &EvaluationResult) -> ActionVerdict {
    let inner = result.resource_specific_results();
    let mut strictest = decision(result.eval_decision());
    let mut refused_on = Vec::new();
    let mut missing_context = result.missing_context_values().to_vec();
    let mut by_boundary = result
        .permissions_boundary_decision_detail()
        .map(PermissionsBoundaryDecisionDetail::allowed_by_permissions_boundary);
    for one in inner {
        let decided = decision(one.eval_resource_decision());
        strictest = strictest.stricter(decided);
        if decided != Decision::Allowed {
            refused_on.push(one.eval_resource_name().to_owned());
        }
        missing_context.extend_from_slice(one.missing_context_values());
        let detail = one.permissions_boundary_decision_detail();
        let told = detail.map(PermissionsBoundaryDecisionDetail::allowed_by_permissions_boundary);
        by_boundary = both(by_boundary, told);
    }
    // With results inside, the name outside is the template of a name, not a resource.
    if inner.is_empty() && strictest != Decision::Allowed {
        refused_on.extend(result.eval_resource_name().map(str::to_owned));
    }
    missing_context.sort();
    missing_context.dedup();
    ActionVerdict {
        action: action.to_owned(),
        decision: strictest,
        refused_on,
        allowed_by_organizations: result
            .organizations_decision_detail()
            .map(OrganizationsDecisionDetail::allowed_by_organizations),
        allowed_by_boundary: by_boundary,
        missing_context,
    }
}

fn merged(mut one: ActionVerdict, other: ActionVerdict) -> ActionVerdict {
    one.decision = one.decision.stricter(other.decision);
    one.refused_on.extend(other.refused_on);
    one.allowed_by_organizations =
        both(one.allowed_by_organizations, other.allowed_by_organizations);
    one.allowed_by_boundary = both(one.allowed_by_boundary, other.allowed_by_boundary);
    one.missing_context.extend(other.missing_context);
    one.missing_context.sort();
    one.missing_context.dedup();
    one
}

/// Allowed by both, as far as it is told.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one && other),
        (one, other) => one.or(other),
    }
}
