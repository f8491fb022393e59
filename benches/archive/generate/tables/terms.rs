//! The names of resources in records, and the items of lists.

/// The scope in which a term has one value.
#[derive(Clone, Copy)]
pub(crate) enum Scope {
    /// A new value at each place.
    Here,
    /// One value for the whole record.
    Record,
    /// One of this many resources of the account.
    Account(u64),
    /// One of this many resources of the account in one Region.
    Region(u64),
}

/// A named part of a template.
pub(crate) struct Term {
    pub(crate) name: &'static str,
    /// Terms of one group describe the same resource, such as a role's name and its ID.
    pub(crate) group: &'static str,
    pub(crate) scope: Scope,
    pub(crate) pattern: &'static str,
}

const fn account(count: u64, name: &'static str, pattern: &'static str) -> Term {
    Term { name, group: name, scope: Scope::Account(count), pattern }
}

const fn region(count: u64, name: &'static str, pattern: &'static str) -> Term {
    Term { name, group: name, scope: Scope::Region(count), pattern }
}

const fn record(name: &'static str, pattern: &'static str) -> Term {
    Term { name, group: name, scope: Scope::Record, pattern }
}

const fn here(name: &'static str, pattern: &'static str) -> Term {
    Term { name, group: name, scope: Scope::Here, pattern }
}

pub(crate) const BUCKET_ARN: &str =
    "[{'accountId':'<account>','type':'AWS::S3::Bucket','ARN':'arn:aws:s3:::<bucket>'}]";
pub(crate) const OBJECT_ARN: &str = "[{'type':'AWS::S3::Object','ARN':'arn:aws:s3:::<bucket>/<object>'},\
     {'accountId':'<account>','type':'AWS::S3::Bucket','ARN':'arn:aws:s3:::<bucket>'}]";
pub(crate) const KEY_ARN: &str = "[{'accountId':'<account>','type':'AWS::KMS::Key','ARN':'<key>'}]";
pub(crate) const ROLE_ARN: &str = "[{'accountId':'<account>','type':'AWS::IAM::Role','ARN':\
     'arn:aws:iam::<account>:role/<role>'}]";
pub(crate) const SECRET_ARN: &str =
    "[{'accountId':'<account>','type':'AWS::SecretsManager::Secret','ARN':'<secret>'}]";
pub(crate) const TABLE_ARN: &str = "[{'accountId':'<account>','type':'AWS::DynamoDB::Table','ARN':\
     'arn:aws:dynamodb:<region>:<account>:table/<table>'}]";

pub(crate) const TERMS: &[Term] = &[
    account(40, "bucket", "acme-<word>-<word>-<pick:prod|staging|logs|data>-<digits:6>"),
    account(60, "role", "<word>-<word>-<pick:lambda|task|instance|service>-role"),
    Term { name: "roleid", group: "role", scope: Scope::Account(60), pattern: "AROA<upper:17>" },
    region(20, "key", "arn:aws:kms:<region>:<account>:key/<uuid>"),
    region(400, "instance", "i-0<hex:16>"),
    region(600, "volume", "vol-0<hex:16>"),
    region(4, "vpc", "vpc-0<hex:16>"),
    region(6, "endpoint", "vpce-0<hex:16>"),
    region(18, "subnet", "subnet-0<hex:16>"),
    region(70, "sg", "sg-0<hex:16>"),
    region(15, "ami", "ami-0<hex:16>"),
    region(25, "table", "<word>-<word>"),
    region(6, "cluster", "<word>-<pick:prod|staging>"),
    region(80, "loggroup", "/aws/lambda/<word>-<word>-<pick:prod|staging>"),
    region(60, "parameter", "/<word>/<pick:prod|staging>/<word>/<word>"),
    region(80, "function", "<word>-<word>-<pick:prod|staging>"),
    region(
        40,
        "secret",
        "arn:aws:secretsmanager:<region>:<account>:secret:<word>/<word>-<mixed:6>",
    ),
    region(12, "database", "arn:aws:rds:<region>:<account>:db:<word>-<word>"),
    region(
        30,
        "targetgroup",
        "arn:aws:elasticloadbalancing:<region>:<account>:targetgroup/<word>-<word>/<hex:16>",
    ),
    region(
        12,
        "loadbalancer",
        "arn:aws:elasticloadbalancing:<region>:<account>:loadbalancer/app/<word>-<word>/<hex:16>",
    ),
    here("functionarn", "arn:aws:lambda:<region>:<account>:function:<function>"),
    record("object", "<word>/<word>/part-<digits:5>-<uuid>.<pick:snappy.parquet|json.gz|csv>"),
    record(
        "logfile",
        "AWSLogs/<account>/<pick:CloudTrail|vpcflowlogs|elasticloadbalancing>/<region>/<day>/\
         <account>_<region>_<digits:8>T<digits:4>Z_<mixed:16>.<pick:json|log>.gz",
    ),
    record("sessionname", "<pick:awslambda_|aws-go-sdk-|botocore-session-><digits:10>"),
    // Items of lists.
    here("instanceid", "{'instanceId':'<instance>'}"),
    here("volumeid", "{'volumeId':'<volume>'}"),
    here("groupid", "{'groupId':'<sg>'}"),
    here("subnetid", "{'subnetId':'<subnet>'}"),
    here("group", "'<word>-<word>-asg'"),
    here("targetgroupitem", "'<targetgroup>'"),
    here("parameteritem", "'<parameter>'"),
    here("ecsservice", "'<word>-<word>'"),
    here("task", "'arn:aws:ecs:<region>:<account>:task/<cluster>/<hex:32>'"),
    here("target", "{'id':'<instance>','port':<pick:80|443|8080>}"),
    here("tag", "{'key':'<pick:Name|team|stage|cost-center|owner>','value':'<word>-<word>'}"),
    here(
        "stopped",
        "{'instanceId':'<instance>','currentState':{'code':32,'name':'shutting-down'},\
         'previousState':{'code':16,'name':'running'}}",
    ),
    here(
        "started",
        "{'instanceId':'i-0<hex:16>','imageId':'<ami>','instanceState':{'code':0,'name':'pending'},\
         'privateDnsName':'ip-10-<byte>-<byte>-<byte>.<region>.compute.internal','amiLaunchIndex':\
         0,'productCodes':{},'instanceType':'<pick:t3.large|m6i.xlarge|c7g.2xlarge>','launchTime':\
         1741<digits:6>000,'placement':{'availabilityZone':'<region>a','tenancy':'default'},\
         'monitoring':{'state':'disabled'},'subnetId':'<subnet>','vpcId':'<vpc>',\
         'privateIpAddress':'10.<byte>.<byte>.<byte>','stateReason':{'code':'pending','message':\
         'pending'},'architecture':'x86_64','rootDeviceType':'ebs','rootDeviceName':'/dev/xvda',\
         'blockDeviceMapping':{},'virtualizationType':'hvm','hypervisor':'xen','tagSet':{'items':\
         [<list:tag:2:9>]},'clientToken':'fleet-<uuid>','groupSet':{'items':[{'groupId':'<sg>',\
         'groupName':'<word>-<word>'}]},'sourceDestCheck':true,'networkInterfaceSet':{'items':\
         [{'networkInterfaceId':'eni-0<hex:16>','subnetId':'<subnet>','vpcId':'<vpc>','ownerId':\
         '<account>','status':'in-use','macAddress':'0a:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>',\
         'sourceDestCheck':true,'attachment':{'attachmentId':'eni-attach-0<hex:16>','deviceIndex':\
         0,'status':'attaching','deleteOnTermination':true}}]},'ebsOptimized':false,'cpuOptions':\
         {'coreCount':1,'threadsPerCore':2},'enclaveOptions':{'enabled':false}}",
    ),
    here(
        "evaluation",
        "{'complianceResourceType':'AWS::EC2::<pick:Instance|Volume|SecurityGroup>',\
         'complianceResourceId':'<instance>','complianceType':'<pick:COMPLIANT|COMPLIANT|\
         NON_COMPLIANT|NOT_APPLICABLE>','annotation':'Checked by <word>-<word>',\
         'orderingTimestamp':'<time>'}",
    ),
    here("resourcekey", "{'resourceType':'AWS::EC2::Instance','resourceId':'<instance>'}"),
    here(
        "metric",
        "{'id':'m<int:9999>','metricStat':{'metric':{'namespace':'AWS/EC2','metricName':\
         '<pick:CPUUtilization|NetworkIn|NetworkOut|StatusCheckFailed>','dimensions':[{'name':\
         'InstanceId','value':'<instance>'}]},'period':60,'stat':'Average'},'returnData':true}",
    ),
    here(
        "package",
        "{'Name':'lib<word>-<word>','Version':'<int:9>.<int:30>.<int:9>','Architecture':'x86_64',\
         'PackageId':'lib<word>-<int:9>.amzn2023.src.rpm'}",
    ),
    here(
        "change",
        "{'action':'UPSERT','resourceRecordSet':{'name':'<word>.<word>.example.com','type':'A',\
         'aliasTarget':{'hostedZoneId':'Z<upper:13>','evaluateTargetHealth':true}}}",
    ),
    here("parameterpair", "{'parameterKey':'<word>','usePreviousValue':true}"),
    here(
        "permission",
        "{'ipProtocol':'tcp','fromPort':<int:9000>,'toPort':9000,'groups':{},'ipRanges':{'items':\
         [{'cidrIp':'10.<byte>.<byte>.0/24','description':'<word> <word>'}]},'ipv6Ranges':{},\
         'prefixListIds':{}}",
    ),
    here(
        "rule",
        "{'groupOwnerId':'<account>','groupId':'<sg>','securityGroupRuleId':'sgr-0<hex:16>',\
         'description':'<word> <word>','isEgress':false,'ipProtocol':'tcp','fromPort':<int:9000>,\
         'toPort':9000,'cidrIpv4':'10.<byte>.<byte>.0/24'}",
    ),
    here(
        "statement",
        "{`Effect`:`Allow`,`Action`:[`s3:GetObject`,`s3:PutObject`,`kms:Decrypt`],`Resource`:\
         `arn:aws:s3:::acme-<word>-<word>/*`}",
    ),
    here(
        "container",
        "{'name':'<word>','image':'<account>.dkr.ecr.<region>.amazonaws.com/<word>:<hex:40>','cpu':\
         0,'essential':true,'portMappings':[{'containerPort':8080,'protocol':'tcp'}],'environment':\
         [<list:variable:4:60>],'logConfiguration':{'logDriver':'awslogs','options':\
         {'awslogs-group':'/ecs/<word>','awslogs-region':'<region>'}}}",
    ),
    here("variable", "{'name':'<word>_<word>','value':'HIDDEN_DUE_TO_SECURITY_REASONS'}"),
    here(
        "serviceevent",
        "{'id':'<uuid>','createdAt':'<time>','message':\
         '(service <word>-<word>) has reached a steady state.'}",
    ),
    here(
        "layer",
        "{`mediaType`:`application/vnd.docker.image.rootfs.diff.tar.gzip`,`size`:<int:99999999>,\
         `digest`:`sha256:<hex:64>`}",
    ),
];
