//! The one list of the columns of `events`: name, type, where in the record the value stands, and
//! what it means. The table function's schema, the insert, the comments in the database, the
//! check of the first migration and `docs/schema.md` are all made from it.
//!
//! Source: AWS's "CloudTrail record contents" and "CloudTrail userIdentity element" pages.

/// How a member of a record becomes a value of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// A string.
    Text,
    /// Any JSON value, kept as the exact text of the log.
    Json,
    /// A JSON boolean.
    Bool,
    /// A boolean that AWS documents as a string, `"true"` or `"false"`.
    BoolText,
    /// An instant in UTC, `2024-01-02T03:04:05Z` in the log.
    Time,
}

/// One column of `events`.
#[derive(Debug)]
pub struct Column {
    /// The name in the database.
    pub name: &'static str,
    /// How the member is read.
    pub kind: ColumnKind,
    /// The members that lead to the value, from the record's top; empty where it is made of several.
    pub path: &'static [&'static str],
    /// What the column means: the comment in the database and the row in `docs/schema.md`.
    pub(crate) comment: &'static str,
}

impl Column {
    /// Whether the column is a top-level member of the record, so that its value must be enough to
    /// put the member together again. A nested one is a copy for convenience: its whole object
    /// has a JSON column of its own.
    pub(crate) const fn is_member(&self) -> bool {
        self.path.len() == 1
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

/// Every column of `events`, in the order of the table.
#[rustfmt::skip]
pub const COLUMNS: &[Column] = &[
    column("event_time", Time, &["eventTime"], "When the service finished the call, in UTC (eventTime). NULL where the record has none that can be read; the text is then in extra."),
    column("event_source", Text, &["eventSource"], "The service that was called, as its endpoint: ec2.amazonaws.com (eventSource)."),
    column("event_name", Text, &["eventName"], "The action that was called, exactly as logged (eventName). activity.action has it without the API version."),
    column("aws_region", Text, &["awsRegion"], "The Region that the call was made to (awsRegion)."),
    column("recipient_account_id", Text, &["recipientAccountId"], "The account whose log this is; the caller's is identity_account_id (recipientAccountId)."),
    column("event_id", Text, &["eventID"], "The ID of the event; almost unique: see the README on duplicates (eventID)."),
    column("request_id", Text, &["requestID"], "The ID of the request; one request can cause several events (requestID)."),
    column("shared_event_id", Text, &["sharedEventID"], "Equal for the copies of one action in the logs of several accounts (sharedEventID)."),
    column("event_version", Text, &["eventVersion"], "The version of the record format: compare as two integers, 1.9 < 1.10 (eventVersion)."),
    column("event_type", Text, &["eventType"], "AwsApiCall, AwsServiceEvent, AwsConsoleAction, AwsConsoleSignIn, AwsVpceEvent (eventType)."),
    column("event_category", Text, &["eventCategory"], "Management, Data or NetworkActivity; NULL before version 1.07 (eventCategory)."),
    column("read_only", Bool, &["readOnly"], "Whether the call only read. NULL where the record does not say; activity.is_read then goes by the name (readOnly)."),
    column("management_event", Bool, &["managementEvent"], "Whether this is a management event; since version 1.06 (managementEvent)."),
    column("source_ip_address", Text, &["sourceIPAddress"], "An IP address, or the name of the AWS service that made the call, or AWS Internal (sourceIPAddress)."),
    column("user_agent", Text, &["userAgent"], "The program that made the call, as it named itself: chosen by the caller (userAgent)."),
    column("error_code", Text, &["errorCode"], "The error of a failed call. A failure can also show in error_message or response_elements alone (errorCode)."),
    column("error_message", Text, &["errorMessage"], "The description of the error; can stand without error_code, as for a failed console sign-in (errorMessage)."),
    column("identity_type", Text, &["userIdentity", "type"], "Root, IAMUser, AssumedRole, FederatedUser, AWSAccount, AWSService, … (userIdentity.type)."),
    column("identity_user_name", Text, &["userIdentity", "userName"], "The name of the user; HIDDEN_DUE_TO_SECURITY_REASONS after a sign-in with an unknown name (userIdentity.userName)."),
    column("identity_principal_id", Text, &["userIdentity", "principalId"], "The unique ID of the caller; for a role session AROA…:session-name (userIdentity.principalId)."),
    column("identity_arn", Text, &["userIdentity", "arn"], "The ARN of the caller; for a role session its last part is the session name (userIdentity.arn)."),
    column("identity_account_id", Text, &["userIdentity", "accountId"], "The account that the caller belongs to (userIdentity.accountId)."),
    column("identity_access_key_id", Text, &["userIdentity", "accessKeyId"], "The access key that signed the call: AKIA… long-term, ASIA… temporary (userIdentity.accessKeyId)."),
    column("identity_invoked_by", Text, &["userIdentity", "invokedBy"], "The AWS service that made the call on the caller's behalf; signin.amazonaws.com marks the old console (userIdentity.invokedBy)."),
    column("identity_provider", Text, &["userIdentity", "identityProvider"], "The external identity provider of a SAML or web identity user (userIdentity.identityProvider)."),
    column("identity_credential_id", Text, &["userIdentity", "credentialId"], "The ID of the credential, as of a bearer token (userIdentity.credentialId)."),
    column("on_behalf_of_user_id", Text, &["userIdentity", "onBehalfOf", "userId"], "The IAM Identity Center user the call was made for (userIdentity.onBehalfOf.userId)."),
    column("on_behalf_of_identity_store_arn", Text, &["userIdentity", "onBehalfOf", "identityStoreArn"], "The identity store of that user (userIdentity.onBehalfOf.identityStoreArn)."),
    column("invoked_by_delegate_account_id", Text, &["userIdentity", "invokedByDelegate", "accountId"], "The account that acted under temporary delegation (userIdentity.invokedByDelegate.accountId)."),
    column("in_scope_of", Json, &["userIdentity", "inScopeOf"], "The scope of service-issued credentials, as of a Lambda function (userIdentity.inScopeOf)."),
    column("issuer_type", Text, &["userIdentity", "sessionContext", "sessionIssuer", "type"], "What issued the temporary credentials: Root, IAMUser, Role (sessionIssuer.type)."),
    column("issuer_user_name", Text, &["userIdentity", "sessionContext", "sessionIssuer", "userName"], "The name of the role or user that issued the session (sessionIssuer.userName)."),
    column("issuer_principal_id", Text, &["userIdentity", "sessionContext", "sessionIssuer", "principalId"], "The unique ID of the issuer (sessionIssuer.principalId)."),
    column("issuer_arn", Text, &["userIdentity", "sessionContext", "sessionIssuer", "arn"], "The ARN of the issuer, as the role's own ARN (sessionIssuer.arn)."),
    column("issuer_account_id", Text, &["userIdentity", "sessionContext", "sessionIssuer", "accountId"], "The account of the issuer (sessionIssuer.accountId)."),
    column("web_id_provider", Text, &["userIdentity", "sessionContext", "webIdFederationData", "federatedProvider"], "The provider of a web identity session (webIdFederationData.federatedProvider)."),
    column("web_id_attributes", Json, &["userIdentity", "sessionContext", "webIdFederationData", "attributes"], "What the web identity provider said of the user (webIdFederationData.attributes)."),
    column("mfa_authenticated", BoolText, &["userIdentity", "sessionContext", "attributes", "mfaAuthenticated"], "Whether the session's credentials were obtained with MFA (sessionContext.attributes.mfaAuthenticated)."),
    column("session_creation_date", Time, &["userIdentity", "sessionContext", "attributes", "creationDate"], "When the session's credentials were issued, in UTC (sessionContext.attributes.creationDate)."),
    column("source_identity", Text, &["userIdentity", "sessionContext", "sourceIdentity"], "The identity set by the first caller of a chain of roles (sessionContext.sourceIdentity)."),
    column("assumed_root", BoolText, &["userIdentity", "sessionContext", "assumedRoot"], "Whether the session is a centrally managed root session (sessionContext.assumedRoot)."),
    column("sign_in_session_arn", Text, &["userIdentity", "sessionContext", "signInSessionArn"], "The sign-in session that the credentials come from (sessionContext.signInSessionArn)."),
    column("ec2_role_delivery", Text, &["userIdentity", "sessionContext", "ec2RoleDelivery"], "The version of the instance metadata service that delivered the role's credentials: 1.0 or 2.0 (sessionContext.ec2RoleDelivery)."),
    column("user_identity", Json, &["userIdentity"], "Who made the call, whole, as logged (userIdentity)."),
    column("request_parameters", Json, &["requestParameters"], "What was asked, as logged; left out by AWS above 100 KB (requestParameters)."),
    column("response_elements", Json, &["responseElements"], "What was answered, as logged; null for most calls that read (responseElements)."),
    column("additional_event_data", Json, &["additionalEventData"], "More about the event, as logged: an object, at times a plain string (additionalEventData)."),
    column("resources", Json, &["resources"], "The resources of the event: an array of objects with ARN, accountId, type (resources)."),
    column("service_event_details", Json, &["serviceEventDetails"], "What a service says of an event of its own (serviceEventDetails)."),
    column("api_version", Text, &["apiVersion"], "The API version of the call: 2013-04-01 or 20140328 (apiVersion)."),
    column("vpc_endpoint_id", Text, &["vpcEndpointId"], "The VPC endpoint that the call came through (vpcEndpointId)."),
    column("vpc_endpoint_account_id", Text, &["vpcEndpointAccountId"], "The account that owns the VPC endpoint (vpcEndpointAccountId)."),
    column("tls_version", Text, &["tlsDetails", "tlsVersion"], "The TLS version of the call (tlsDetails.tlsVersion)."),
    column("tls_cipher_suite", Text, &["tlsDetails", "cipherSuite"], "The cipher suite of the call (tlsDetails.cipherSuite)."),
    column("tls_client_host", Text, &["tlsDetails", "clientProvidedHostHeader"], "The host name that the client asked for (tlsDetails.clientProvidedHostHeader)."),
    column("tls_key_exchange", Text, &["tlsDetails", "keyExchange"], "The key exchange of the call (tlsDetails.keyExchange)."),
    column("tls_details", Json, &["tlsDetails"], "The TLS details of the call, whole, as logged (tlsDetails)."),
    column("session_credential_from_console", BoolText, &["sessionCredentialFromConsole"], "True where the credentials come from a console session (sessionCredentialFromConsole)."),
    column("addendum_reason", Text, &["addendum", "reason"], "Why the event was late or was corrected: DELIVERY_DELAY, UPDATED_DATA, SERVICE_OUTAGE (addendum.reason)."),
    column("addendum_original_event_id", Text, &["addendum", "originalEventID"], "The event that this one corrects (addendum.originalEventID)."),
    column("addendum", Json, &["addendum"], "The addendum of a late or corrected event, whole (addendum)."),
    column("event_context", Json, &["eventContext"], "Condition keys and tags; only in CloudTrail Lake event data stores (eventContext)."),
    column("edge_device_details", Json, &["edgeDeviceDetails"], "The edge device that a call was made to (edgeDeviceDetails)."),
    column("extra", Json, &[], "Every member of the record that has no column, and every member whose value did not survive its column exactly; NULL where there is none."),
    column("sign_in_failed", Bool, &[], "Whether the answer of the sign-in service says Failure; NULL for all other services (responseElements, serviceEventDetails)."),
];

/// The position of the column `name` in [`COLUMNS`].
///
/// # Panics
/// At compile time, where no column has that name.
pub(crate) const fn index_of(name: &str) -> usize {
    let mut index = 0;
    while index < COLUMNS.len() {
        if same(COLUMNS[index].name.as_bytes(), name.as_bytes()) {
            return index;
        }
        index += 1;
    }
    panic!("no such column")
}

const fn same(a: &[u8], b: &[u8]) -> bool {
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
/// `extra`, what has no column.
pub(crate) const EXTRA: usize = index_of("extra");
/// `sign_in_failed`, which is made of other members.
pub(crate) const SIGN_IN_FAILED: usize = index_of("sign_in_failed");

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_and_paths_are_unique() {
        let names: HashSet<_> = COLUMNS.iter().map(|column| column.name).collect();
        let paths: HashSet<_> = COLUMNS.iter().map(|column| column.path).collect();
        let made: Vec<usize> =
            (0..COLUMNS.len()).filter(|at| COLUMNS[*at].path.is_empty()).collect();
        assert_eq!(made, [EXTRA, SIGN_IN_FAILED]);
        assert_eq!((names.len(), paths.len()), (COLUMNS.len(), COLUMNS.len() - made.len() + 1));
    }

    #[test]
    fn every_nested_column_has_its_whole_object_in_a_json_column() {
        for column in COLUMNS.iter().filter(|column| column.path.len() > 1) {
            let parent = COLUMNS.iter().find(|other| other.path == &column.path[..1]);
            assert_eq!(parent.map(|parent| parent.kind), Some(Json), "{}", column.name);
        }
    }
}
