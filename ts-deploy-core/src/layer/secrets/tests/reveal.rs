//! Values that are encrypted where they are taken from, and would be in plain text.

use super::*;

const SHARED: &str = "/acme/shared";

fn plain() -> Secrets {
    protected(Protection::Plain, ValueFrom::Parameter(path(SHARED)))
}

/// A bench whose shared parameter is of this kind.
fn sharing(kind: ParameterType) -> Bench {
    let bench = Bench::new();
    bench.holds(SHARED, kind, CANARY);
    bench
}

/// Writes with consent to show the value of `/acme/a`, and to nothing else.
async fn revealed(bench: &Bench) -> Outcome {
    let secrets = plain();
    let words: Vec<String> = secrets
        .step_ids()
        .map(|id| format!("reveal:{id}"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let steps = secrets.write_steps(&Sources::none(), &[]);
    bench.run(steps, &words).await
}

#[tokio::test]
async fn an_encrypted_value_is_not_written_in_plain_text_without_consent() {
    let bench = sharing(ParameterType::SecureString);
    assert_eq!(bench.write_agreed(&plain()).await, Outcome::Blocked);
    assert_eq!(bench.seen(CANARY).await, "not there");
}

#[tokio::test]
async fn the_consent_says_what_would_stand_where() {
    let bench = sharing(ParameterType::SecureString);
    let plan = bench.plan(&plain()).await;
    let (_, asked) = plan.consents().next().unwrap();
    assert_eq!(asked.word, "reveal:parameter-acme-a-fb2a31e3");
    insta::assert_snapshot!(asked.loses, @"The value of the parameter /acme/shared, which is encrypted, would stand in /acme/a in plain text: whoever may read parameters reads it, without a right to the key. With kind: secure_string it stays encrypted.");
}

#[tokio::test]
async fn with_consent_it_is_written_and_told_afterwards() {
    let bench = sharing(ParameterType::SecureString);
    assert_eq!(revealed(&bench).await, Outcome::Succeeded);
    assert_eq!(bench.seen(CANARY).await, "String v1, value as wanted");
    insta::assert_snapshot!(bench.found("secret-revealed")[0], @"warns parameter-acme-a-fb2a31e3: /acme/a has in plain text what the parameter /acme/shared keeps encrypted. A secret is to be encrypted: whoever may read parameters reads it, without a right to the key. If it is a secret, write kind: secure_string for it.");
}

#[tokio::test]
async fn a_new_value_needs_consent_again() {
    let bench = sharing(ParameterType::SecureString);
    bench.holds("/acme/a", ParameterType::String, "old");
    assert_eq!(bench.write(&plain()).await, Outcome::Blocked);
    assert_eq!(bench.seen("old").await, "String v1, value as wanted");
}

#[tokio::test]
async fn one_consent_covers_that_an_encrypted_parameter_is_made_anew_in_plain_text() {
    let bench = sharing(ParameterType::SecureString);
    bench.holds("/acme/a", ParameterType::SecureString, CANARY);
    assert_eq!(bench.write_agreed(&plain()).await, Outcome::Blocked);
    let kept = bench.seen(CANARY).await;
    assert_eq!(kept, "SecureString v1, value as wanted");
    let plan = bench.plan(&plain()).await;
    let (_, asked) = plan.consents().next().unwrap();
    assert!(asked.loses.contains("version history"), "{}", asked.loses);
    assert_eq!(revealed(&bench).await, Outcome::Succeeded);
    assert_eq!(bench.seen(CANARY).await, "String v1, value as wanted");
}

#[tokio::test]
async fn a_value_that_is_in_plain_text_already_needs_no_consent() {
    let bench = sharing(ParameterType::String);
    assert_eq!(bench.write(&plain()).await, Outcome::Succeeded);
    assert!(bench.found("secret-revealed").is_empty());
}

/// `/acme/a` in plain text, from a source that is read again.
fn written_plain() -> Secrets {
    protected(Protection::Plain, told(CANARY))
}

/// A bench with `/acme/a` of this kind.
fn holding(kind: ParameterType) -> Bench {
    let bench = Bench::new();
    bench.holds("/acme/a", kind, CANARY);
    bench
}

#[tokio::test]
async fn an_encrypted_parameter_is_not_made_plain_by_the_consent_to_destroy_it() {
    let bench = holding(ParameterType::SecureString);
    assert_eq!(bench.write_agreed(&written_plain()).await, Outcome::Blocked);
    let kept = bench.seen(CANARY).await;
    assert_eq!(kept, "SecureString v1, value as wanted");
}

#[tokio::test]
async fn the_consent_to_make_an_encrypted_parameter_plain_says_who_reads_it_and_what_is_lost() {
    let bench = holding(ParameterType::SecureString);
    let plan = bench.plan(&written_plain()).await;
    let (_, asked) = plan.consents().next().unwrap();
    assert_eq!(asked.word, "reveal:parameter-acme-a-fb2a31e3");
    insta::assert_snapshot!(asked.loses, @"/acme/a is encrypted now, and the value of the test's source would stand there in plain text: whoever may read parameters reads it, without a right to the key. With kind: secure_string it stays encrypted. SSM cannot make a SecureString a String: /acme/a is removed and made anew, and the old version history, labels and policies are lost.");
}

#[tokio::test]
async fn with_that_consent_alone_an_encrypted_parameter_is_made_plain() {
    let bench = holding(ParameterType::SecureString);
    let steps = written_plain().write_steps(&Sources::none(), &[]);
    let outcome = bench
        .run(steps, &["reveal:parameter-acme-a-fb2a31e3"])
        .await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert_eq!(bench.seen(CANARY).await, "String v1, value as wanted");
}

#[tokio::test]
async fn removing_to_encrypt_and_removing_to_reveal_are_two_requests() {
    let encrypts = holding(ParameterType::String);
    let encrypts = encrypts.proposed(&one(told(CANARY))).await;
    let reveals = holding(ParameterType::SecureString);
    let reveals = reveals.proposed(&written_plain()).await;
    assert_ne!(encrypts.digest, reveals.digest);
}

#[tokio::test]
async fn a_plan_tells_where_a_value_comes_from_by_its_digest() {
    let bench = Bench::new();
    bench.holds(SHARED, ParameterType::String, CANARY);
    let copied = bench.plan(&plain()).await;
    let given = bench.plan(&written_plain()).await;
    assert_ne!(copied.digest, given.digest);
}
