//! What the Service Layer makes, in about three quarters of an hour.

use super::super::template::{SimImport, SimResource, SimStack, SimTemplate, When};

/// The services, in the order they start; each waits for the one three before it.
const SERVICES: [&str; 12] = [
    "ts-service-user-org",
    "ts-service-web",
    "ts-service-link-file",
    "ts-service-file-info",
    "ts-service-pipeline",
    "ts-service-workflow",
    "ts-service-task-script",
    "ts-service-datahub",
    "ts-service-search",
    "ts-service-notification",
    "ts-service-audit",
    "ts-service-command",
];

/// The nested stacks and the outputs.
pub(super) fn template() -> SimTemplate {
    let plain_http = vec![When::is("NoDNSWeb", "true"), When::is("Certificate", "")];
    let host = "{import.InfrastructureName}-{unique}.{region}.elb.{suffix}";
    let mut template = SimTemplate::default()
        .stack(discovery())
        .stack(certificate())
        .stack(load_balancer())
        .stack(dns())
        .stack(cluster())
        .stack(services())
        .stack(windows())
        .output_when("PlatformUrl", "http://{PublicDomain}", plain_http)
        .output("PlatformUrl", "https://{PublicDomain}")
        .output("LoadBalancerDns", host)
        .output("EcsCluster", "{EcsCluster/Cluster}");
    template.imports = Some(SimImport {
        key: "DataStack".to_owned(),
        resource: "Discovery/DataLayer".to_owned(),
    });
    template
}

fn discovery() -> SimStack {
    SimStack::new("Discovery")
        .with(
            SimResource::new("DataLayer", "Custom::StackOutputs", 20)
                .named("{DataStack}")
                .uses(&["DataStack"]),
        )
        .with(
            SimResource::new(
                "Namespace",
                "AWS::ServiceDiscovery::PrivateDnsNamespace",
                100,
            )
            .named("ns-{unique}")
            .after(&["DataLayer"])
            .uses(&["PrivateDomain"]),
        )
}

fn certificate() -> SimStack {
    let waits = "Content of DNS Record is: Name: _{unique}.{PublicDomain}., Type: CNAME, \
                 Value: _{unique}.acm-validations.aws.";
    SimStack::new("Certificate")
        .after(&["Discovery"])
        .when(When::is("Certificate", ""))
        .when(When::is("NoDNSWeb", "false"))
        .with(
            SimResource::new("Certificate", "AWS::CertificateManager::Certificate", 300)
                .named("arn:{partition}:acm:{region}:{account}:certificate/{unique}")
                .uses(&["PublicDomain", "PublicDomainZoneId"])
                .note(waits),
        )
}

fn load_balancer() -> SimStack {
    let lb = "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/app/\
              {import.InfrastructureName}/{unique}";
    SimStack::new("LoadBalancer")
        .after(&["Discovery", "Certificate"])
        .with(
            SimResource::new("SecurityGroup", "AWS::EC2::SecurityGroup", 30)
                .named("sg-{unique}")
                .uses(&["ExposedOnInternet"]),
        )
        .with(
            SimResource::new(
                "LoadBalancer",
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
                240,
            )
            .named(lb)
            .after(&["SecurityGroup"])
            .uses(&["ExposedOnInternet"]),
        )
        .with(
            SimResource::new("Listener", "AWS::ElasticLoadBalancingV2::Listener", 20)
                .after(&["LoadBalancer"])
                .uses(&["Certificate"]),
        )
}

fn dns() -> SimStack {
    let when = When::is("NoDNSWeb", "false");
    let made = When::is("PublicDomainZoneId", "");
    SimStack::new("Dns")
        .after(&["LoadBalancer"])
        .when(when)
        .with(
            SimResource::new("Zone", "AWS::Route53::HostedZone", 60)
                .named("Z{unique}")
                .when(made),
        )
        .with(
            SimResource::new("WebRecord", "AWS::Route53::RecordSet", 60)
                .named("{PublicDomain}")
                .after(&["Zone"])
                .uses(&["PublicDomain"]),
        )
        .with(
            SimResource::new("ApiRecord", "AWS::Route53::RecordSet", 60)
                .named("api.{PublicDomain}")
                .after(&["Zone"])
                .uses(&["PublicDomain"]),
        )
}

fn cluster() -> SimStack {
    SimStack::new("EcsCluster")
        .after(&["LoadBalancer"])
        .with(
            SimResource::new("Cluster", "AWS::ECS::Cluster", 120)
                .named("{import.InfrastructureName}-ecs")
                .uses(&["ClusterType"]),
        )
        .with(
            SimResource::new("TaskDefinitions", "AWS::ECS::TaskDefinition", 120)
                .after(&["Cluster"])
                .uses(&[
                    "Branch",
                    "TaskThroughput",
                    "ConnectorMaxMemory",
                    "AthenaCreateIamUser",
                ]),
        )
}

fn services() -> SimStack {
    let mut stack = SimStack::new("Services").after(&["EcsCluster", "Dns"]);
    for (place, name) in SERVICES.iter().enumerate() {
        let arn = format!(
            "arn:{{partition}}:ecs:{{region}}:{{account}}:service/{{EcsCluster/Cluster}}/{name}"
        );
        let service = SimResource::new(&logical(name), "AWS::ECS::Service", 360)
            .named(&arn)
            .uses(&[
                "MinCapacity",
                "MaxCapacity",
                "TaskThroughput",
                "AnylinkMinCapacity",
                "AnylinkMaxCapacity",
                "PublicDomain",
            ]);
        let before = place.checked_sub(3).and_then(|place| SERVICES.get(place));
        stack = stack.with(match before {
            Some(before) => service.after(&[&logical(before)]),
            None => service,
        });
    }
    stack
}

/// `ts-service-user-org` as CloudFormation names it: `UserOrgService`.
fn logical(service: &str) -> String {
    let words = service.trim_start_matches("ts-service-").split('-');
    let capital = |word: &str| -> String {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase())
            .into_iter()
            .chain(letters)
            .collect()
    };
    words.map(capital).chain(["Service".to_owned()]).collect()
}

fn windows() -> SimStack {
    SimStack::new("WindowsWorkers")
        .after(&["EcsCluster"])
        .when(When::is("EnableWinTaskScriptService", "true"))
        .with(
            SimResource::new("LaunchTemplate", "AWS::EC2::LaunchTemplate", 20)
                .named("lt-{unique}")
                .uses(&["WindowsInstanceType"]),
        )
        .with(
            SimResource::new("Group", "AWS::AutoScaling::AutoScalingGroup", 420)
                .named("{import.InfrastructureName}-windows")
                .after(&["LaunchTemplate"])
                .uses(&["WindowsInstanceType"]),
        )
}
