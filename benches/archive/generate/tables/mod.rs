//! What the archive is made of: tables of callers, of the calls they make, and of the names and
//! lists in them. The shares follow real trails; the names are made up. The templates are explained
//! in [`super::pen`].

mod agents;
mod build;
pub mod callers;
mod look;
pub mod places;
mod service_calls;
mod services;
pub mod terms;
pub mod words;
mod work;

/// Someone who makes calls: some roles of one kind in every account.
pub struct Caller {
    pub name: &'static str,
    /// How much of all calls are theirs, of about 1000.
    pub weight: u64,
    /// How many such roles an account has.
    pub roles: u64,
    /// How long a session lasts, in seconds.
    pub life: u64,
    pub identity: &'static Identity,
    /// The name of the role or user.
    pub role: &'static str,
    /// The name of the session.
    pub session: &'static str,
    pub address: &'static str,
    pub agents: &'static [&'static str],
    pub calls: &'static [&'static [Call]],
}

/// A kind of identity.
pub struct Identity {
    /// The `userIdentity` of a record.
    pub json: &'static str,
    pub id: &'static str,
    pub arn: &'static str,
    pub key: &'static str,
    pub way: Way,
}

/// How a call reaches AWS, which decides some members of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
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
pub struct Service {
    /// As in an IAM action, and mostly in `eventSource`.
    pub prefix: &'static str,
    pub source: &'static str,
    pub version: &'static str,
    pub api: &'static str,
    /// The host of its endpoint.
    pub host: &'static str,
    /// `additionalEventData`.
    pub extra: &'static str,
    pub request_id: &'static str,
    /// Whether it has one endpoint, whose calls are in the trail of us-east-1 only.
    pub global: bool,
    /// What may go wrong: code and message.
    pub errors: &'static [(&'static str, &'static str)],
}

/// A call that someone makes.
#[derive(Clone, Copy)]
pub struct Call {
    pub weight: u64,
    pub service: &'static Service,
    pub name: &'static str,
    pub kind: Kind,
    pub reads: bool,
    /// `requestParameters`; null if empty.
    pub request: &'static str,
    /// `responseElements`; null if empty.
    pub response: &'static str,
    pub resources: &'static str,
}

/// Which events a call is among.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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
