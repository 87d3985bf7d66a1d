use super::*;
use crate::port::identity::{CallerIdentity, IdentityReader};

#[tokio::test]
async fn every_target_finds_its_ports() {
    let targets = [target(TargetName::Main), target(TargetName::Dr)];
    let ports = SimCloud::new(7, start()).ports(&targets);
    for target in targets {
        let (readers, writers) = (ports.readers(), ports.writers());
        assert!(readers.get::<dyn CatalogReader>(target.name).is_ok());
        assert!(readers.get::<dyn StackReader>(target.name).is_ok());
        assert!(writers.get::<dyn CatalogWriter>(target.name).is_ok());
        let identity = readers.get::<dyn IdentityReader>(target.name).unwrap();
        assert_eq!(identity.caller().await.unwrap().account, target.account);
    }
}

#[tokio::test]
async fn calls_can_be_made_with_other_credentials() {
    let place = SimCloud::new(7, start()).at(&target(TargetName::Main));
    let other = CallerIdentity {
        account: AccountId::parse("999900001111").unwrap(),
        arn: "arn:aws:iam::999900001111:user/ana".into(),
    };
    place.call_as(other.clone());
    assert_eq!(place.caller().await.unwrap(), other);
}

#[tokio::test]
async fn a_place_in_china_has_the_names_of_its_partition() {
    let cloud = SimCloud::new(7, start());
    let target = Target {
        region: Region::parse("cn-north-1").unwrap(),
        ..target(TargetName::Main)
    };
    let rehearsal = Rehearsal {
        place: cloud.at(&target),
        cloud,
    };
    rehearsal.launch_data().await;
    rehearsal.pass(240).await;
    let stack = rehearsal.stack("acme-data").await;
    assert!(
        stack
            .arn
            .0
            .starts_with("arn:aws-cn:cloudformation:cn-north-1:"),
        "{}",
        stack.arn
    );
    let endpoint = &stack.outputs["RDSEndpoint"];
    assert!(
        endpoint.ends_with(".cn-north-1.rds.amazonaws.com.cn"),
        "{endpoint}"
    );
}
