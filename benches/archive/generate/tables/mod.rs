//! What the archive is made of: tables of callers, of the calls they make, and of the names and
//! lists in them. The shares follow real trails; the names are made up. The templates are explained
//! in [`super::pen`].

mod agents;
mod build;
pub(crate) mod callers;
mod look;
pub(crate) mod places;
mod service_calls;
mod services;
pub(crate) mod terms;
pub(crate) mod words;
mod work;

/// Someone who makes calls: some roles of one kind in every account.
pub(crate) struct Caller {
    pub(crate) name: &'static str,
    /// How much of all calls are theirs, of about 1000.
    pub(crate) weight: u64,
    /// How many such roles an account has.
    pub(crate) roles: u64,
    /// How long a session lasts, in seconds.
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
    pub(crate) way: Way,
}

/// How a call reaches AWS, which decides some members of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// From a program: the record says how the connection was encrypted.
    Direct,
    /// As `Direct`, from another account, so that both get a record.
    Foreign,
    /// From a person at the AWS console.
    Console,
    /// Within AWS, for someone.
    Inside,
    /// By an AWS service itself.
    Service,
}

/// An AWS service.
pub(crate) struct Service {
    /// As in an IAM action, and mostly in `eventSource`.
    pub(crate) prefix: &'static str,
    pub(crate) source: &'static str,
    pub(crate) version: &'static str,
    pub(crate) api: &'static str,
    /// The host of its endpoint.
    pub(crate) host: &'static str,
    /// `additionalEventData`.
    pub(crate) extra: &'static str,
    pub(crate) request_id: &'static str,
    /// Whether it has one endpoint, whose calls are in the trail of us-east-1 only.
    pub(crate) global: bool,
    /// What may go wrong: code and message.
    pub(crate) errors: &'static [(&'static str, &'static str)],
}

/// A call that someone makes.
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

/// Which events a call is among.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Management,
    Data,
    SignIn,
}

/// A call that changes nothing.
const fn read(
    weight: u64,
    service: &'static Service,
    name: &'static str,
    request: &'static str,
) -> Call {
    let kind = Kind::Management;
    Call { weight, service, name, kind, reads: true, request, response: "", resources: "" }
}

/// A call that changes something, and mostly answers with what it made.
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
