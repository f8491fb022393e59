//! The list of the columns of `events`: name, type, path in the record, and comment. The schema of
//! the table function, the insert, the comments in the database, the check of the migrations and
//! `docs/schema.md` are all generated from it.
//!
//! Source: AWS's "CloudTrail record contents" and "CloudTrail userIdentity element" pages.

/// The conversion from a member of a record to the value of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// A string.
    Text,
    /// Any JSON value, stored as its exact text in the log.
    Json,
    /// A JSON boolean.
    Bool,
    /// A boolean that AWS documents as a string, `"true"` or `"false"`.
    BoolText,
    /// A time in UTC, `2024-01-02T03:04:05Z` in the log.
    Time,
}

/// A column of `events`.
#[derive(Debug)]
pub struct Column {
    /// The name of the column in the database.
    pub name: &'static str,
    /// The conversion of the member.
    pub kind: ColumnKind,
    /// The path of member names from the record to the value; empty if the value is computed.
    pub path: &'static [&'static str],
    /// The meaning of the column, for the database's comment and `docs/schema.md`.
    pub(crate) comment: &'static str,
}

impl Column {
    /// Returns true if the column holds a top-level member of the record, so the member must be
    /// reconstructed from it. A nested column only copies a part of an object that has its own JSON
    /// column.
    pub(crate) const fn is_member(&self) -> bool {
        self.path.len() == 1
    }

    /// Returns true if the column is read from `userIdentity`, so the table `callers` has it.
    pub(crate) fn is_of_caller(&self) -> bool {
        self.path.first() == Some(&"userIdentity")
    }
}

const fn column(
    name: &'static str,
    kind: ColumnKind,
    path: &'static [&'static str],
    comment: &'static str,
) -> Column {
    Column { name, kind, path, comment }
}

use ColumnKind::{Bool, BoolText, Json, Text, Time};

/// All columns of `events` that come from the record, in the order of the table.
#[rustfmt::skip]
pub const COLUMNS: &[Column] = &[
    column("event_time", Time, &["eventTime"], "The time at which the service completed the request, in UTC (eventTime). NULL if it is missing or not a valid time; its text is then in extra."),
    column("event_source", Text, &["eventSource"], "The service that was called, named by its endpoint: ec2.amazonaws.com (eventSource)."),
    column("event_name", Text, &["eventName"], "The action that was called, exactly as logged (eventName). activity.action is the same without the API version."),
    column("aws_region", Text, &["awsRegion"], "The Region that the request was made to (awsRegion)."),
    column("recipient_account_id", Text, &["recipientAccountId"], "The account that received the event; the caller's account is identity_account_id (recipientAccountId)."),
    column("event_id", Text, &["eventID"], "The ID of the event; almost unique, see the README on duplicates (eventID)."),
    column("request_id", Text, &["requestID"], "The ID of the request; one request can cause several events (requestID)."),
    column("shared_event_id", Text, &["sharedEventID"], "The ID shared by the events of one action in the logs of several accounts (sharedEventID)."),
    column("event_version", Text, &["eventVersion"], "The version of the record format; compare it as two integers, 1.9 < 1.10 (eventVersion)."),
    column("event_type", Text, &["eventType"], "AwsApiCall, AwsServiceEvent, AwsConsoleAction, AwsConsoleSignIn, AwsVpceEvent (eventType)."),
    column("event_category", Text, &["eventCategory"], "Management, Data or NetworkActivity; NULL before version 1.07 (eventCategory)."),
    column("read_only", Bool, &["readOnly"], "True if the action only reads. NULL if the record does not say; activity.is_read then derives it from the name (readOnly)."),
    column("management_event", Bool, &["managementEvent"], "True for a management event; since version 1.06 (managementEvent)."),
    column("source_ip_address", Text, &["sourceIPAddress"], "The IP address of the caller, the name of the AWS service that made the request, or AWS Internal (sourceIPAddress)."),
    column("user_agent", Text, &["userAgent"], "The name of the program that made the request; the caller can choose it freely (userAgent)."),
    column("error_code", Text, &["errorCode"], "The error of a failed request. Some failures appear only in error_message or response_elements, and some services write the HTTP status of a success here: see outcome (errorCode)."),
    column("error_message", Text, &["errorMessage"], "The description of the error; it can appear without error_code, as for a failed console sign-in (errorMessage)."),
    column("identity_type", Text, &["userIdentity", "type"], "Root, IAMUser, AssumedRole, FederatedUser, AWSAccount, AWSService, … (userIdentity.type)."),
    column("identity_user_name", Text, &["userIdentity", "userName"], "The name of the user; HIDDEN_DUE_TO_SECURITY_REASONS for a failed sign-in with a wrong user name (userIdentity.userName)."),
    column("identity_principal_id", Text, &["userIdentity", "principalId"], "The unique ID of the caller; AROA…:session-name for a role session (userIdentity.principalId)."),
    column("identity_arn", Text, &["userIdentity", "arn"], "The ARN of the caller; for a role session, its last part is the session name (userIdentity.arn)."),
    column("identity_account_id", Text, &["userIdentity", "accountId"], "The account that the caller belongs to (userIdentity.accountId)."),
    column("identity_access_key_id", Text, &["userIdentity", "accessKeyId"], "The access key that signed the request: AKIA… is long-term, ASIA… temporary (userIdentity.accessKeyId)."),
    column("identity_invoked_by", Text, &["userIdentity", "invokedBy"], "The AWS service that made the request on the caller's behalf; signin.amazonaws.com marks requests from the old console (userIdentity.invokedBy)."),
    column("identity_provider", Text, &["userIdentity", "identityProvider"], "The external identity provider of a SAML or web identity user (userIdentity.identityProvider)."),
    column("identity_credential_id", Text, &["userIdentity", "credentialId"], "The ID of the credential, such as a bearer token (userIdentity.credentialId)."),
    column("on_behalf_of_user_id", Text, &["userIdentity", "onBehalfOf", "userId"], "The IAM Identity Center user on whose behalf the request was made (userIdentity.onBehalfOf.userId)."),
    column("on_behalf_of_identity_store_arn", Text, &["userIdentity", "onBehalfOf", "identityStoreArn"], "The identity store of that user (userIdentity.onBehalfOf.identityStoreArn)."),
    column("invoked_by_delegate_account_id", Text, &["userIdentity", "invokedByDelegate", "accountId"], "The account that acted under temporary delegation (userIdentity.invokedByDelegate.accountId)."),
    column("in_scope_of", Json, &["userIdentity", "inScopeOf"], "The scope of credentials issued by a service, such as a Lambda function (userIdentity.inScopeOf)."),
    column("issuer_type", Text, &["userIdentity", "sessionContext", "sessionIssuer", "type"], "The source of the temporary credentials: Root, IAMUser, Role (sessionIssuer.type)."),
    column("issuer_user_name", Text, &["userIdentity", "sessionContext", "sessionIssuer", "userName"], "The name of the role or user that issued the session (sessionIssuer.userName)."),
    column("issuer_principal_id", Text, &["userIdentity", "sessionContext", "sessionIssuer", "principalId"], "The unique ID of the issuer (sessionIssuer.principalId)."),
    column("issuer_arn", Text, &["userIdentity", "sessionContext", "sessionIssuer", "arn"], "The ARN of the issuer: for a role session, the ARN of the role (sessionIssuer.arn)."),
    column("issuer_account_id", Text, &["userIdentity", "sessionContext", "sessionIssuer", "accountId"], "The account of the issuer (sessionIssuer.accountId)."),
    column("web_id_provider", Text, &["userIdentity", "sessionContext", "webIdFederationData", "federatedProvider"], "The provider of a web identity session (webIdFederationData.federatedProvider)."),
    column("web_id_attributes", Json, &["userIdentity", "sessionContext", "webIdFederationData", "attributes"], "The attributes of the user from the web identity provider (webIdFederationData.attributes)."),
    column("mfa_authenticated", BoolText, &["userIdentity", "sessionContext", "attributes", "mfaAuthenticated"], "True if the session's credentials were obtained with MFA (sessionContext.attributes.mfaAuthenticated)."),
    column("session_creation_date", Time, &["userIdentity", "sessionContext", "attributes", "creationDate"], "The time at which the session's credentials were issued, in UTC (sessionContext.attributes.creationDate)."),
    column("source_identity", Text, &["userIdentity", "sessionContext", "sourceIdentity"], "The source identity, set by the first caller in a chain of roles (sessionContext.sourceIdentity)."),
    column("assumed_root", BoolText, &["userIdentity", "sessionContext", "assumedRoot"], "True for a centrally managed root session, from AssumeRoot (sessionContext.assumedRoot)."),
    column("sign_in_session_arn", Text, &["userIdentity", "sessionContext", "signInSessionArn"], "The sign-in session that the credentials come from (sessionContext.signInSessionArn)."),
    column("ec2_role_delivery", Text, &["userIdentity", "sessionContext", "ec2RoleDelivery"], "The version of the instance metadata service that delivered the role's credentials: 1.0 or 2.0 (sessionContext.ec2RoleDelivery)."),
    column("user_identity", Json, &["userIdentity"], "The caller: the whole object, as logged (userIdentity)."),
    column("request_parameters", Json, &["requestParameters"], "The parameters of the request, as logged; omitted by AWS if larger than 100 KB (requestParameters)."),
    column("response_elements", Json, &["responseElements"], "The response, as logged; null for most actions that only read (responseElements)."),
    column("additional_event_data", Json, &["additionalEventData"], "Additional data about the event, as logged: an object, sometimes a plain string (additionalEventData)."),
    column("resources", Json, &["resources"], "The resources accessed in the event: an array of objects with ARN, accountId, type (resources)."),
    column("service_event_details", Json, &["serviceEventDetails"], "The details of an event that a service generated itself (serviceEventDetails)."),
    column("api_version", Text, &["apiVersion"], "The API version of the request, such as 2013-04-01 or 20140328 (apiVersion)."),
    column("vpc_endpoint_id", Text, &["vpcEndpointId"], "The VPC endpoint through which the request was made (vpcEndpointId)."),
    column("vpc_endpoint_account_id", Text, &["vpcEndpointAccountId"], "The account that owns the VPC endpoint (vpcEndpointAccountId)."),
    column("tls_version", Text, &["tlsDetails", "tlsVersion"], "The TLS version of the request (tlsDetails.tlsVersion)."),
    column("tls_cipher_suite", Text, &["tlsDetails", "cipherSuite"], "The TLS cipher suite of the request (tlsDetails.cipherSuite)."),
    column("tls_client_host", Text, &["tlsDetails", "clientProvidedHostHeader"], "The host name that the client sent, usually the endpoint of the service (tlsDetails.clientProvidedHostHeader)."),
    column("tls_key_exchange", Text, &["tlsDetails", "keyExchange"], "The TLS key exchange of the request (tlsDetails.keyExchange)."),
    column("tls_details", Json, &["tlsDetails"], "The TLS details of the request: the whole object, as logged (tlsDetails)."),
    column("session_credential_from_console", BoolText, &["sessionCredentialFromConsole"], "True if the credentials come from a console session (sessionCredentialFromConsole)."),
    column("addendum_reason", Text, &["addendum", "reason"], "The reason that the event was late or corrected: DELIVERY_DELAY, UPDATED_DATA, SERVICE_OUTAGE (addendum.reason)."),
    column("addendum_original_event_id", Text, &["addendum", "originalEventID"], "The ID of the event that this one corrects (addendum.originalEventID)."),
    column("addendum", Json, &["addendum"], "The addendum of a late or corrected event: the whole object, as logged (addendum)."),
    column("event_context", Json, &["eventContext"], "Condition keys and tags; only in CloudTrail Lake event data stores (eventContext)."),
    column("edge_device_details", Json, &["edgeDeviceDetails"], "The edge device that the request was made to (edgeDeviceDetails)."),
    column("extra", Json, &[], "All members of the record that have no column, and all members whose exact value their column cannot hold; NULL if there are none."),
    column("sign_in_failed", Bool, &[], "True if the response of the sign-in service is Failure; NULL for all other services (responseElements, serviceEventDetails)."),
];

/// Returns the position of the column `name` in [`COLUMNS`].
///
/// # Panics
/// Panics at compile time if no column has that name.
pub(crate) const fn index_of(name: &str) -> usize {
    let mut index = 0;
    while index < COLUMNS.len() {
        if is_same(COLUMNS[index].name.as_bytes(), name.as_bytes()) {
            return index;
        }
        index += 1;
    }
    panic!("no such column")
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// `event_time`.
pub(crate) const EVENT_TIME: usize = index_of("event_time");
/// `event_source`.
pub(crate) const EVENT_SOURCE: usize = index_of("event_source");
/// `event_type`.
pub(crate) const EVENT_TYPE: usize = index_of("event_type");
/// `user_identity`.
pub(crate) const USER_IDENTITY: usize = index_of("user_identity");
/// `event_name`.
pub(crate) const EVENT_NAME: usize = index_of("event_name");
/// `error_code`.
pub(crate) const ERROR_CODE: usize = index_of("error_code");
/// `error_message`.
pub(crate) const ERROR_MESSAGE: usize = index_of("error_message");
/// `read_only`.
pub(crate) const READ_ONLY: usize = index_of("read_only");
/// `aws_region`.
pub(crate) const AWS_REGION: usize = index_of("aws_region");
/// `recipient_account_id`.
pub(crate) const RECIPIENT_ACCOUNT_ID: usize = index_of("recipient_account_id");
/// `identity_account_id`.
pub(crate) const IDENTITY_ACCOUNT_ID: usize = index_of("identity_account_id");
/// `event_id`.
pub(crate) const EVENT_ID: usize = index_of("event_id");
/// `request_id`.
pub(crate) const REQUEST_ID: usize = index_of("request_id");
/// `shared_event_id`.
pub(crate) const SHARED_EVENT_ID: usize = index_of("shared_event_id");
/// `extra`, the members without a column.
pub(crate) const EXTRA: usize = index_of("extra");
/// `sign_in_failed`, computed from several members.
pub(crate) const SIGN_IN_FAILED: usize = index_of("sign_in_failed");

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_and_paths_are_unique() {
        let names: HashSet<_> = COLUMNS.iter().map(|column| column.name).collect();
        let paths: HashSet<_> = COLUMNS.iter().map(|column| column.path).collect();
        let computed: Vec<usize> =
            (0..COLUMNS.len()).filter(|at| COLUMNS[*at].path.is_empty()).collect();
        assert_eq!(computed, [EXTRA, SIGN_IN_FAILED]);
        assert_eq!((names.len(), paths.len()), (COLUMNS.len(), COLUMNS.len() - computed.len() + 1));
    }

    #[test]
    fn the_whole_object_around_a_nested_column_is_in_a_json_column() {
        for column in COLUMNS.iter().filter(|column| column.path.len() > 1) {
            let parent = COLUMNS.iter().find(|other| other.path == &column.path[..1]);
            assert_eq!(parent.map(|parent| parent.kind), Some(Json), "{}", column.name);
        }
    }
}
