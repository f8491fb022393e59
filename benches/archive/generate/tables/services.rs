//! The services that are called.

use super::Service;

/// The errors that most services return to a caller without permission.
const DENIED: (&str, &str) = (
    "AccessDenied",
    "User: <me.arn> is not authorized to perform: <op> on resource: \
     arn:aws:<word>:<region>:<account>:<word>/<word>-<word> because no identity-based policy \
     allows the <op> action",
);
const DENIED_EXCEPTION: (&str, &str) = ("AccessDeniedException", DENIED.1);
const SLOW: (&str, &str) = ("ThrottlingException", "Rate exceeded");
const ABSENT: (&str, &str) =
    ("ResourceNotFoundException", "The specified resource <word>-<word> does not exist.");
const EC2_DENIED: (&str, &str) = (
    "Client.UnauthorizedOperation",
    "You are not authorized to perform this operation. User: <me.arn> is not authorized to \
     perform: <op> on resource: arn:aws:ec2:<region>:<account>:instance/* because no \
     identity-based policy allows the <op> action. Encoded authorization failure message: <b64:640>",
);

/// A service with the values that most services share.
const fn service(prefix: &'static str, source: &'static str, host: &'static str) -> Service {
    Service {
        prefix,
        source,
        version: "1.11",
        api: "",
        host,
        extra: "",
        request_id: "<uuid>",
        global: false,
        errors: &[DENIED, SLOW],
    }
}

const S3_EXTRA: &str = "{'SignatureVersion':'SigV4','CipherSuite':'TLS_AES_128_GCM_SHA256',\
     'bytesTransferredIn':<pick:0|0|0.0>,'AuthenticationMethod':'AuthHeader','x-amz-id-2':'<b64:75>=',\
     'bytesTransferredOut':<int:99999>}";

pub(crate) const S3: Service = Service {
    extra: S3_EXTRA,
    request_id: "<upper:16>",
    errors: &[
        ("AccessDenied", "Access Denied"),
        ("NoSuchKey", "The specified key does not exist."),
        ("NoSuchBucketPolicy", "The bucket policy does not exist"),
        ("NoSuchTagSet", "The TagSet does not exist"),
    ],
    ..service("s3", "s3.amazonaws.com", "<bucket>.s3.<region>.amazonaws.com")
};
pub(crate) const KMS: Service = Service {
    errors: &[
        DENIED,
        ("NotFoundException", "Key <key> does not exist"),
        ("DisabledException", "<key> is disabled."),
    ],
    ..service("kms", "kms.amazonaws.com", "kms.<region>.amazonaws.com")
};
pub(crate) const STS: Service = Service {
    version: "1.08",
    ..service("sts", "sts.amazonaws.com", "sts.<region>.amazonaws.com")
};
pub(crate) const EC2: Service = Service {
    version: "1.10",
    errors: &[
        EC2_DENIED,
        ("Client.RequestLimitExceeded", "Request limit exceeded."),
        ("Client.InvalidInstanceID.NotFound", "The instance ID <instance> does not exist"),
        ("Client.InvalidVolume.NotFound", "The volume <volume> does not exist."),
    ],
    ..service("ec2", "ec2.amazonaws.com", "ec2.<region>.amazonaws.com")
};
pub(crate) const IAM: Service = Service {
    global: true,
    errors: &[
        DENIED,
        ("NoSuchEntityException", "The role with name <word>-<word> cannot be found."),
        ("EntityAlreadyExistsException", "Role with name <word>-<word> already exists."),
    ],
    ..service("iam", "iam.amazonaws.com", "iam.amazonaws.com")
};
pub(crate) const LOGS: Service = Service {
    api: "20140328",
    errors: &[
        ("ResourceAlreadyExistsException", "The specified log stream already exists"),
        ABSENT,
        SLOW,
    ],
    ..service("logs", "logs.amazonaws.com", "logs.<region>.amazonaws.com")
};
pub(crate) const SSM: Service = Service {
    version: "1.08",
    errors: &[DENIED_EXCEPTION, SLOW, ("ParameterNotFound", "Parameter <parameter> not found.")],
    ..service("ssm", "ssm.amazonaws.com", "ssm.<region>.amazonaws.com")
};
pub(crate) const SECRETS: Service = Service {
    errors: &[
        DENIED,
        ("ResourceNotFoundException", "Secrets Manager cannot find the specified secret."),
    ],
    ..service(
        "secretsmanager",
        "secretsmanager.amazonaws.com",
        "secretsmanager.<region>.amazonaws.com",
    )
};
pub(crate) const LAMBDA: Service = Service {
    errors: &[ABSENT, ("TooManyRequestsException", "Rate Exceeded.")],
    ..service("lambda", "lambda.amazonaws.com", "lambda.<region>.amazonaws.com")
};
pub(crate) const ECS: Service = Service {
    errors: &[("ClusterNotFoundException", "Cluster not found."), SLOW],
    ..service("ecs", "ecs.amazonaws.com", "ecs.<region>.amazonaws.com")
};
pub(crate) const DYNAMODB: Service = Service {
    api: "2012-08-10",
    request_id: "<upper:52>",
    ..service("dynamodb", "dynamodb.amazonaws.com", "dynamodb.<region>.amazonaws.com")
};
pub(crate) const ROUTE53: Service = Service {
    api: "2013-04-01",
    global: true,
    ..service("route53", "route53.amazonaws.com", "route53.amazonaws.com")
};
pub(crate) const SIGNIN: Service = Service {
    request_id: "",
    global: true,
    extra: "{'LoginTo':'https://console.aws.amazon.com/console/home?state=hashArgs%23&\
             isauthcode=true','MobileVersion':'No','MFAUsed':'<pick:Yes|Yes|No>'}",
    ..service("signin", "signin.amazonaws.com", "<region>.signin.aws.amazon.com")
};
pub(crate) const ECR: Service =
    service("ecr", "ecr.amazonaws.com", "api.ecr.<region>.amazonaws.com");
pub(crate) const ELB: Service = service(
    "elasticloadbalancing",
    "elasticloadbalancing.amazonaws.com",
    "elasticloadbalancing.<region>.amazonaws.com",
);
pub(crate) const SCALING: Service =
    service("autoscaling", "autoscaling.amazonaws.com", "autoscaling.<region>.amazonaws.com");
pub(crate) const RDS: Service = service("rds", "rds.amazonaws.com", "rds.<region>.amazonaws.com");
pub(crate) const METRICS: Service =
    service("cloudwatch", "monitoring.amazonaws.com", "monitoring.<region>.amazonaws.com");
pub(crate) const CONFIG: Service =
    service("config", "config.amazonaws.com", "config.<region>.amazonaws.com");
pub(crate) const STACKS: Service = service(
    "cloudformation",
    "cloudformation.amazonaws.com",
    "cloudformation.<region>.amazonaws.com",
);
pub(crate) const TRAILS: Service =
    service("cloudtrail", "cloudtrail.amazonaws.com", "cloudtrail.<region>.amazonaws.com");
pub(crate) const TAGS: Service =
    service("tag", "tagging.amazonaws.com", "tagging.<region>.amazonaws.com");
pub(crate) const SQS: Service = service("sqs", "sqs.amazonaws.com", "sqs.<region>.amazonaws.com");
pub(crate) const EKS: Service = service("eks", "eks.amazonaws.com", "eks.<region>.amazonaws.com");
pub(crate) const HEALTH: Service =
    service("health", "health.amazonaws.com", "health.us-east-1.amazonaws.com");
pub(crate) const GUARD: Service =
    service("guardduty", "guardduty.amazonaws.com", "guardduty.<region>.amazonaws.com");
