//! What others script against: exit codes, stdout, JSON.

use std::io::Read as _;
use std::process::Stdio;

use crate::desk::Desk;

#[test]
fn a_wrong_spec_is_invalid_points_at_its_line_and_calls_nothing() {
    let desk = Desk::full();
    desk.rewrite(|text| text.replace("us-east-1", "virginia"));
    let refused = desk.run(&["deploy", "SPEC", "--yes"]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.err.contains("\"virginia\" is not an AWS region"),
        "{}",
        refused.err
    );
    assert!(refused.err.contains("spec.yaml:"), "{}", refused.err);
    assert!(!desk.folder.path().join(".ts-deploy").exists());
}

#[test]
fn validate_prints_all_findings_as_one_object() {
    let desk = Desk::full();
    desk.rewrite(|text| {
        text.replace("us-east-1", "virginia")
            .replace("task_throughput: 40", "task_throughput: 0")
    });
    let ran = desk.run(&["validate", "SPEC", "--format", "json"]);
    assert_eq!(ran.code, Some(2));
    let findings = ran.lines()[0]["findings"].as_array().unwrap().clone();
    let ids: Vec<&str> = findings.iter().filter_map(|f| f["id"].as_str()).collect();
    assert!(ids.contains(&"value-invalid"), "{ids:?}");
    // What says that more checks are left is about no line.
    assert_eq!(ids.last(), Some(&"checks-left"));
    let placed = findings.iter().filter(|f| f["line"].is_u64()).count();
    assert_eq!(placed, findings.len() - 1, "{findings:?}");
}

/// The findings that `validate` prints of a spec changed so.
fn validated(change: impl Fn(&str) -> String) -> Vec<serde_json::Value> {
    let desk = Desk::full();
    let old = r#"{"Resources": {"Copy": {"Properties": {"Runtime": "python3.7"}}}}"#;
    std::fs::write(desk.folder.path().join("tool.json"), old).unwrap();
    desk.rewrite(change);
    let ran = desk.run(&["validate", "SPEC", "--format", "json"]);
    ran.lines()[0]["findings"].as_array().unwrap().clone()
}

/// The line at which `validate` finds `id`; `None` when it does not.
fn line_of(findings: &[serde_json::Value], id: &str) -> Option<u64> {
    let found = findings.iter().find(|one| one["id"] == id)?;
    found["line"].as_u64()
}

#[test]
fn validate_says_what_disaster_recovery_doubts_at_its_line() {
    let found = validated(|text| {
        text.replace(
            "retention_days: 30\n  objectives",
            "retention_days: 7\n  objectives",
        )
    });
    let line = 1 + include_str!("../../specs/full.yaml")
        .lines()
        .position(|line| line.trim() == "retention_days: 30")
        .unwrap() as u64;
    assert_eq!(
        line_of(&found, "copy-retention-shorter"),
        Some(line),
        "{found:?}"
    );
}

#[test]
fn validate_refuses_a_template_that_is_not_there() {
    let found = validated(|text| {
        let url = r#"{ url: "https://acme-templates.s3.us-east-2.amazonaws.com/dr.yml" }"#;
        text.replace(url, "{ file: dr.yml }")
    });
    assert!(
        line_of(&found, "template-unreadable").is_some(),
        "{found:?}"
    );
}

#[test]
fn validate_finds_a_runtime_that_aws_refuses_in_a_template_on_disk() {
    let found = validated(|text| {
        let url = "https://acme-templates.s3.us-east-1.amazonaws.com/snapshots_tool_rds_dest.json";
        text.replace(&format!("url: \"{url}\""), "file: tool.json")
    });
    let ids: Vec<&str> = found.iter().filter_map(|one| one["id"].as_str()).collect();
    assert!(ids.contains(&"runtime-refused"), "{ids:?}");
}

#[test]
fn without_a_terminal_and_without_yes_nothing_is_begun() {
    let desk = Desk::full();
    let refused = desk.run(&["deploy", "SPEC"]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.err.contains("agree to the plan with --yes"),
        "{}",
        refused.err
    );
}

#[cfg(not(feature = "aws"))]
#[test]
fn aws_in_a_binary_without_it_is_invalid_and_names_the_feature() {
    let refused = Desk::full().run(&["plan", "SPEC", "--backend", "aws"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("--features aws"), "{}", refused.err);
}

#[test]
fn an_unknown_option_is_invalid_and_help_is_not() {
    assert_eq!(
        Desk::full().run(&["deploy", "SPEC", "--frobnicate"]).code,
        Some(2)
    );
    assert_eq!(Desk::full().run(&["--help"]).code, Some(0));
}

#[test]
fn json_is_one_object_a_line_and_always_ends_with_how_it_finished() {
    let desk = Desk::full();
    let lines = desk
        .run(&["deploy", "SPEC", "--yes", "--format", "json"])
        .lines();
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["event"], &last["outcome"], &last["exit"]),
        (&"finished".into(), &"succeeded".into(), &0.into())
    );
    let head = last["head"].as_str().unwrap();
    assert!(lines.iter().all(|line| line["event"].is_string()));
    let verified = desk.run(&[
        "journal",
        "verify",
        ".ts-deploy/acme-production",
        "--head",
        head,
    ]);
    assert_eq!(verified.code, Some(0), "{}", verified.err);
}

#[test]
fn json_of_a_run_that_never_began_ends_with_how_it_finished_too() {
    let desk = Desk::full();
    desk.rewrite(|text| text.replace("us-east-1", "virginia"));
    let lines = desk
        .run(&["deploy", "SPEC", "--yes", "--format", "json"])
        .lines();
    assert!(
        lines
            .iter()
            .any(|line| line["event"] == "finding" && line["id"] == "value-invalid")
    );
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["event"], &last["exit"]),
        (&"finished".into(), &2.into())
    );
}

#[test]
fn json_is_one_object_a_line_whatever_is_printed() {
    let desk = Desk::full();
    for words in [
        &["init"][..],
        &["schema"],
        &["params", "SPEC", "data"],
        &["params", "SPEC", "dr"],
        &["policy", "SPEC", "--phase", "deploy"],
        &["validate", "SPEC"],
        &["plan", "SPEC"],
    ] {
        let lines = desk.run(&[words, &["--format", "json"]].concat()).lines();
        let [object] = lines.as_slice() else {
            panic!("{words:?} prints {} lines", lines.len());
        };
        assert!(object.is_object(), "{words:?}");
    }
}

#[test]
fn parameters_as_json_say_how_each_is_spelled_and_where_it_comes_from() {
    let ran = Desk::full().run(&["params", "SPEC", "service", "--format", "json"]);
    let parameters = ran.lines()[0]["parameters"].as_array().unwrap().clone();
    let of = |key: &str| {
        let mut found = parameters.iter().filter(|one| one["key"] == key);
        found.next().unwrap().clone()
    };
    assert_eq!(of("DataStack")["spelling"], "awaited");
    assert_eq!(of("NoDNSWeb")["value"], "false");
    assert!(of("NoDNSWeb")["from"].is_string());
}

#[test]
fn a_command_line_that_cannot_be_read_ends_with_how_it_finished_too() {
    for format in [&["--format", "json"][..], &["--format=json"]] {
        let refused = Desk::full().run(&[&["plan"][..], format].concat());
        assert_eq!(refused.code, Some(2));
        let last = refused.lines().last().unwrap().clone();
        assert_eq!(
            (&last["event"], &last["exit"]),
            (&"finished".into(), &2.into())
        );
        assert!(last["error"].as_str().unwrap().contains("SPEC"), "{last}");
    }
}

#[test]
fn a_consent_that_is_missing_is_told_to_programs_as_data() {
    let desk = Desk::full();
    desk.run(&["deploy", "SPEC", "--yes"]);
    let refused = desk.run(&["destroy", "SPEC", "--yes", "--format", "json"]);
    assert_eq!(refused.code, Some(3));
    let lines = refused.lines();
    let [.., plan, last] = lines.as_slice() else {
        panic!("two lines at least: {}", refused.out);
    };
    let needed = plan["consents_needed"].as_array().unwrap();
    let words: Vec<_> = needed
        .iter()
        .filter_map(|one| one["allow"].as_str())
        .collect();
    assert!(words.contains(&"destroy:data-layer"), "{plan}");
    assert!(plan["steps"].is_array() && plan["digest"].is_string());
    let error = last["error"].as_str().unwrap();
    assert!(!error.contains('\n'), "{error}");
    assert!(error.contains("--allow destroy:data-layer"), "{error}");
}

#[test]
fn each_policy_is_a_document_of_iam_however_many_there_are() {
    let printed = Desk::full().run(&["policy", "SPEC", "--phase", "preflight"]);
    let documents = serde_json::Deserializer::from_str(&printed.out).into_iter();
    let documents: Vec<serde_json::Value> = documents.map(Result::unwrap).collect();
    assert!(documents.len() > 1, "{}", printed.out);
    assert!(documents.iter().all(|one| one["Statement"].is_array()));
}

#[test]
fn the_rights_on_a_journal_in_a_bucket_are_told_beside_the_policies() {
    let words = ["policy", "SPEC", "--phase", "deploy", "--journal"];
    let ran = |journal| Desk::full().run(&[&words[..], &[journal]].concat());
    let told = ran("s3://acme-journals/production?region=us-west-2");
    assert_eq!(told.code, Some(0), "{}", told.err);
    let said = "s3:GetObject and s3:PutObject on arn:aws:s3:::acme-journals/production/*, and s3:ListBucket on \
                arn:aws:s3:::acme-journals, for the credentials of main";
    assert!(told.err.contains(said), "{}", told.err);
    assert!(!ran("journal").err.contains("ListBucket"));
    assert_eq!(ran("s3://acme-journals").code, Some(2));
}

#[test]
fn a_phase_in_which_nothing_is_done_has_no_policy_and_says_why() {
    let desk = Desk::with(include_str!("../../specs/minimal.yaml"));
    let words = ["policy", "SPEC", "--phase", "dr"];
    let ran = desk.run(&words);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
    let why = "there is nothing to allow: the spec decides no disaster recovery";
    assert!(ran.err.contains(why), "{}", ran.err);
    let lines = desk
        .run(&[&words[..], &["--format", "json"]].concat())
        .lines();
    assert_eq!(lines[0]["policies"], serde_json::json!([]));
}

#[test]
fn a_duration_that_cannot_be_read_is_refused_with_one_that_can() {
    let refused = Desk::full().run(&["plan", "SPEC", "--poll-floor", "abc"]);
    assert_eq!(refused.code, Some(2));
    let said = "write a duration such as 30s or 5m";
    assert!(refused.err.contains(said), "{}", refused.err);
}

#[test]
fn a_journal_without_a_record_is_not_said_to_lack_a_tail() {
    let desk = Desk::full();
    std::fs::create_dir_all(desk.journal()).unwrap();
    let (code, said) = proved(&desk, &["--head", &"0".repeat(64)]);
    assert_eq!(code, Some(7));
    assert!(said.contains("the journal has no record"), "{said}");
    assert_eq!(proved(&desk, &[]).0, Some(2));
}

#[test]
fn parameters_are_printed_as_the_aws_cli_takes_them() {
    let desk = Desk::full();
    let ran = desk.run(&["params", "SPEC", "data", "--as", "service-catalog"]);
    let pairs: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
    assert!(
        pairs.contains(&serde_json::json!({"Key": "EnableDR", "Value": "true"})),
        "{pairs:?}"
    );
    let ran = desk.run(&["params", "SPEC", "service", "--as", "cloudformation"]);
    let pairs: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
    assert!(
        pairs.contains(&serde_json::json!({"ParameterKey": "NoDNSWeb", "ParameterValue": "false"}))
    );
    assert!(
        ran.err.contains("left out: DataStack: known later"),
        "{}",
        ran.err
    );
}

#[test]
fn a_journal_that_was_changed_is_named_by_its_record() {
    // Short enough to have no checkpoint, from which on alone a deploy reads.
    let desk = Desk::with(include_str!("../../specs/minimal.yaml"));
    desk.run(&["deploy", "SPEC", "--yes"]);
    let record = desk.journal().join("records/000000000004.json");
    let text = std::fs::read_to_string(&record).unwrap();
    std::fs::write(&record, text.replace("\"seen\":\"", "\"seen\":\"x")).unwrap();
    let ran = desk.run(&["journal", "verify", ".ts-deploy/acme-production"]);
    assert_eq!(ran.code, Some(7));
    assert!(
        ran.err.contains("record 5 does not follow from record 4"),
        "{}",
        ran.err
    );
    assert_eq!(desk.run(&["deploy", "SPEC", "--yes"]).code, Some(7));
}

#[test]
fn what_is_wrong_with_a_journal_is_said_in_the_same_words_by_whoever_reads_it() {
    let desk = Desk::with(include_str!("../../specs/minimal.yaml"));
    desk.run(&["deploy", "SPEC", "--yes"]);
    std::fs::remove_file(record(&desk, 4)).unwrap();
    let said = |words: &[&str]| {
        let said = desk.run(words).err;
        let at = said.find("the journal is not whole").unwrap();
        let (words, folder) = (&said[at..], desk.journal().display().to_string());
        words.replace(&folder, "JOURNAL")
    };
    let folder = desk.journal();
    let verified = said(&["journal", "verify", folder.to_str().unwrap()]);
    assert_eq!(verified, said(&["status", "SPEC"]));
    assert!(
        verified.contains("(journal JOURNAL)\nKeep it as it is"),
        "{verified}"
    );
}

#[cfg(unix)]
#[test]
fn a_journal_that_cannot_be_read_is_no_wrong_word_on_the_command_line() {
    let desk = Desk::full();
    // A folder without rights is read all the same by the administrator.
    let folder = desk.journal().with_file_name("loop");
    std::fs::create_dir_all(folder.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&folder, &folder).unwrap();
    let head = "0".repeat(64);
    let words = ["journal", "verify", folder.to_str().unwrap()];
    for more in [&[][..], &["--head", &head]] {
        let ran = desk.run(&[&words, more].concat());
        assert_eq!(ran.code, Some(7), "{}", ran.err);
        assert!(ran.err.contains("cannot be read"), "{}", ran.err);
    }
}

/// A deployment, and the hash of its journal's last record.
fn with_head() -> (Desk, String) {
    let desk = Desk::full();
    let lines = desk
        .run(&["deploy", "SPEC", "--yes", "--format", "json"])
        .lines();
    let head = lines.last().unwrap()["head"].as_str().unwrap().to_owned();
    (desk, head)
}

/// What `journal verify` says of the desk's journal, with its exit code.
fn proved(desk: &Desk, more: &[&str]) -> (Option<i32>, String) {
    let words = ["journal", "verify", ".ts-deploy/acme-production"];
    let words: Vec<&str> = words.into_iter().chain(more.iter().copied()).collect();
    let ran = desk.run(&words);
    (ran.code, ran.err)
}

fn record(desk: &Desk, number: u32) -> std::path::PathBuf {
    desk.journal().join(format!("records/{number:012}.json"))
}

#[test]
fn a_missing_record_is_named() {
    let (desk, _) = with_head();
    std::fs::remove_file(record(&desk, 5)).unwrap();
    let (code, said) = proved(&desk, &[]);
    assert_eq!(code, Some(7));
    assert!(said.contains("record 5 is missing"), "{said}");
}

#[test]
fn swapped_records_are_named() {
    let (desk, _) = with_head();
    let [one, other] = [5, 6].map(|number| record(&desk, number));
    let [text, others] = [&one, &other].map(|path| std::fs::read(path).unwrap());
    std::fs::write(&one, others).unwrap();
    std::fs::write(&other, text).unwrap();
    let (code, said) = proved(&desk, &[]);
    assert_eq!(code, Some(7));
    assert!(said.contains("record 5 says it is record 6"), "{said}");
}

#[test]
fn a_tail_that_was_cut_off_is_found_by_the_head_that_was_kept() {
    let (desk, head) = with_head();
    let records = std::fs::read_dir(desk.journal().join("records")).unwrap();
    let last = u32::try_from(records.count()).unwrap();
    std::fs::remove_file(record(&desk, last)).unwrap();
    assert_eq!(proved(&desk, &[]).0, Some(0));
    let (code, said) = proved(&desk, &["--head", &head]);
    assert_eq!(code, Some(7));
    assert!(said.contains("the tail was cut off or rewritten"), "{said}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let desk = Desk::full();
    let words = ["deploy", "SPEC", "--yes", "--format", "json"];
    let mut run = desk
        .command(&words)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 20];
    let mut stdout = run.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = run.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    assert!(
        matches!(output.status.code(), Some(0 | 5)),
        "{:?}",
        output.status
    );
}

#[test]
fn the_samples_and_the_schema_are_printed() {
    let desk = Desk::full();
    for words in [&["init"][..], &["init", "--full"]] {
        let sample = desk.run(words).out;
        let editors = "# yaml-language-server: $schema=ts-deploy.schema.json\n";
        assert!(sample.starts_with(editors), "{sample}");
        assert_eq!(
            Desk::with(&sample).run(&["validate", "SPEC"]).code,
            Some(0),
            "{sample}"
        );
    }
    let schema: serde_json::Value = serde_json::from_str(&desk.run(&["schema"]).out).unwrap();
    assert!(schema["properties"]["network"].is_object());
}
