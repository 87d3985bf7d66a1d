//! Networks against answers in EC2's own bytes.

use ts_deploy_core::ids::{InstanceType, SubnetId, VpcId};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::address::AddressReader;
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::port::key_pair::{KeyPairReader, KeyPairRequest, KeyPairType, KeyPairWriter};
use ts_deploy_core::port::network::{
    GatewayEndpointRequest, NatGatewayState, NetworkReader, NetworkWriter, RouteKind, RouteState,
    VpcEndpointState, VpcState,
};
use ts_deploy_core::port::offering::InstanceOfferingReader;
use ts_deploy_core::target::TargetName;

use super::AwsNetworks;
use crate::wire::Wire;

fn networks(wire: &Wire) -> AwsNetworks {
    AwsNetworks::new(&wire.config(), TargetName::Main)
}

fn vpc() -> VpcId {
    VpcId::parse("vpc-0a1b2c3d").unwrap()
}

/// An answer of EC2 around `inner`.
fn answer(operation: &str, inner: &str) -> String {
    format!(
        "<{operation}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
         <requestId>4711</requestId>{inner}</{operation}Response>"
    )
}

fn refusing(operation: &str, code: &str) -> Wire {
    let body = format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors>\
         <RequestID>4711</RequestID></Response>"
    );
    Wire::new().answer_with(operation, 400, body)
}

fn answering(operation: &str, inner: &str) -> Wire {
    Wire::new().answer(operation, answer(operation, inner))
}

const VPC: &str = "<vpcSet><item><vpcId>vpc-0a1b2c3d</vpcId><state>available</state>\
    <cidrBlock>10.60.0.0/16</cidrBlock><cidrBlockAssociationSet>\
    <item><cidrBlock>10.60.0.0/16</cidrBlock><cidrBlockState><state>associated</state></cidrBlockState></item>\
    <item><cidrBlock>10.61.0.0/16</cidrBlock><cidrBlockState><state>disassociated</state></cidrBlockState></item>\
    <item><cidrBlock>10.62.0.0/16</cidrBlock><cidrBlockState><state>associated</state></cidrBlockState></item>\
    </cidrBlockAssociationSet><dhcpOptionsId>dopt-1</dhcpOptionsId></item></vpcSet>";

#[tokio::test]
async fn a_vpc_has_the_blocks_that_are_associated() {
    let vpc = networks(&answering("DescribeVpcs", VPC))
        .vpc(&vpc())
        .await
        .unwrap();
    let blocks: Vec<String> = vpc.blocks.iter().map(ToString::to_string).collect();
    assert_eq!(blocks, ["10.60.0.0/16", "10.62.0.0/16"]);
    assert_eq!(vpc.state, VpcState::Available);
}

#[tokio::test]
async fn an_unknown_vpc_is_not_found_though_ec2_models_no_errors() {
    let wire = refusing("DescribeVpcs", "InvalidVpcID.NotFound");
    let error = networks(&wire).vpc(&vpc()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn each_attribute_of_names_is_asked_for_by_a_call_of_its_own() {
    let operation = "DescribeVpcAttribute";
    let on = "<enableDnsSupport><value>true</value></enableDnsSupport>";
    let off = "<enableDnsHostnames><value>false</value></enableDnsHostnames>";
    let wire = Wire::new()
        .answer(operation, answer(operation, on))
        .answer(operation, answer(operation, off));
    let dns = networks(&wire).dns(&vpc()).await.unwrap();
    assert_eq!((dns.support, dns.hostnames), (true, false));
    let asked = [0, 1].map(|number| wire.field(number, "Attribute").unwrap());
    assert_eq!(asked, ["enableDnsSupport", "enableDnsHostnames"]);
}

#[tokio::test]
async fn name_servers_stand_among_the_dhcp_options_by_their_key() {
    let inner = "<dhcpOptionsSet><item><dhcpOptionsId>dopt-1</dhcpOptionsId><dhcpConfigurationSet>\
        <item><key>domain-name</key><valueSet><item><value>ec2.internal</value></item></valueSet></item>\
        <item><key>domain-name-servers</key><valueSet><item><value>AmazonProvidedDNS</value></item></valueSet></item>\
        </dhcpConfigurationSet></item></dhcpOptionsSet>";
    let options = networks(&answering("DescribeDhcpOptions", inner));
    let options = options.dhcp_options("dopt-1").await.unwrap();
    assert_eq!(options.name_servers, ["AmazonProvidedDNS"]);
}

#[tokio::test]
async fn subnets_are_asked_for_by_a_filter_so_that_a_missing_one_refuses_nothing() {
    let inner = "<subnetSet><item><subnetId>subnet-0a1b2c3d</subnetId><state>available</state>\
        <vpcId>vpc-0a1b2c3d</vpcId><cidrBlock>10.60.0.0/24</cidrBlock>\
        <availableIpAddressCount>251</availableIpAddressCount><availabilityZone>us-east-1a</availabilityZone>\
        <availabilityZoneId>use1-az4</availabilityZoneId></item></subnetSet>";
    let wire = answering("DescribeSubnets", inner);
    let id = SubnetId::parse("subnet-0a1b2c3d").unwrap();
    let subnets = networks(&wire).subnets(&[id]).await.unwrap();
    assert_eq!(
        (subnets[0].zone_id.as_str(), subnets[0].free),
        ("use1-az4", 251)
    );
    assert_eq!(wire.field(0, "Filter.1.Name").unwrap(), "subnet-id");
}

#[tokio::test]
async fn a_blackhole_and_the_main_table_are_told() {
    let inner = "<routeTableSet><item><routeTableId>rtb-1</routeTableId><associationSet>\
        <item><main>true</main><associationState><state>associated</state></associationState></item>\
        </associationSet><routeSet>\
        <item><destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock><gatewayId>igw-6</gatewayId></item>\
        <item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><natGatewayId>nat-1</natGatewayId>\
        <state>blackhole</state></item></routeSet></item></routeTableSet>";
    let tables = networks(&answering("DescribeRouteTables", inner));
    let tables = tables.route_tables(&vpc()).await.unwrap();
    let route = tables[0].default_route().unwrap();
    assert_eq!(
        (route.kind(), route.state),
        (RouteKind::NatGateway, RouteState::Blackhole)
    );
    assert!(tables[0].main && tables[0].routes.len() == 1);
}

#[tokio::test]
async fn nat_gateways_are_filtered_in_the_singular_and_read_page_by_page() {
    let operation = "DescribeNatGateways";
    let page = |id: &str, next: &str| {
        let inner = format!(
            "<natGatewaySet><item><natGatewayId>{id}</natGatewayId><state>deleted</state></item>\
             </natGatewaySet>{next}"
        );
        answer(operation, &inner)
    };
    let wire = Wire::new()
        .answer(operation, page("nat-1", "<nextToken>two</nextToken>"))
        .answer(operation, page("nat-2", ""));
    let gateways = networks(&wire).nat_gateways(&vpc()).await.unwrap();
    assert_eq!(gateways[1].state, NatGatewayState::Deleted);
    assert_eq!(wire.field(0, "Filter.1.Name").unwrap(), "vpc-id");
}

#[tokio::test]
async fn an_endpoint_is_available_in_the_lower_case_that_travels_and_in_the_models() {
    for word in ["available", "Available"] {
        let inner = format!(
            "<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Gateway</vpcEndpointType>\
             <serviceName>com.amazonaws.us-east-1.s3</serviceName><state>{word}</state>\
             <routeTableIdSet><item>rtb-1</item></routeTableIdSet></item></vpcEndpointSet>"
        );
        let wire = answering("DescribeVpcEndpoints", &inner);
        let endpoints = networks(&wire).endpoints(&vpc()).await.unwrap();
        assert_eq!(endpoints[0].state, VpcEndpointState::Available, "{word}");
    }
}

fn request() -> GatewayEndpointRequest {
    GatewayEndpointRequest {
        vpc: vpc(),
        service: "com.amazonaws.us-east-1.s3".to_owned(),
        route_tables: vec!["rtb-1".to_owned()],
        tags: [("owner".to_owned(), "platform".to_owned())].into(),
    }
}

#[tokio::test]
async fn an_endpoint_is_made_with_the_token_it_is_given() {
    let wire = answering("CreateVpcEndpoint", "");
    let token = OperationToken("token-1".to_owned());
    let networks = networks(&wire);
    networks
        .create_gateway_endpoint(&request(), &token)
        .await
        .unwrap();
    let sent = ["ClientToken", "VpcEndpointType", "RouteTableId.1"];
    let sent = sent.map(|name| wire.field(0, name).unwrap());
    assert_eq!(sent, ["token-1", "Gateway", "rtb-1"]);
    let tag = ["ResourceType", "Tag.1.Key", "Tag.1.Value"];
    let tag = tag.map(|name| {
        wire.field(0, &format!("TagSpecification.1.{name}"))
            .unwrap()
    });
    assert_eq!(tag, ["vpc-endpoint", "owner", "platform"]);
}

#[tokio::test]
async fn an_endpoint_tells_its_tags() {
    let inner = "<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Gateway</vpcEndpointType>\
        <serviceName>com.amazonaws.us-east-1.s3</serviceName><state>available</state>\
        <tagSet><item><key>owner</key><value>platform</value></item></tagSet></item></vpcEndpointSet>";
    let wire = answering("DescribeVpcEndpoints", inner);
    let endpoints = networks(&wire).endpoints(&vpc()).await.unwrap();
    assert_eq!(endpoints[0].tags, request().tags);
}

#[tokio::test]
async fn an_endpoint_is_removed_also_where_it_is_gone() {
    let wire = answering("DeleteVpcEndpoints", "<unsuccessful/>");
    networks(&wire).delete_endpoint("vpce-1").await.unwrap();
    assert_eq!(wire.field(0, "VpcEndpointId.1").unwrap(), "vpce-1");
    let gone = refusing("DeleteVpcEndpoints", "InvalidVpcEndpointId.NotFound");
    networks(&gone).delete_endpoint("vpce-1").await.unwrap();
}

#[tokio::test]
async fn an_endpoint_that_ec2_did_not_remove_is_an_error_though_the_call_is_answered() {
    let item = |code: &str| {
        format!(
            "<unsuccessful><item><resourceId>vpce-1</resourceId><error><code>{code}</code>\
             <message>It is not ours</message></error></item></unsuccessful>"
        )
    };
    let wire = answering("DeleteVpcEndpoints", &item("OperationNotPermitted"));
    let error = networks(&wire).delete_endpoint("vpce-1").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
    assert!(error.message.contains("It is not ours"), "{error}");
    let gone = answering("DeleteVpcEndpoints", &item("InvalidVpcEndpointId.NotFound"));
    networks(&gone).delete_endpoint("vpce-1").await.unwrap();
}

#[tokio::test]
async fn an_endpoint_without_a_token_is_not_sent() {
    let token = OperationToken(String::new());
    let networks = networks(&Wire::new());
    let error = networks.create_gateway_endpoint(&request(), &token).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::Invalid);
}

#[tokio::test]
async fn a_table_that_leads_there_already_already_exists() {
    let wire = refusing("ModifyVpcEndpoint", "RouteAlreadyExists");
    let tables = ["rtb-1".to_owned()];
    let error = networks(&wire).add_route_tables("vpce-1", &tables).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn an_address_tells_the_stack_that_made_it() {
    let inner = "<addressesSet><item><publicIp>192.0.2.1</publicIp></item><item><publicIp>192.0.2.2</publicIp>\
        <tagSet><item><key>aws:cloudformation:stack-name</key><value>SC-1</value></item></tagSet></item></addressesSet>";
    let addresses = networks(&answering("DescribeAddresses", inner));
    let addresses = addresses.addresses().await.unwrap();
    let stacks: Vec<Option<&str>> = addresses.iter().map(|one| one.stack.as_deref()).collect();
    assert_eq!(stacks, [None, Some("SC-1")]);
}

#[tokio::test]
async fn an_instance_type_is_offered_in_zones_by_their_ids() {
    let inner = "<instanceTypeOfferingSet><item><instanceType>t3.medium</instanceType>\
        <locationType>availability-zone-id</locationType><location>use1-az4</location></item>\
        </instanceTypeOfferingSet>";
    let wire = answering("DescribeInstanceTypeOfferings", inner);
    let kind = InstanceType::parse("t3.medium").unwrap();
    let zones = networks(&wire).zones_offering(&kind).await.unwrap();
    assert_eq!(zones, ["use1-az4"]);
    assert_eq!(
        wire.field(0, "LocationType").unwrap(),
        "availability-zone-id"
    );
}

const PAIR: &str = "<keySet><item><keyPairId>key-0a1b</keyPairId><keyFingerprint>1f:51</keyFingerprint>\
    <keyName>acme-eks</keyName><keyType>rsa</keyType><createTime>2026-03-02T09:00:00.000Z</createTime>\
    </item></keySet>";

fn pair() -> KeyPairRequest {
    KeyPairRequest {
        name: "acme-eks".to_owned(),
        tags: [("owner".to_owned(), "platform".to_owned())].into(),
    }
}

#[tokio::test]
async fn a_key_pair_is_found_by_its_name() {
    let wire = answering("DescribeKeyPairs", PAIR);
    let pair = networks(&wire).pair("acme-eks").await.unwrap().unwrap();
    assert_eq!(wire.field(0, "KeyName.1").unwrap(), "acme-eks");
    assert_eq!(
        (pair.id.as_str(), pair.kind),
        ("key-0a1b", KeyPairType::Rsa)
    );
}

#[tokio::test]
async fn a_key_pair_that_is_not_there_is_none() {
    let wire = refusing("DescribeKeyPairs", "InvalidKeyPair.NotFound");
    assert_eq!(networks(&wire).pair("acme-eks").await.unwrap(), None);
}

#[tokio::test]
async fn a_key_pair_is_made_of_rsa_with_its_tags_and_answers_with_its_key() {
    let made = "<keyName>acme-eks</keyName><keyFingerprint>1f:51</keyFingerprint>\
        <keyMaterial>-----BEGIN RSA PRIVATE KEY-----</keyMaterial><keyPairId>key-0a1b</keyPairId>";
    let wire = answering("CreateKeyPair", made);
    let made = networks(&wire).create(&pair()).await.unwrap();
    assert!(made.private_key.expose().starts_with("-----BEGIN"));
    let sent = ["KeyType", "KeyFormat", "TagSpecification.1.ResourceType"];
    let sent = sent.map(|field| wire.field(0, field).unwrap());
    assert_eq!(sent, ["rsa", "pem", "key-pair"]);
}

#[tokio::test]
async fn a_key_pair_of_a_name_that_is_taken_already_exists() {
    let wire = refusing("CreateKeyPair", "InvalidKeyPair.Duplicate");
    let error = networks(&wire).create(&pair()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn a_key_pair_is_removed_by_its_id_also_where_it_is_gone() {
    let wire = answering(
        "DeleteKeyPair",
        "<return>true</return><keyPairId>key-0a1b</keyPairId>",
    );
    networks(&wire).delete("key-0a1b").await.unwrap();
    assert_eq!(wire.field(0, "KeyPairId").unwrap(), "key-0a1b");
    let gone = refusing("DeleteKeyPair", "InvalidKeyPair.NotFound");
    networks(&gone).delete("key-0a1b").await.unwrap();
}
