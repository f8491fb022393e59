//! The callers, and their shares of the calls.

use super::{Caller, Channel, Identity, agents, build, reads, service_calls, work};

const SERVICE: Identity = Identity {
    json: "{'type':'AWSService','invokedBy':'<me.address>'}",
    id: "",
    arn: "",
    key: "",
    channel: Channel::Service,
};
const ROLE_ARN: &str = "arn:aws:sts::<account>:assumed-role/<me.role>/<me.name>";
const ROLE: Identity = Identity {
    json: "{'type':'AssumedRole','principalId':'<me.id>:<me.name>','arn':'<me.arn>',\
            'accountId':'<account>','accessKeyId':'<me.key>','sessionContext':{'sessionIssuer':\
            {'type':'Role','principalId':'<me.id>','arn':'arn:aws:iam::<account>:role/<me.role>',\
            'accountId':'<account>','userName':'<me.role>'},'attributes':\
            {'creationDate':'<me.created>','mfaAuthenticated':'false'}}}",
    id: "AROA<upper:17>",
    arn: ROLE_ARN,
    key: "ASIA<upper:16>",
    channel: Channel::Direct,
};
const INSTANCE: Identity = Identity {
    json: "{'type':'AssumedRole','principalId':'<me.id>:<me.name>','arn':'<me.arn>',\
            'accountId':'<account>','accessKeyId':'<me.key>','sessionContext':{'sessionIssuer':\
            {'type':'Role','principalId':'<me.id>','arn':'arn:aws:iam::<account>:role/<me.role>',\
            'accountId':'<account>','userName':'<me.role>'},'attributes':\
            {'creationDate':'<me.created>','mfaAuthenticated':'false'},'ec2RoleDelivery':'2.0'}}",
    ..ROLE
};
const LINKED: Identity = Identity {
    json: "{'type':'AssumedRole','principalId':'<me.id>:<me.name>','arn':'<me.arn>',\
            'accountId':'<account>','sessionContext':{'sessionIssuer':{'type':'Role',\
            'principalId':'<me.id>','arn':'arn:aws:iam::<account>:role/aws-service-role/\
            <me.address>/<me.role>','accountId':'<account>','userName':'<me.role>'},'attributes':\
            {'creationDate':'<me.created>','mfaAuthenticated':'false'}},'invokedBy':'<me.address>'}",
    channel: Channel::Inside,
    ..ROLE
};
const PERSON: Identity = Identity {
    json: "{'type':'AssumedRole','principalId':'<me.id>:<me.name>','arn':'<me.arn>',\
            'accountId':'<account>','accessKeyId':'<me.key>','sessionContext':{'sessionIssuer':\
            {'type':'Role','principalId':'<me.id>','arn':'arn:aws:iam::<account>:role/aws-reserved/\
            sso.amazonaws.com/<me.role>','accountId':'<account>','userName':'<me.role>'},\
            'attributes':{'creationDate':'<me.created>','mfaAuthenticated':'false'}}}",
    channel: Channel::Console,
    ..ROLE
};
const USER: Identity = Identity {
    json: "{'type':'IAMUser','principalId':'<me.id>','arn':'<me.arn>','accountId':'<account>',\
            'accessKeyId':'<me.key>','userName':'<me.role>'}",
    id: "AIDA<upper:17>",
    arn: "arn:aws:iam::<account>:user/<me.role>",
    key: "AKIA<upper:16>",
    channel: Channel::Direct,
};
const ROOT: Identity = Identity {
    json: "{'type':'Root','principalId':'<account>','arn':'<me.arn>','accountId':'<account>',\
            'accessKeyId':'<me.key>','sessionContext':{'attributes':{'creationDate':\
            '<me.created>','mfaAuthenticated':'true'}}}",
    id: "<account>",
    arn: "arn:aws:iam::<account>:root",
    key: "ASIA<upper:16>",
    channel: Channel::Console,
};
const TOKEN: Identity = Identity {
    json: "{'type':'WebIdentityUser','principalId':'arn:aws:iam::<account>:oidc-provider/\
            oidc.eks.<region>.amazonaws.com/id/<me.id>:sts.amazonaws.com:system:serviceaccount:\
            <me.role>:<me.role>','userName':'system:serviceaccount:<me.role>:<me.role>',\
            'identityProvider':'arn:aws:iam::<account>:oidc-provider/oidc.eks.<region>.\
            amazonaws.com/id/<me.id>'}",
    id: "<upper:32>",
    arn: "system:serviceaccount:<me.role>:<me.role>",
    key: "",
    channel: Channel::Direct,
};
const FOREIGN: Identity = Identity {
    json: "{'type':'AWSAccount','principalId':'<me.id>:<me.name>','accountId':'<me.role>'}",
    id: "AROA<upper:17>",
    arn: "arn:aws:sts::<me.role>:assumed-role/partner/<me.name>",
    key: "",
    channel: Channel::Foreign,
};

/// The common fields. Most callers differ only in these.
const BASE: Caller = Caller {
    name: "",
    weight: 0,
    roles: 1,
    life: 3600,
    identity: &SERVICE,
    role: "",
    session: "",
    address: "",
    agents: agents::SAME,
    calls: &[],
};

/// The services that act through their own role in an account.
const LINKED_CALLER: Caller = Caller { identity: &LINKED, ..BASE };

pub(crate) const CALLERS: &[Caller] = &[
    Caller {
        name: "trail",
        weight: 35,
        address: "cloudtrail.amazonaws.com",
        calls: &[service_calls::TRAIL],
        ..BASE
    },
    Caller {
        name: "log delivery",
        weight: 65,
        address: "delivery.logs.amazonaws.com",
        calls: &[service_calls::DELIVERY],
        ..BASE
    },
    Caller {
        name: "launcher",
        weight: 85,
        roles: 14,
        address: "<pick:lambda|lambda|ec2|ecs-tasks|states|scheduler|eks|codebuild|glue|config|\
                  events|ssm>.amazonaws.com",
        calls: &[service_calls::LAUNCHER],
        ..BASE
    },
    Caller {
        name: "keeper",
        weight: 290,
        roles: 8,
        address: "<pick:rds|dynamodb|ebs|sqs|sns|kinesis|glue|backup>.amazonaws.com",
        calls: &[service_calls::KEEPER],
        ..BASE
    },
    Caller {
        name: "scaling",
        weight: 40,
        role: "AWSServiceRoleForAutoScaling",
        session: "AutoScaling",
        address: "autoscaling.amazonaws.com",
        calls: &[service_calls::SCALE, reads::EC2_READS],
        ..LINKED_CALLER
    },
    Caller {
        name: "containers",
        weight: 25,
        role: "AWSServiceRoleForECS",
        session: "ecs-service-scheduler",
        address: "ecs.amazonaws.com",
        calls: &[service_calls::BALANCE],
        ..LINKED_CALLER
    },
    Caller {
        name: "recorder",
        weight: 35,
        role: "AWSServiceRoleForConfig",
        session: "AWSConfig-Describe",
        address: "config.amazonaws.com",
        calls: &[reads::READS, reads::EC2_READS],
        ..LINKED_CALLER
    },
    Caller {
        name: "function",
        weight: 65,
        roles: 60,
        life: 5400,
        identity: &ROLE,
        role: "<word>-<word>-<pick:prod|staging>-lambda-role",
        session: "<word>-<word>-<pick:prod|staging>",
        address: "<pick:3|18|34|44|52|54>.<byte>.<byte>.<byte>",
        agents: agents::SDKS,
        calls: &[work::WORK, work::WORK, work::FEW],
    },
    Caller {
        name: "instance",
        weight: 40,
        roles: 50,
        life: 21600,
        identity: &INSTANCE,
        role: "<word>-<word>-instance-role",
        session: "i-0<hex:16>",
        address: "10.<int:32>.<byte>.<byte>",
        agents: agents::HOSTS,
        calls: &[work::HOST, work::WORK],
    },
    Caller {
        name: "pod",
        weight: 20,
        roles: 14,
        life: 3600,
        identity: &ROLE,
        role: "eks-<word>-<pick:cni|alb-controller|external-dns|karpenter|ebs-csi>",
        session: "<digits:19>",
        address: "10.<int:32>.<byte>.<byte>",
        agents: agents::CLUSTER,
        calls: &[work::POD],
    },
    Caller {
        name: "token",
        weight: 7,
        roles: 14,
        identity: &TOKEN,
        role: "<word>-<word>",
        address: "10.<int:32>.<byte>.<byte>",
        agents: agents::CLUSTER,
        calls: &[work::TOKEN],
        ..BASE
    },
    Caller {
        name: "integration",
        weight: 245,
        roles: 9,
        identity: &USER,
        role: "<pick:svc|app|legacy>-<word>-<lower:4>",
        address: "<int:220>.<byte>.<byte>.<byte>",
        agents: agents::SHORT,
        calls: &[work::USER, reads::READS],
        ..BASE
    },
    Caller {
        name: "monitor",
        weight: 30,
        roles: 5,
        identity: &ROLE,
        role: "<pick:Datadog|Wiz|Audit|CostReport|Inventory><pick:IntegrationRole|Access|ReadOnly>",
        session: "<pick:DatadogAWSIntegration|scanner|audit-session>",
        address: "<pick:34|52|54>.<byte>.<byte>.<byte>",
        agents: agents::SDKS,
        calls: &[reads::READS, reads::EC2_READS, reads::IAM_READS, work::FEW],
        ..BASE
    },
    Caller {
        name: "build",
        weight: 25,
        roles: 8,
        life: 2700,
        identity: &ROLE,
        role: "<pick:github|gitlab|jenkins>-<word>-deploy",
        session: "<pick:GitHubActions|terraform-run|aws-go-sdk>-<digits:10>",
        address: "20.<byte>.<byte>.<byte>",
        agents: agents::BUILD,
        calls: &[build::BUILD, reads::IAM_READS, reads::EC2_READS],
    },
    Caller {
        name: "person",
        weight: 15,
        roles: 12,
        life: 28800,
        identity: &PERSON,
        role: "AWSReservedSSO_<pick:AdministratorAccess|ReadOnlyAccess|PowerUserAccess>_<hex:16>",
        session: "<word>.<word>@example.com",
        address: "<pick:81|85|93>.<byte>.<byte>.<byte>",
        agents: agents::BROWSERS,
        calls: &[reads::READS, reads::EC2_READS, reads::IAM_READS, build::PERSON],
    },
    Caller {
        name: "partner",
        weight: 5,
        roles: 4,
        identity: &FOREIGN,
        role: "9<digits:11>",
        session: "<word>-<word>",
        address: "52.<byte>.<byte>.<byte>",
        agents: agents::SDKS,
        calls: &[work::PARTNER],
        ..BASE
    },
    Caller {
        name: "root",
        weight: 1,
        life: 28800,
        identity: &ROOT,
        address: "81.<byte>.<byte>.<byte>",
        agents: agents::BROWSERS,
        calls: &[reads::READS, reads::IAM_READS, build::PERSON],
        ..BASE
    },
];
