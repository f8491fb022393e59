//! The outcome of calls, by what each kind of record says, and in the reports.

use crate::support::{Sandbox, fixtures};

/// The parts of a record that can tell how a call ended.
#[derive(Default)]
struct Parts {
    code: Option<&'static str>,
    message: Option<&'static str>,
    response: Option<&'static str>,
    additional: Option<&'static str>,
    details: Option<&'static str>,
}

fn code(code: &'static str) -> Parts {
    Parts { code: Some(code), ..Parts::default() }
}

fn message(code: Option<&'static str>, message: &'static str) -> Parts {
    Parts { code, message: Some(message), ..Parts::default() }
}

fn response(response: &'static str) -> Parts {
    Parts { response: Some(response), ..Parts::default() }
}

fn additional(additional: &'static str) -> Parts {
    Parts { additional: Some(additional), ..Parts::default() }
}

fn details(details: &'static str) -> Parts {
    Parts { details: Some(details), ..Parts::default() }
}

/// Fails unless all records have the outcome.
#[track_caller]
fn assert_outcome(expected: &str, records: &[Parts]) {
    let sandbox = Sandbox::new();
    sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&sandbox.path("empty.json")]).expect_code(0);
    let quoted = |text: Option<&str>| {
        text.map_or_else(|| "NULL".to_owned(), |text| format!("'{}'", text.replace('\'', "''")))
    };
    let rows: Vec<String> = records
        .iter()
        .map(|it| {
            let parts = [it.code, it.message, it.response, it.additional, it.details];
            format!("({})", parts.map(quoted).join(", "))
        })
        .collect();
    let found = sandbox.values(&format!(
        "SELECT outcome_of(code, message, NULL::BOOLEAN, response::JSON, additional::JSON, details::JSON)
         FROM (VALUES {}) AS records (code, message, response, additional, details)",
        rows.join(", ")
    ));
    let others: Vec<_> =
        rows.iter().zip(&found).filter(|(_, outcome)| *outcome != expected).collect();
    assert!(found.len() == records.len() && others.is_empty(), "not {expected}: {others:#?}");
}

#[test]
fn all_spellings_of_a_denial_are_denied() {
    assert_outcome(
        "denied",
        &[
            code("AccessDenied"),
            code("AccessDeniedException"),
            code("Client.AccessDenied"),
            code("VpceAccessDenied"),
            code("KMSAccessDeniedException"),
            code("access_denied"),
            code("Client.UnauthorizedOperation"),
            code("UnauthorizedException"),
            code("UnauthorizedClientException"),
            code("NotAuthorizedException"),
            code("AuthorizationError"),
            code("AuthorizationErrorException"),
            code("Client.AuthorizationError"),
            code("ForbiddenException"),
            code("PermissionDenied"),
            code("PERMISSION_DENIED"),
            code("401"),
            code("403"),
            message(
                Some("ValidationException"),
                "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/r because no identity-based policy allows the iam:PassRole action",
            ),
            message(
                Some("InvalidRequest"),
                "User: x is not authorized to perform: a:B with an explicit deny in a service control policy",
            ),
            message(Some("400"), "You are not authorized to perform this operation."),
            message(None, "Access Denied"),
            message(None, "Permission denied"),
        ],
    );
}

#[test]
fn a_call_that_was_not_denied_failed() {
    assert_outcome(
        "failed",
        &[
            code("NoSuchDeliveryChannelException"),
            code("Client.DryRunOperation"),
            code("Client.AuthFailure"),
            code("ExpiredTokenException"),
            code("AuthorizationPendingException"),
            code("AuthorizationHeaderMalformed"),
            code("Client.RequestLimitExceeded"),
            code("OperationNotPermitted"),
            code("400"),
            code("404"),
            code("500"),
            code("99"),
            code("600"),
            code("errorCode1"),
            message(None, "Failed authentication"),
            // The role that the service should assume is at fault, not the caller.
            message(
                Some("InvalidCloudWatchLogsRoleArnException"),
                "Access denied. Check the trust relationships for your role.",
            ),
        ],
    );
}

#[test]
fn an_http_status_of_success_is_no_error() {
    assert_outcome(
        "success",
        &[code("200"), code("201"), code("204"), code("302"), Parts::default()],
    );
}

#[test]
fn results_in_the_details_of_service_events_count() {
    assert_outcome(
        "failed",
        &[
            details(r#"{"result": {"statusType": "failure"}}"#),
            details(r#"{"result":{"statusType":"failure","statusCode":"400"}}"#),
            details(r#"{"state":"FAILED","percentDone":0}"#),
            details(r#"{"createManagedAccountStatus":{"state":"FAILED","message":"…"}}"#),
            details(r#""{\n  \"createAccountStatus\": {\n \"state\": \"FAILED\"}}""#),
            details(r#"{"UserAuthentication":"Failure"}"#),
            Parts { code: Some("200"), ..details(r#"{"result":{"statusType":"failure"}}"#) },
        ],
    );
    assert_outcome(
        "denied",
        &[details(r#"{"result":{"statusType":"failure","statusCode":"403"}}"#)],
    );
    assert_outcome(
        "success",
        &[
            details(r#"{"result":{"statusType":"success","statusCode":"200"}}"#),
            details(r#"{"state":"COMPLETED"}"#),
            details(r#"{"createManagedAccountStatus":{"state":"SUCCEEDED"}}"#),
            details(r#""{\"createAccountStatus\": {\"state\": \"SUCCEEDED\"}}""#),
            details(r#"{"maintenanceActionStatus":"pending-maintenance"}"#),
            details(r#"{"keyId":"Failure"}"#),
            details(r#""not JSON {""#),
            details("[]"),
            details("null"),
        ],
    );
}

#[test]
fn results_in_responses_count_but_not_the_states_of_resources() {
    assert_outcome(
        "denied",
        &[
            response(
                r#"{"body":{"jsonrpc":"2.0","id":0,"error":{"code":-32001,"message":"Invalid Bearer token"}},"statusCode":401}"#,
            ),
            response(r#"{"contentType":"application/json","statusCode" : 403}"#),
        ],
    );
    assert_outcome(
        "failed",
        &[
            response(r#"{"statusCode":404}"#),
            response(r#"{"statusCode":502}"#),
            response(
                r#"{"body":{"jsonrpc":"2.0","error":{"code":-32602,"message":"Unknown tool"}},"statusCode":200}"#,
            ),
            response(r#"{"_return":false}"#),
            response(r#"{"requestId":"x","success": false}"#),
            response(r#"{"ConsoleLogin":"Failure"}"#),
            response(r#"{"status":"Failure"}"#),
        ],
    );
    assert_outcome(
        "success",
        &[
            response(r#"{"statusCode":200,"body":{"result":{}}}"#),
            response(r#"{"_return":true}"#),
            response(r#"{"success":true}"#),
            response(r#"{"ConsoleLogin":"Success"}"#),
            // The response that API Gateway stores, and the state of what was deleted.
            response(r#"{"statusCode":"404","responseModels":{}}"#),
            response(r#"{"status":"FAILED","name":"x"}"#),
            response(r#"{"dBInstanceStatus":"failed","status":"deleting"}"#),
            response(r#"{"rules":[{"fixedResponseConfig":{"statusCode":503}}]}"#),
            response(r#"{"error":""}"#),
            response("null"),
            response(r#""statusCode\": 403""#),
        ],
    );
}

#[test]
fn results_in_additional_data_count() {
    assert_outcome(
        "failed",
        &[
            additional(r#"{"grant_type":"authorization_code","success":"false"}"#),
            additional(r#"{"responseParameters":{"status":400.0}}"#),
        ],
    );
    assert_outcome("denied", &[additional(r#"{"responseParameters":{"status":403.0}}"#)]);
    assert_outcome(
        "success",
        &[
            additional(r#"{"grant_type":"authorization_code","success":"true"}"#),
            additional(r#"{"responseParameters":{"status":302.0}}"#),
            additional(r#"{"SignatureVersion":"SigV4","bytesTransferredOut":404}"#),
            additional(r#""Personally-identifying contact information is not logged: success""#),
        ],
    );
}

/// Returns a record of Amazon Managed Grafana, which writes HTTP statuses into errorCode.
fn grafana(id: &str, action: &str, members: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.08","userIdentity":{{"type":"SAMLUser","userName":"erin"}},"eventTime":"2024-05-01T09:00:00Z","eventSource":"grafana.amazonaws.com","eventName":"{action}","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.7,198.51.100.9","eventID":"{id}","readOnly":false,"eventType":"AwsServiceEvent","recipientAccountId":"111122223333",{members}}}"#
    )
}

#[test]
fn reports_follow_the_outcome() {
    let sandbox = Sandbox::new();
    let records = [
        grafana(
            "done",
            "delete",
            r#""errorCode":"200","serviceEventDetails":{"resources":[{"ID":7,"type":"dashboard"}],"result":{"statusType":"success","statusCode":"200"}}"#,
        ),
        grafana(
            "refused",
            "delete",
            r#""errorCode":"403","errorMessage":"Permission denied","serviceEventDetails":{"result":{"statusType":"failure","statusCode":"403"}}"#,
        ),
        grafana("broken", "delete", r#""serviceEventDetails":{"result":{"statusType":"failure"}}"#),
    ];
    sandbox.write("a.json", format!(r#"{{"Records":[{}]}}"#, records.join(",")));
    let _ = sandbox.import(&[&sandbox.path("a.json")]).expect_code(0);
    assert_eq!(sandbox.values("SELECT event_id FROM deletes"), ["done"]);
    assert_eq!(
        sandbox.values("SELECT event_id FROM failed_deletes ORDER BY 1"),
        ["broken", "refused"]
    );
    assert_eq!(sandbox.values("SELECT error_codes FROM access_denied"), ["403"]);
    let errors = sandbox.run(&["report", "top_errors", "--format", "jsonl"]).expect_code(0);
    assert_eq!(errors.stdout.lines().count(), 2, "{}", errors.stdout);
}

#[test]
fn a_batch_call_of_which_every_item_failed_made_and_deleted_nothing() {
    let sandbox = Sandbox::new();
    let folders = ["creations", "deletes"].map(|report| fixtures("reports").join(report));
    let _ = sandbox.import(&folders.each_ref().map(AsRef::as_ref));
    let rows = |args: &[&str]| {
        let report = ["report", "--format", "csv"];
        let ran = sandbox.run(&[&report, args].concat()).expect_code(0);
        let lines = ran.stdout.lines().map(ToOwned::to_owned);
        lines.filter(|line| line.contains("failures-") || line.contains("items-")).collect()
    };
    let made: Vec<String> = rows(&["creations", "--set", "failed=true"]);
    let has = |event: &str, outcome: &str| {
        made.iter().any(|line| line.ends_with(event) && line.contains(outcome))
    };
    assert!(has("failures-01", ",failed,RESOURCE:MEMORY,"), "{made:#?}");
    assert!(has("failures-04", ",failed,FlowLogAlreadyExists,"), "{made:#?}");
    // One task was started although another one was not, and the fleet exists without instances.
    assert!(has("failures-02", ",success,,") && has("failures-05", ",success,,"), "{made:#?}");
    let deleted: Vec<String> = rows(&["deletes"]);
    for event in ["items-02", "items-05", "items-06"] {
        assert!(!deleted.iter().any(|line| line.ends_with(event)), "{deleted:#?}");
    }
}
