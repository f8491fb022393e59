//! The content of the archive: tables of callers, of their calls, and of the names and lists in them.
//! The shares follow real trails; the names are invented. [`super::template`] explains the templates.

mod agents;
mod build;
pub(crate) mod callers;
pub(crate) mod delivery;
mod reads;
mod service_calls;
mod services;
pub(crate) mod terms;
pub(crate) mod words;
mod work;

/// A kind of caller. Every account has some roles of each kind.
pub(crate) struct Caller {
    pub(crate) name: &'static str,
    /// The share of all calls, of about 1000.
    pub(crate) weight: u64,
    /// The number of such roles in an account.
    pub(crate) roles: u64,
    /// The duration of a session in seconds.
    pub(crate) life: u64,
    pub(crate) identity: &'static Identity,
    /// The name of the role or user.
    pub(crate) role: &'static str,
    /// The name of the session.
    pub(crate) session: &'static str,
    pub(crate) address: &'static str,
    pub(crate) agents: &'static [&'static str],
    pub(crate) calls: &'static [&'static [Call]],
}

/// A kind of identity.
pub(crate) struct Identity {
    /// The `userIdentity` of a record.
    pub(crate) json: &'static str,
    pub(crate) id: &'static str,
    pub(crate) arn: &'static str,
    pub(crate) key: &'static str,
    pub(crate) channel: Channel,
}

/// The way in which a call reaches AWS. Some members of the record depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    /// From a program. The record has the TLS details of the connection.
    Direct,
    /// From a program in another account. Both accounts get a record.
    Foreign,
    /// From a person who uses the AWS console.
    Console,
    /// Within AWS, on behalf of a caller.
    Inside,
    /// By an AWS service itself.
    Service,
}

/// An AWS service.
pub(crate) struct Service {
    /// The prefix in IAM actions, and usually in `eventSource`.
    pub(crate) prefix: &'static str,
    pub(crate) source: &'static str,
    pub(crate) version: &'static str,
    pub(crate) api: &'static str,
    /// The host of its endpoint.
    pub(crate) host: &'static str,
    /// `additionalEventData`.
    pub(crate) extra: &'static str,
    pub(crate) request_id: &'static str,
    /// True if it has one global endpoint, whose calls are only in the trail of us-east-1.
    pub(crate) global: bool,
    /// Its errors: code and message.
    pub(crate) errors: &'static [(&'static str, &'static str)],
}

/// A call to an operation of a service.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    pub(crate) weight: u64,
    pub(crate) service: &'static Service,
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) reads: bool,
    /// `requestParameters`; null if empty.
    pub(crate) request: &'static str,
    /// `responseElements`; null if empty.
    pub(crate) response: &'static str,
    pub(crate) resources: &'static str,
}

/// The category of a call's event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Management,
    Data,
    SignIn,
}

/// Returns a call that only reads.
const fn read(
    weight: u64,
    service: &'static Service,
    name: &'static str,
    request: &'static str,
) -> Call {
    let kind = Kind::Management;
    Call { weight, service, name, kind, reads: true, request, response: "", resources: "" }
}

/// Returns a call that changes a resource. The response usually describes the resource.
const fn write(
    weight: u64,
    service: &'static Service,
    name: &'static str,
    request: &'static str,
    response: &'static str,
) -> Call {
    let kind = Kind::Management;
    Call { weight, service, name, kind, reads: false, request, response, resources: "" }
}

impl Call {
    const fn data(self) -> Self {
        Self { kind: Kind::Data, ..self }
    }

    const fn sign_in(self) -> Self {
        Self { kind: Kind::SignIn, ..self }
    }

    const fn answers(self, response: &'static str) -> Self {
        Self { response, ..self }
    }

    const fn on(self, resources: &'static str) -> Self {
        Self { resources, ..self }
    }
}
