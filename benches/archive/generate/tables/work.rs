//! Calls of workloads: functions, instances, pods, integrations and partners.

use super::{
    Call, read,
    services::{
        CONFIG, DYNAMODB, EC2, ECR, ECS, ELB, KMS, LAMBDA, LOGS, METRICS, ROUTE53, S3, SCALING,
        SECRETS, SQS, SSM, STS,
    },
    terms::{BUCKET_ARN, KEY_ARN, OBJECT_ARN, ROLE_ARN, SECRET_ARN, TABLE_ARN},
    write,
};

const OBJECT: &str =
    "{'bucketName':'<bucket>','Host':'<bucket>.s3.<region>.amazonaws.com','key':'<object>'}";
const ENCRYPTED: &str = "{'x-amz-server-side-encryption':'AES256'}";

pub(crate) const WORK: &[Call] = &[
    read(26, &S3, "GetObject", OBJECT).data().on(OBJECT_ARN),
    read(6, &S3, "HeadObject", OBJECT).data().on(OBJECT_ARN),
    write(14, &S3, "PutObject", OBJECT, ENCRYPTED).data().on(OBJECT_ARN),
    write(2, &S3, "DeleteObject", OBJECT, "").data().on(OBJECT_ARN),
    read(
        6,
        &S3,
        "ListObjects",
        "{'list-type':'2','bucketName':'<bucket>','prefix':'<word>/<day>/','encoding-type':'url',\
         'Host':'<bucket>.s3.<region>.amazonaws.com'}",
    )
    .data()
    .on(BUCKET_ARN),
    read(
        16,
        &KMS,
        "Decrypt",
        "{'encryptionAlgorithm':'SYMMETRIC_DEFAULT','keyId':'<key>','encryptionContext':\
         {'aws:s3:arn':'arn:aws:s3:::<bucket>/<object>'}}",
    )
    .on(KEY_ARN),
    read(
        6,
        &KMS,
        "GenerateDataKey",
        "{'keySpec':'AES_256','keyId':'<key>','encryptionContext':\
         {'aws:s3:arn':'arn:aws:s3:::<bucket>/<object>'}}",
    )
    .on(KEY_ARN),
    read(7, &SSM, "GetParameter", "{'name':'<parameter>','withDecryption':true}"),
    read(3, &SSM, "GetParameters", "{'names':[<list:parameteritem:1:10>],'withDecryption':true}"),
    read(8, &SECRETS, "GetSecretValue", "{'secretId':'<secret>'}").on(SECRET_ARN),
    read(6, &DYNAMODB, "GetItem", "{'tableName':'<table>','key':{'id':'<uuid>'}}")
        .data()
        .on(TABLE_ARN),
    read(3, &DYNAMODB, "DescribeTable", "{'tableName':'<table>'}").on(TABLE_ARN),
    write(
        9,
        &LOGS,
        "CreateLogStream",
        "{'logGroupName':'<loggroup>','logStreamName':'<day>/[$LATEST]<hex:32>'}",
        "",
    ),
    write(1, &LOGS, "CreateLogGroup", "{'logGroupName':'<loggroup>'}", ""),
    read(4, &SQS, "GetQueueUrl", "{'queueName':'<word>-<word>'}"),
];

/// Rare calls, some of them with long lists.
pub(crate) const FEW: &[Call] = &[
    write(
        4,
        &CONFIG,
        "PutEvaluations",
        "{'evaluations':[<list:evaluation:2:100>],'resultToken':'<b64:400>','testMode':false}",
        "{'failedEvaluations':[]}",
    ),
    read(8, &STS, "GetCallerIdentity", ""),
    read(6, &SECRETS, "DescribeSecret", "{'secretId':'<secret>'}"),
    read(5, &EC2, "DescribeNetworkInterfaces", "{'networkInterfaceIdSet':{},'filterSet':{}}"),
    read(4, &LAMBDA, "GetFunctionConfiguration20150331v2", "{'functionName':'<function>'}"),
    write(
        2,
        &METRICS,
        "PutMetricAlarm",
        "{'alarmName':'<word>-<word>','metricName':'Errors','namespace':'AWS/Lambda','statistic':\
         'Sum','period':300,'evaluationPeriods':<int:6>,'threshold':<int:99>.0,\
         'comparisonOperator':'GreaterThanThreshold','dimensions':[]}",
        "",
    ),
    read(
        4,
        &METRICS,
        "GetMetricData",
        "{'startTime':'<time>','endTime':'<time>','metricDataQueries':[<list:metric:1:250>]}",
    ),
];

pub(crate) const HOST: &[Call] = &[
    write(
        20,
        &SSM,
        "UpdateInstanceInformation",
        "{'instanceId':'<me.name>','agentVersion':'3.3.1345.0','agentStatus':'Active',\
         'platformType':'Linux','platformName':'Amazon Linux','platformVersion':'2023','iPAddress':\
         '<me.address>','computerName':'<me.address>.<region>.compute.internal','agentName':\
         'amazon-ssm-agent','availabilityZone':'<region>a','sSMConnectionChannel':'ssmmessages'}",
        "",
    ),
    read(7, &SSM, "ListInstanceAssociations", "{'instanceId':'<me.name>','maxResults':20}"),
    write(
        2,
        &SSM,
        "PutInventory",
        "{'instanceId':'<me.name>','items':[{'typeName':'AWS:Application','schemaVersion':'1.1',\
         'captureTime':'<time>','contentHash':'<hex:32>','content':[<list:package:10:240>]}]}",
        "",
    ),
    read(5, &ECR, "GetAuthorizationToken", ""),
    read(
        7,
        &ECR,
        "BatchGetImage",
        "{'registryId':'<account>','repositoryName':'<word>/<word>','imageIds':[{'imageTag':\
         '<hex:40>'}],'acceptedMediaTypes':['application/vnd.docker.distribution.manifest.v2+json',\
         'application/vnd.oci.image.manifest.v1+json']}",
    ),
    read(
        6,
        &ECR,
        "GetDownloadUrlForLayer",
        "{'registryId':'<account>','repositoryName':'<word>/<word>','layerDigest':\
         'sha256:<hex:64>'}",
    ),
    read(5, &SCALING, "DescribeAutoScalingInstances", "{'instanceIds':['<me.name>']}"),
    write(
        4,
        &ECS,
        "DiscoverPollEndpoint",
        "{'containerInstance':'arn:aws:ecs:<region>:<account>:container-instance/<cluster>/\
         <hex:32>','cluster':'<cluster>'}",
        "{'endpoint':'https://ecs-a-<int:20>.<region>.amazonaws.com/','telemetryEndpoint':\
         'https://ecs-t-<int:20>.<region>.amazonaws.com/'}",
    ),
    read(
        4,
        &S3,
        "HeadBucket",
        "{'bucketName':'<bucket>','Host':\
         '<bucket>.s3.<region>.amazonaws.com'}",
    )
    .on(BUCKET_ARN),
];

pub(crate) const POD: &[Call] = &[
    read(
        10,
        &EC2,
        "DescribeNetworkInterfaces",
        "{'networkInterfaceIdSet':{},'filterSet':{'items':\
         [{'name':'attachment.instance-id','valueSet':{'items':[{'value':'<instance>'}]}}]}}",
    ),
    write(
        3,
        &EC2,
        "AssignPrivateIpAddresses",
        "{'networkInterfaceId':'eni-0<hex:16>','ipv4PrefixCount':1,'privateIpAddressesSet':{}}",
        "{'requestId':'<uuid>','_return':true,'networkInterfaceId':'eni-0<hex:16>'}",
    ),
    read(8, &ELB, "DescribeTargetHealth", "{'targetGroupArn':'<targetgroup>'}"),
    read(5, &ELB, "DescribeListeners", "{'loadBalancerArn':'<loadbalancer>'}"),
    read(5, &ROUTE53, "ListResourceRecordSets", "{'hostedZoneId':'Z<upper:20>'}"),
    write(
        1,
        &ROUTE53,
        "ChangeResourceRecordSets",
        "{'hostedZoneId':'Z<upper:20>','changeBatch':{'changes':[<list:change:1:40>]}}",
        "{'changeInfo':{'id':'/change/C<upper:20>','status':'PENDING','submittedAt':'<time>'}}",
    ),
    read(
        6,
        &EC2,
        "DescribeInstanceTypeOfferings",
        "{'DescribeInstanceTypeOfferingsRequest':\
         {'LocationType':'availability-zone','NextToken':'<b64:200>'}}",
    ),
    read(
        4,
        &EC2,
        "DescribeLaunchTemplates",
        "{'DescribeLaunchTemplatesRequest':{'Filter':{'tag':1,\
         'Name':'tag:karpenter.k8s.aws/cluster','Value':{'tag':1,'content':'<cluster>'}}}}",
    ),
    read(
        5,
        &EC2,
        "DescribeVolumes",
        "{'volumeSet':{'items':[<list:volumeid:1:60>]},'filterSet':{}}",
    ),
];

pub(crate) const TOKEN: &[Call] = &[read(
    1,
    &STS,
    "AssumeRoleWithWebIdentity",
    "{'roleArn':'arn:aws:iam::<account>:role/<role>','roleSessionName':'<digits:19>'}",
)
.answers(
    "{'credentials':{'accessKeyId':'ASIA<upper:16>','sessionToken':'IQoJb3JpZ2luX2VjE<b64:600>',\
     'expiration':'<day>T23:59:59Z'},'subjectFromWebIdentityToken':'<me.arn>','assumedRoleUser':\
     {'assumedRoleId':'<roleid>:<sessionname>','arn':\
     'arn:aws:sts::<account>:assumed-role/<role>/<sessionname>'},'audience':'sts.amazonaws.com'}",
)
.on(ROLE_ARN)];

/// The calls of programs that use the access key of an IAM user.
pub(crate) const USER: &[Call] = &[
    write(6, &S3, "PutObject", OBJECT, ENCRYPTED).data().on(OBJECT_ARN),
    read(3, &S3, "GetObject", OBJECT).data().on(OBJECT_ARN),
    read(12, &EC2, "DescribeInstances", "{'instancesSet':{},'filterSet':{}}"),
    read(10, &STS, "GetCallerIdentity", ""),
    read(8, &SSM, "GetParameter", "{'name':'<parameter>','withDecryption':true}"),
    read(8, &SQS, "ListQueues", ""),
    read(8, &METRICS, "ListMetrics", "{'namespace':'AWS/EC2','metricName':'CPUUtilization'}"),
    read(6, &DYNAMODB, "ListTables", "{'limit':100}"),
    read(6, &KMS, "Decrypt", "{'encryptionAlgorithm':'SYMMETRIC_DEFAULT','keyId':'<key>'}")
        .on(KEY_ARN),
];

pub(crate) const PARTNER: &[Call] = &[
    read(5, &S3, "GetObject", OBJECT).data().on(OBJECT_ARN),
    write(2, &S3, "PutObject", OBJECT, ENCRYPTED).data().on(OBJECT_ARN),
    read(3, &KMS, "Decrypt", "{'encryptionAlgorithm':'SYMMETRIC_DEFAULT','keyId':'<key>'}")
        .on(KEY_ARN),
    read(
        2,
        &STS,
        "AssumeRole",
        "{'roleArn':'arn:aws:iam::<account>:role/<role>','roleSessionName':'<sessionname>',\
         'externalId':'<uuid>'}",
    )
    .on(ROLE_ARN),
];
