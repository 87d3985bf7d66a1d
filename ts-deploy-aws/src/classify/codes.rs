//! The table of error codes.

use ts_deploy_core::port::ErrorKind::{
    self, AlreadyExists, Conflict, CredentialsExpired, Denied, Invalid, LimitExceeded, NotFound,
    Other, Throttled, Unreachable,
};

use super::Source::{self, Known, Model, Sdk};

/// One error code and what it means, whichever service sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeEntry {
    /// The code as it travels, which is not always the name in the service's model: IAM's
    /// `LimitExceededException` travels as `LimitExceeded`.
    pub code: &'static str,
    /// What it means.
    pub kind: ErrorKind,
    /// Where it is known from.
    pub source: Source,
}

const fn entry(code: &'static str, kind: ErrorKind, source: Source) -> CodeEntry {
    CodeEntry { code, kind, source }
}

/// What each code means. No code is listed twice.
pub const CODES: &[CodeEntry] = &[
    // Throttling, as the SDK's standard retry knows it.
    entry("Throttling", Throttled, Sdk),
    entry("ThrottlingException", Throttled, Sdk),
    entry("ThrottledException", Throttled, Sdk),
    entry("RequestThrottledException", Throttled, Sdk),
    entry("RequestThrottled", Throttled, Sdk),
    entry("TooManyRequestsException", Throttled, Sdk),
    entry("ProvisionedThroughputExceededException", Throttled, Sdk),
    entry("TransactionInProgressException", Throttled, Sdk),
    entry("RequestLimitExceeded", Throttled, Sdk),
    entry("BandwidthLimitExceeded", Throttled, Sdk),
    entry("SlowDown", Throttled, Sdk),
    entry("PriorRequestNotComplete", Throttled, Sdk),
    entry("EC2ThrottledException", Throttled, Sdk),
    // The SDK takes this one for throttling and repeats it twice. The services that send it mean
    // a quota that is used up (Service Catalog, CloudFormation, Cognito, CloudWatch Logs,
    // Elasticsearch), which no waiting mends.
    entry("LimitExceededException", LimitExceeded, Model),
    entry("LimitExceeded", LimitExceeded, Model),
    entry("ParameterLimitExceeded", LimitExceeded, Model),
    entry("ParameterMaxVersionLimitExceeded", LimitExceeded, Model),
    // Transient, as the SDK's standard retry knows it, and the services' own faults.
    entry("RequestTimeout", Unreachable, Sdk),
    entry("RequestTimeoutException", Unreachable, Sdk),
    entry("ServiceUnavailable", Unreachable, Known),
    entry("ServiceUnavailableException", Unreachable, Model),
    entry("InternalError", Unreachable, Known),
    entry("InternalFailure", Unreachable, Known),
    entry("InternalErrorException", Unreachable, Model),
    entry("InternalServerError", Unreachable, Model),
    // STS did not reach whoever issued a token.
    entry("IDPCommunicationError", Unreachable, Model),
    // IAM could not work out a simulation; the model says status 500.
    entry("PolicyEvaluation", Unreachable, Model),
    // Another change is going on, or the thing is not in the state for it. The SDK repeats none of
    // these by itself.
    entry("ConcurrentModificationException", Conflict, Model),
    entry("TooManyUpdates", Conflict, Model),
    entry("ResourceInUseException", Conflict, Model),
    entry("ConflictException", Conflict, Model),
    entry("OperationAbortedException", Conflict, Model),
    entry("InvalidStateException", Conflict, Model),
    entry("InvalidChangeSetStatus", Conflict, Model),
    entry("ServiceNotActiveException", Conflict, Model),
    // IAM: something stands in it or holds it, or it was made a moment ago.
    entry("DeleteConflict", Conflict, Model),
    entry("EntityTemporarilyUnmodifiable", Conflict, Model),
    entry("ConcurrentModification", Conflict, Model),
    // The session ended; it heals when the credentials are renewed. In S3 and the query services,
    // in the JSON services and STS, in EC2, and in IAM Identity Center.
    entry("ExpiredToken", CredentialsExpired, Sdk),
    entry("ExpiredTokenException", CredentialsExpired, Sdk),
    entry("RequestExpired", CredentialsExpired, Sdk),
    entry("UnauthorizedException", CredentialsExpired, Sdk),
    // The token that a role is assumed with ended or was taken back: whoever issues it gives another.
    entry("InvalidIdentityToken", CredentialsExpired, Model),
    entry("IDPRejectedClaim", CredentialsExpired, Model),
    // The keys are wrong or were deleted: renewing the same source brings the same keys.
    entry("InvalidClientTokenId", Denied, Sdk),
    entry("UnrecognizedClientException", Denied, Sdk),
    // The clock of this machine, which the SDK corrects by itself as far as it can, or a wrong
    // secret key: neither renewing nor a right mends it.
    entry("InvalidSignatureException", Other, Sdk),
    entry("SignatureDoesNotMatch", Other, Known),
    entry("RequestTimeTooSkewed", Other, Sdk),
    entry("AuthFailure", Other, Sdk),
    // No right.
    entry("AccessDenied", Denied, Known),
    entry("AccessDeniedException", Denied, Known),
    entry("UnauthorizedOperation", Denied, Known),
    entry("OperationNotPermitted", Denied, Known),
    entry("NotAuthorizedException", Denied, Model),
    // Not there.
    entry("ResourceNotFoundException", NotFound, Model),
    entry("ChangeSetNotFound", NotFound, Model),
    entry("ParameterNotFound", NotFound, Model),
    entry("ClusterNotFoundException", NotFound, Model),
    entry("ServiceNotFoundException", NotFound, Model),
    entry("DBSnapshotNotFound", NotFound, Model),
    entry("NotFoundException", NotFound, Model),
    entry("NoSuchEntity", NotFound, Model),
    entry("TrailNotFoundException", NotFound, Model),
    entry("ReplicationConfigurationNotFoundError", NotFound, Known),
    entry("NoSuchResourceException", NotFound, Model),
    entry("NoSuchHostedZone", NotFound, Model),
    // The account is in no organisation, or none of its policies of the kind holds for it.
    entry("AWSOrganizationsNotInUseException", NotFound, Model),
    entry("EffectivePolicyNotFoundException", NotFound, Model),
    // EC2 models no errors; its codes for what is not there all end so.
    entry("InvalidVpcID.NotFound", NotFound, Known),
    entry("InvalidSubnetID.NotFound", NotFound, Known),
    entry("InvalidDhcpOptionID.NotFound", NotFound, Known),
    entry("InvalidDhcpOptionsID.NotFound", NotFound, Known),
    entry("InvalidRouteTableID.NotFound", NotFound, Known),
    entry("InvalidVpcEndpointId.NotFound", NotFound, Known),
    entry("InvalidKeyPair.NotFound", NotFound, Known),
    // There already.
    entry("DuplicateResourceException", AlreadyExists, Model),
    entry("AlreadyExistsException", AlreadyExists, Model),
    entry("ParameterAlreadyExists", AlreadyExists, Model),
    entry("DuplicateProviderException", AlreadyExists, Model),
    entry("EntityAlreadyExists", AlreadyExists, Model),
    entry("RouteAlreadyExists", AlreadyExists, Known),
    entry("InvalidKeyPair.Duplicate", AlreadyExists, Known),
    // Refused as written.
    entry("InvalidParametersException", Invalid, Model),
    entry("InvalidParameterException", Invalid, Model),
    entry("ValidationException", Invalid, Known),
    entry("ValidationError", Invalid, Known),
    entry("InvalidInput", Invalid, Model),
    entry("MalformedPolicyDocument", Invalid, Model),
    entry("UnmodifiableEntity", Invalid, Model),
    entry("OperationNotSupportedException", Invalid, Model),
    entry("TagOptionNotMigratedException", Invalid, Model),
    entry("InsufficientCapabilitiesException", Invalid, Model),
    // The token belongs to another request: sending it again never succeeds.
    entry("TokenAlreadyExistsException", Invalid, Known),
    entry("ScopeDoesNotExistException", Invalid, Model),
    entry("InvalidOAuthFlowException", Invalid, Model),
    entry("FeatureUnavailableInTierException", Invalid, Model),
    entry("UnsupportedIdentityProviderException", Invalid, Model),
    entry("HierarchyTypeMismatchException", Invalid, Model),
    entry("ParameterPatternMismatchException", Invalid, Model),
    entry("InvalidKeyId", Invalid, Model),
];

pub(super) fn kind(code: &str) -> Option<ErrorKind> {
    CODES
        .iter()
        .find(|entry| entry.code == code)
        .map(|entry| entry.kind)
}
