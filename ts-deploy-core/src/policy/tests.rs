//! The table against the calls of the ports, and what the policies of a deployment hold.

use std::collections::BTreeSet;

use super::{MANAGED_LIMIT, Phase, PolicyDocument, Source, operation, table};

/// Operations that no port is named after, and why a backend calls them all the same.
const BESIDES: [(&str, &str, &str); 5] = [
    (
        "s3",
        "GetBucketLocation",
        "a backend tells a bucket elsewhere from an ended session with it",
    ),
    (
        "servicecatalog",
        "DescribeProduct",
        "a backend reads guidance and dates of versions with it",
    ),
    (
        "servicecatalog",
        "SearchProvisionedProducts",
        "a backend finds the stack of a launch with it",
    ),
    (
        "es",
        "DescribeElasticsearchDomain",
        "a backend reads whether a domain is being changed with it",
    ),
    (
        "cloudformation",
        "DescribeEvents",
        "a backend asks it what a validation found",
    ),
];

/// What ports call that is no call of AWS.
const NO_AWS: [(&str, &str); 1] = [("https", "GET")];

/// Service and operation of every call in the hook around the ports.
fn calls_of_ports() -> BTreeSet<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/port/hook");
    let files = std::fs::read_dir(folder).unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    texts.flat_map(|text| calls_in(&text)).collect()
}

fn calls_in(text: &str) -> Vec<(String, String)> {
    let calls = text.split("self.call(").skip(1).filter_map(|call| {
        let (service, rest) = call.split_once(',')?;
        let operation = quoted(rest)?;
        let service = service.trim();
        let spelled = match quoted(service) {
            Some(word) => word,
            None => quoted(text.split_once(&format!("const {service}: &str ="))?.1)?,
        };
        Some((spelled, operation))
    });
    calls.collect()
}

/// The first text in quotation marks.
fn quoted(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('"')?;
    Some(rest.split_once('"')?.0.to_owned())
}

#[test]
fn every_call_of_a_port_has_its_rights_in_the_table() {
    let calls = calls_of_ports();
    assert!(calls.len() > 60, "{calls:?}");
    let missing: Vec<_> = calls
        .iter()
        .filter(|(service, name)| !NO_AWS.contains(&(service, name)))
        .filter(|(service, name)| operation(service, name).is_none())
        .collect();
    assert!(missing.is_empty(), "add rows to policy/table: {missing:?}");
}

#[test]
fn every_row_of_the_table_is_called_by_a_port_or_has_a_reason() {
    let calls = calls_of_ports();
    let unused: Vec<_> = table()
        .filter(|row| !calls.contains(&(row.service.to_owned(), row.operation.to_owned())))
        .map(|row| (row.service, row.operation))
        .filter(|row| !BESIDES.iter().any(|one| (one.0, one.1) == *row))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn what_is_called_besides_is_no_call_of_a_port() {
    let calls = calls_of_ports();
    for (service, name, why) in BESIDES {
        let call = (service.to_owned(), name.to_owned());
        assert!(!calls.contains(&call), "{name} is one: not only {why}");
    }
}

#[test]
fn no_operation_stands_in_the_table_twice() {
    let mut seen = BTreeSet::new();
    for row in table() {
        assert!(
            seen.insert((row.service, row.operation)),
            "{}",
            row.operation
        );
    }
}

#[test]
fn an_action_is_named_in_full_and_an_implied_one_says_why() {
    for need in table().flat_map(|row| row.needs) {
        let (service, name) = need.action.split_once(':').unwrap();
        assert!(!service.is_empty() && !name.is_empty(), "{}", need.action);
        assert!(!need.action.contains(['*', '?']), "{}", need.action);
        assert_ne!(need.source, Source::Implied(""), "{}", need.action);
    }
}

#[test]
fn only_who_am_i_takes_no_right() {
    let free: Vec<_> = table().filter(|row| row.needs.is_empty()).collect();
    let names: Vec<_> = free.iter().map(|row| row.operation).collect();
    assert_eq!(names, ["GetCallerIdentity"]);
}

#[cfg(feature = "spec")]
mod samples {
    use super::{MANAGED_LIMIT, Phase, PolicyDocument};
    use crate::deployment::Deployment;
    use crate::policy::{LeastPolicies, least};
    use crate::spec;
    #[cfg(feature = "sim")]
    use crate::{check::Preflight, sim::SimCloud};

    const FULL: &str = include_str!("../../../examples/specs/full.yaml");
    const MINIMAL: &str = include_str!("../../../examples/specs/minimal.yaml");
    const EXISTING_VPC: &str = include_str!("../../../examples/specs/existing-vpc.yaml");

    fn read(text: &str) -> Deployment {
        let reading = spec::read(text);
        reading
            .deployment
            .unwrap_or_else(|| panic!("{:?}", reading.findings))
    }

    /// The resources on which `action` is allowed, over all policies.
    fn allowed(least: &LeastPolicies, action: &str) -> Vec<String> {
        let documents = least.policies.iter().map(|policy| &policy.document);
        let statements = documents.flat_map(|document| &document.statements);
        let allowing = statements.filter(|one| one.actions.contains(action));
        allowing.flat_map(|one| one.resources.clone()).collect()
    }

    fn document(least: &LeastPolicies, account: &str) -> PolicyDocument {
        let mut found = least
            .policies
            .iter()
            .filter(|one| one.account.as_str() == account);
        found.next().unwrap().document.clone()
    }

    #[test]
    fn every_policy_of_every_sample_fits_into_a_managed_policy() {
        for (text, phase) in [FULL, MINIMAL, EXISTING_VPC]
            .into_iter()
            .flat_map(|text| Phase::ALL.map(|phase| (text, phase)))
        {
            for policy in least(&read(text), phase).policies {
                let characters = policy.document.characters();
                assert!(characters <= MANAGED_LIMIT, "{}: {characters}", policy.name);
            }
        }
    }

    #[test]
    fn a_policy_is_written_as_people_write_it() {
        let least = least(&read(FULL), Phase::Fix);
        let text = document(&least, "444455556666").to_json();
        let logs: Vec<&str> = text
            .lines()
            .skip_while(|line| !line.contains("Logs1"))
            .take(9)
            .collect();
        insta::assert_snapshot!(logs.join("\n"), @r#"
              "Sid": "Logs1",
              "Effect": "Allow",
              "Action": [
                "logs:DescribeResourcePolicies",
                "logs:PutResourcePolicy"
              ],
              "Resource": [
                "*"
              ]
        "#);
    }

    #[test]
    fn what_is_printed_is_what_is_counted() {
        for phase in Phase::ALL {
            for policy in least(&read(FULL), phase).policies {
                let printed: serde_json::Value =
                    serde_json::from_str(&policy.document.to_json()).unwrap();
                assert_eq!(printed, policy.document.to_value(), "{phase}");
            }
        }
    }

    #[test]
    fn each_account_has_a_policy_of_its_own_that_names_no_other_account() {
        let least = least(&read(FULL), Phase::Dr);
        let text = document(&least, "444455556666").to_json();
        assert!(!text.contains("111122223333"), "{text}");
        assert!(
            text.contains("arn:aws:cloudformation:us-east-2:444455556666:stack/"),
            "{text}"
        );
    }

    /// What was called and stands in no row of `phase`.
    #[cfg(feature = "sim")]
    fn not_allowed(cloud: &SimCloud, phase: Phase) -> Vec<String> {
        let calls = cloud.calls().into_iter().map(|(call, _)| call);
        let allowed = |call: &String| {
            let (service, name) = call.split_once(':').unwrap_or_default();
            let mut uses = crate::policy::operation(service, name)
                .into_iter()
                .flat_map(|row| row.used);
            uses.any(|(used, _)| *used == phase)
        };
        calls.filter(|call| !allowed(call)).collect()
    }

    #[cfg(feature = "sim")]
    #[tokio::test]
    async fn all_that_the_checks_call_stands_in_the_rights_of_their_phase() {
        for text in [FULL, MINIMAL, EXISTING_VPC] {
            let deployment = read(text);
            let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap());
            cloud.furnish_for(&deployment);
            let ports = cloud.ports(&deployment.targets());
            let checks = crate::check::rows::all(&deployment);
            Preflight::run(&checks, ports.readers(), &cloud.clock()).await;
            let missing = not_allowed(&cloud, Phase::Preflight);
            assert!(missing.is_empty(), "{missing:?}");
        }
    }

    #[test]
    fn who_watches_may_change_nothing() {
        let watch = least(&read(FULL), Phase::Watch);
        let statements = watch
            .policies
            .iter()
            .flat_map(|one| &one.document.statements);
        let changing: Vec<_> = statements
            .flat_map(|one| one.actions.clone())
            .filter(|action| {
                let name = action.split(':').nth(1).unwrap_or_default();
                let reads = ["Describe", "List", "Get", "Search", "Decrypt"];
                !reads.iter().any(|verb| name.starts_with(verb))
            })
            .collect();
        assert!(changing.is_empty(), "{changing:?}");
    }

    #[test]
    fn a_deployment_without_secrets_has_no_rights_on_parameters() {
        let least = least(&read(MINIMAL), Phase::Deploy);
        assert!(allowed(&least, "ssm:PutParameter").is_empty());
    }

    #[test]
    fn parameters_are_allowed_by_their_paths() {
        let text = format!(
            "{MINIMAL}\nsecrets:\n  - path: /acme/token\n    value: {{ env: ACME_TOKEN }}\n    kms_key: alias/acme\n"
        );
        let least = least(&read(&text), Phase::Deploy);
        let region = read(&text).data_layer.target().region.clone();
        let account = read(&text).data_layer.target().account.clone();
        assert_eq!(
            allowed(&least, "ssm:PutParameter"),
            [format!(
                "arn:aws:ssm:{region}:{account}:parameter/acme/token"
            )]
        );
        // Rights name keys and never aliases, so that every key is allowed, through SSM only.
        assert_eq!(
            allowed(&least, "kms:Decrypt"),
            [format!("arn:aws:kms:{region}:{account}:key/*")]
        );
        assert!(
            document(&least, account.as_str())
                .to_json()
                .contains("kms:ViaService")
        );
    }

    #[test]
    fn aws_own_key_takes_no_right_of_kms() {
        let text = format!(
            "{MINIMAL}\nsecrets:\n  - path: /acme/token\n    value: {{ env: ACME_TOKEN }}\n"
        );
        assert!(allowed(&least(&read(&text), Phase::Deploy), "kms:Decrypt").is_empty());
    }

    #[test]
    fn single_sign_on_writes_its_own_parameters_only() {
        let least = least(&read(FULL), Phase::Sso);
        let resources = allowed(&least, "ssm:PutParameter");
        assert!(!resources.is_empty());
        for resource in resources {
            assert!(resource.contains("/ECS/ts-service-"), "{resource}");
        }
    }

    #[test]
    fn a_partition_is_named_in_every_resource() {
        let text = MINIMAL.replace("us-east-1", "us-gov-west-1");
        let least = least(&read(&text), Phase::Deploy);
        let text = least.policies[0].document.to_json();
        assert!(
            text.contains("arn:aws-us-gov:cloudformation:us-gov-west-1:"),
            "{text}"
        );
        assert!(!text.contains("arn:aws:"), "{text}");
    }

    #[test]
    fn a_phase_that_the_deployment_does_not_have_is_said_and_gives_no_policy() {
        let why = [
            (
                Phase::Dr,
                "no disaster recovery (disaster_recovery, targets.dr)",
            ),
            (Phase::Sso, "no single sign-on (single_sign_on)"),
        ];
        for (phase, why) in why {
            let least = least(&read(MINIMAL), phase);
            assert_eq!(least.policies, []);
            let note = format!(
                "Nothing of this deployment is done in the phase {phase}, so that there is nothing to allow: the spec \
                 decides {why}."
            );
            assert_eq!(least.notes, [note]);
        }
    }

    #[test]
    fn whoever_mends_is_told_that_all_rows_are_looked_at_first() {
        let notes = least(&read(MINIMAL), Phase::Fix).notes.join("\n");
        assert!(notes.contains("also goes through preflight"), "{notes}");
    }

    #[test]
    fn a_service_linked_role_is_made_for_the_services_of_the_platform_alone() {
        let least = least(&read(MINIMAL), Phase::Fix);
        let documents = least.policies.iter().map(|policy| &policy.document);
        let statements = documents.flat_map(|document| &document.statements);
        let linking = statements.filter(|one| one.actions.contains("iam:CreateServiceLinkedRole"));
        let services: Vec<String> = linking
            .map(|one| {
                let condition = one.condition.as_ref().unwrap();
                assert_eq!(condition.key, "iam:AWSServiceName");
                let path = format!("role/aws-service-role/{}/*", condition.value);
                assert!(one.resources.iter().all(|arn| arn.ends_with(&path)));
                condition.value.clone()
            })
            .collect();
        let expected = [
            "ecs.amazonaws.com",
            "es.amazonaws.com",
            "opensearchservice.amazonaws.com",
        ];
        assert_eq!(services, expected);
    }

    #[test]
    fn what_only_tasks_after_a_deployment_do_is_no_right_of_checks_and_fixes() {
        let deployment = read(FULL);
        for phase in [Phase::Preflight, Phase::Fix] {
            let least = least(&deployment, phase);
            let documents = least.policies.iter().map(|policy| &policy.document);
            let statements = documents.flat_map(|document| &document.statements);
            let actions = statements.flat_map(|one| &one.actions);
            let of_tasks: Vec<&String> = actions
                .filter(|action| action.starts_with("eks:") || action.starts_with("es:"))
                .collect();
            assert!(of_tasks.is_empty(), "{phase}: {of_tasks:?}");
        }
    }

    #[test]
    fn what_a_template_makes_is_named_as_not_knowable() {
        let notes = least(&read(MINIMAL), Phase::Deploy).notes.join("\n");
        assert!(notes.contains("launch role"), "{notes}");
        assert!(notes.contains("accessanalyzer"), "{notes}");
    }

    #[test]
    fn the_role_that_is_assumed_is_whose_rights_these_are() {
        let notes = least(&read(EXISTING_VPC), Phase::Deploy).notes.join("\n");
        assert!(notes.contains("needs sts:AssumeRole on it"), "{notes}");
    }
}

mod size {
    use super::{MANAGED_LIMIT, PolicyDocument};
    use crate::policy::document::Gathered;

    fn actions(documents: &[PolicyDocument]) -> usize {
        let statements = documents.iter().flat_map(|document| &document.statements);
        statements
            .map(|one| one.actions.len() * one.resources.len())
            .sum()
    }

    /// So many parameters that they fit into no policy.
    fn many() -> Vec<PolicyDocument> {
        let mut gathered = Gathered::default();
        let path = |n| format!("arn:aws:ssm:us-east-1:111122223333:parameter/acme/value-{n}");
        gathered.allow("ssm:PutParameter", (0..400).map(path).collect(), None);
        gathered.allow("ssm:DescribeParameters", vec!["*".to_owned()], None);
        gathered.documents(MANAGED_LIMIT)
    }

    #[test]
    fn what_fits_into_no_policy_is_parted_into_several_within_the_limit() {
        let documents = many();
        assert!(documents.len() > 1);
        for document in &documents {
            assert!(document.characters() <= MANAGED_LIMIT);
        }
    }

    #[test]
    fn nothing_is_lost_where_it_is_parted() {
        assert_eq!(actions(&many()), 401);
    }

    #[test]
    fn what_is_allowed_on_everything_names_nothing_else() {
        let mut gathered = Gathered::default();
        gathered.allow("s3:GetObject", vec!["arn:aws:s3:::a/*".to_owned()], None);
        gathered.allow("s3:GetObject", vec!["*".to_owned()], None);
        let documents = gathered.documents(MANAGED_LIMIT);
        let resources: Vec<_> = documents[0].statements[0].resources.iter().collect();
        assert_eq!(resources, ["*"]);
    }
}
