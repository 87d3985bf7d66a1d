use ts_deploy_core::port::ErrorKind;

use super::*;

fn kind_of(code: &str) -> ErrorKind {
    classify(&Failure::of_code(code).status(400))
}

fn all_are(kind: ErrorKind, codes: &[&str]) {
    for code in codes {
        assert_eq!(kind_of(code), kind, "{code}");
    }
}

fn validation_error(message: &str) -> ErrorKind {
    let failure = Failure::of_code("ValidationError").status(400);
    classify(&failure.message(message))
}

#[test]
fn what_the_sdk_retries_as_throttling_is_throttled() {
    all_are(
        ErrorKind::Throttled,
        &[
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottledException",
            "TooManyRequestsException",
            "ProvisionedThroughputExceededException",
            "TransactionInProgressException",
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "RequestThrottled",
            "SlowDown",
            "PriorRequestNotComplete",
            "EC2ThrottledException",
        ],
    );
}

#[test]
fn a_used_up_quota_is_a_limit_though_the_sdk_takes_it_for_throttling() {
    all_are(
        ErrorKind::LimitExceeded,
        &[
            "LimitExceededException",
            "LimitExceeded",
            "ParameterLimitExceeded",
            "ParameterMaxVersionLimitExceeded",
        ],
    );
}

#[test]
fn a_service_that_does_not_answer_in_time_is_out_of_reach() {
    all_are(
        ErrorKind::Unreachable,
        &[
            "RequestTimeout",
            "RequestTimeoutException",
            "ServiceUnavailableException",
            "InternalErrorException",
        ],
    );
}

#[test]
fn another_change_going_on_is_a_conflict_to_look_at_again() {
    all_are(
        ErrorKind::Conflict,
        &[
            "ConcurrentModificationException",
            "TooManyUpdates",
            "ResourceInUseException",
            "ConflictException",
            "OperationAbortedException",
            "InvalidStateException",
            "InvalidChangeSetStatus",
        ],
    );
}

#[test]
fn an_ended_session_heals_when_it_is_renewed() {
    all_are(
        ErrorKind::CredentialsExpired,
        &[
            "ExpiredToken",
            "ExpiredTokenException",
            "RequestExpired",
            "UnauthorizedException",
        ],
    );
}

#[test]
fn wrong_or_deleted_keys_are_not_an_ended_session() {
    all_are(
        ErrorKind::Denied,
        &["InvalidClientTokenId", "UnrecognizedClientException"],
    );
}

#[test]
fn a_wrong_clock_is_neither_an_ended_session_nor_a_missing_right() {
    all_are(
        ErrorKind::Other,
        &[
            "InvalidSignatureException",
            "RequestTimeTooSkewed",
            "AuthFailure",
        ],
    );
}

#[test]
fn a_missing_right_is_denied_in_every_protocol() {
    all_are(
        ErrorKind::Denied,
        &[
            "AccessDenied",
            "AccessDeniedException",
            "UnauthorizedOperation",
        ],
    );
}

#[test]
fn each_error_of_service_catalog_has_its_kind() {
    let kinds = [
        ("InvalidParametersException", ErrorKind::Invalid),
        ("ResourceNotFoundException", ErrorKind::NotFound),
        ("DuplicateResourceException", ErrorKind::AlreadyExists),
        ("LimitExceededException", ErrorKind::LimitExceeded),
        ("InvalidStateException", ErrorKind::Conflict),
        ("OperationNotSupportedException", ErrorKind::Invalid),
        ("ResourceInUseException", ErrorKind::Conflict),
        ("TagOptionNotMigratedException", ErrorKind::Invalid),
    ];
    for (code, kind) in kinds {
        assert_eq!(kind_of(code), kind, "{code}");
    }
}

#[test]
fn each_modelled_error_of_cloudformation_has_its_kind() {
    let kinds = [
        ("AlreadyExistsException", ErrorKind::AlreadyExists),
        ("TokenAlreadyExistsException", ErrorKind::Invalid),
        ("InsufficientCapabilitiesException", ErrorKind::Invalid),
        ("ChangeSetNotFound", ErrorKind::NotFound),
        ("InvalidChangeSetStatus", ErrorKind::Conflict),
    ];
    for (code, kind) in kinds {
        assert_eq!(kind_of(code), kind, "{code}");
    }
}

#[test]
fn a_stack_that_is_not_there_is_told_by_its_words() {
    for words in [
        "Stack with id acme-data-layer does not exist",
        "Stack [acme-data-layer] does not exist",
    ] {
        assert_eq!(validation_error(words), ErrorKind::NotFound, "{words}");
    }
}

#[test]
fn a_parameter_that_the_template_lacks_is_not_taken_for_a_missing_stack() {
    let words = "Parameters: [KMSKeySource] do not exist in the template";
    assert_eq!(validation_error(words), ErrorKind::Invalid);
}

#[test]
fn nothing_to_update_asks_to_look_again() {
    let words = "No updates are to be performed.";
    assert_eq!(validation_error(words), ErrorKind::Conflict);
}

#[test]
fn a_stack_in_the_wrong_state_is_a_conflict() {
    let words = "Stack:arn:aws:cloudformation:us-east-1:111122223333:stack/acme/1 is in \
                 ROLLBACK_COMPLETE state and can not be updated.";
    assert_eq!(validation_error(words), ErrorKind::Conflict);
}

#[test]
fn a_stack_that_is_protected_from_termination_is_a_conflict() {
    let words = "Stack [acme-dr] cannot be deleted while TerminationProtection is enabled";
    assert_eq!(validation_error(words), ErrorKind::Conflict);
}

#[test]
fn a_template_that_cannot_be_fetched_is_told_apart_by_why() {
    let kinds = [
        (
            "S3 error: The specified key does not exist.",
            ErrorKind::NotFound,
        ),
        ("S3 error: Access Denied", ErrorKind::Denied),
    ];
    for (words, kind) in kinds {
        assert_eq!(validation_error(words), kind, "{words}");
    }
}

#[test]
fn service_catalog_tells_a_taken_name_and_a_running_change_by_its_words() {
    let kinds = [
        (
            "A stack named acme already exists.",
            ErrorKind::AlreadyExists,
        ),
        ("Provisioned product is UNDER_CHANGE", ErrorKind::Conflict),
        ("Parameter VpcCIDR is not valid", ErrorKind::Invalid),
    ];
    for (words, kind) in kinds {
        let failure = Failure::of_code("InvalidParametersException").message(words);
        assert_eq!(classify(&failure), kind, "{words}");
    }
}

#[test]
fn the_words_of_another_code_decide_nothing() {
    let failure = Failure::of_code("AccessDenied").message("Stack with id acme does not exist");
    assert_eq!(classify(&failure), ErrorKind::Denied);
}

#[test]
fn the_code_counts_more_than_the_status() {
    let elasticsearch = Failure::of_code("ResourceNotFoundException").status(409);
    assert_eq!(classify(&elasticsearch), ErrorKind::NotFound);
}

#[test]
fn an_unknown_code_counts_by_its_status() {
    let kinds = [
        (429, ErrorKind::Throttled),
        (500, ErrorKind::Unreachable),
        (502, ErrorKind::Unreachable),
        (503, ErrorKind::Unreachable),
        (504, ErrorKind::Unreachable),
        (403, ErrorKind::Denied),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Conflict),
        (400, ErrorKind::Invalid),
        (418, ErrorKind::Other),
    ];
    for (status, kind) in kinds {
        let failure = Failure::of_code("MadeUpYesterday").status(status);
        assert_eq!(classify(&failure), kind, "{status}");
    }
}

#[test]
fn a_status_without_a_code_is_enough() {
    assert_eq!(classify(&Failure::of_status(503)), ErrorKind::Unreachable);
}

#[test]
fn nothing_known_is_not_repeated_blindly() {
    assert_eq!(classify(&Failure::of_code("Strange")), ErrorKind::Other);
}

#[test]
fn a_namespace_and_a_suffix_around_the_code_do_not_count() {
    let wrapped = "com.amazonaws.ssm#ParameterNotFound:http://internal.amazon.com/coral/";
    assert_eq!(kind_of(wrapped), ErrorKind::NotFound);
}

#[test]
fn a_call_that_broke_off_may_have_had_its_effect() {
    for transport in [
        Transport::TimedOut,
        Transport::Connection,
        Transport::Unreadable,
    ] {
        let kind = classify(&Failure::broken_off(transport));
        assert!(kind.effect_unknown(), "{transport:?}");
    }
}

#[test]
fn credentials_that_cannot_be_had_pause_the_run_and_are_no_verdict() {
    let kind = classify(&Failure::broken_off(Transport::Credentials));
    assert_eq!(kind, ErrorKind::CredentialsExpired);
}

#[test]
fn a_request_that_could_not_be_built_is_invalid() {
    let kind = classify(&Failure::broken_off(Transport::NotBuilt));
    assert_eq!(kind, ErrorKind::Invalid);
}

#[test]
fn no_code_is_listed_twice() {
    let mut codes: Vec<&str> = CODES.iter().map(|entry| entry.code).collect();
    let listed = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), listed);
}
