//! A secret's text reaches the parameter store and nothing else.

use super::*;
use crate::journal::JournalStore as _;
use crate::sim::{CallFault, CallInfo};

/// Everything that was kept, said or can be printed in a life of these parameters: made with the
/// canary as value, changed, refused, and removed.
async fn everything() -> Vec<(&'static str, String)> {
    let bench = Bench::new();
    bench.holds("/acme/a", ParameterType::String, CANARY);
    let changed = format!("{CANARY}-changed");
    let refused = format!("{{{{{CANARY}}}}}");
    let secrets = [told(CANARY), once(&changed), told(&refused)].map(one);
    let mut all = Vec::new();
    for secrets in &secrets {
        all.push(("secrets", format!("{secrets:?}")));
        let plan = bench.plan(secrets).await;
        all.push(("plan", serde_json::to_string(&plan.steps).unwrap()));
        for step in secrets.parameters() {
            let write =
                super::super::WriteParameter::new(TargetName::Main, step.clone(), &Sources::none());
            all.push(("step", format!("{write:?}")));
        }
        bench.write_agreed(secrets).await;
        all.push(("world", bench.cloud.save().unwrap()));
    }
    bench
        .cloud
        .on_call(Box::new(|info: &CallInfo| match info.call.operation {
            "PutParameter" => CallFault::Denied,
            _ => CallFault::None,
        }));
    bench.write(&secrets[0]).await;
    bench.remove(&secrets[0]).await;
    for event in bench.events.lock().unwrap().iter() {
        all.push(("event", serde_json::to_string(event).unwrap()));
        all.push(("event in words", format!("{event:?}")));
    }
    let last = bench.store.last().await.unwrap().unwrap();
    for sequence in 1..=last {
        let record = bench.store.read(sequence).await.unwrap().unwrap();
        all.push(("record", String::from_utf8(record).unwrap()));
    }
    all
}

#[tokio::test]
async fn a_secrets_text_is_neither_kept_nor_said_nor_printed() {
    let all = everything().await;
    for (what, text) in &all {
        assert!(!text.contains("canary"), "{what}: {text}");
    }
}

#[tokio::test]
async fn what_is_searched_for_the_text_is_all_there() {
    let all = everything().await;
    let holds = |what: &str, text: &str| all.iter().any(|(w, t)| *w == what && t.contains(text));
    assert!(holds("event", "access denied"));
    assert!(holds("event", "secret-value-refused"));
    assert!(holds("record", "\"verified\""));
    assert!(holds("record", "\"failed\""));
    assert!(holds("world", "/acme/a"));
    assert!(holds("plan", "version 1"));
}
