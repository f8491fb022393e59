//! Calls that AWS services make on their own or for an account: most of a real trail.

use super::{
    Call, read,
    services::{EC2, ELB, KMS, LOGS, S3, SCALING, STS},
    terms::{BUCKET_ARN, KEY_ARN, ROLE_ARN},
    write,
};

const BUCKET_ACL: &str =
    "{'bucketName':'<bucket>','Host':'<bucket>.s3.<region>.amazonaws.com','acl':''}";
const PUT_LOG: &str = "{'bucketName':'<bucket>','x-amz-acl':'bucket-owner-full-control','Host':\
     '<bucket>.s3.<region>.amazonaws.com','x-amz-server-side-encryption':'aws:kms',\
     'x-amz-server-side-encryption-aws-kms-key-id':'<key>','key':'<logfile>'}";
const PUT_LOG_ANSWER: &str = "{'x-amz-server-side-encryption-aws-kms-key-id':'<key>',\
     'x-amz-server-side-encryption':'aws:kms'}";
const LOG_ARN: &str = "[{'type':'AWS::S3::Object','ARN':'arn:aws:s3:::<bucket>/<logfile>'},\
     {'accountId':'<account>','type':'AWS::S3::Bucket','ARN':'arn:aws:s3:::<bucket>'}]";
const CREDENTIALS: &str = "{'credentials':{'accessKeyId':'ASIA<upper:16>','sessionToken':\
     'IQoJb3JpZ2luX2VjE<b64:440>','expiration':'<day>T23:59:59Z'},'assumedRoleUser':\
     {'assumedRoleId':'<roleid>:<sessionname>','arn':\
     'arn:aws:sts::<account>:assumed-role/<role>/<sessionname>'}}";

pub(crate) const TRAIL: &[Call] = &[
    read(6, &S3, "GetBucketAcl", BUCKET_ACL).on(BUCKET_ARN),
    read(
        5,
        &KMS,
        "GenerateDataKey",
        "{'keySpec':'AES_256','keyId':'<key>','encryptionContext':{'aws:cloudtrail:arn':\
         'arn:aws:cloudtrail:<region>:<account>:trail/management-events','aws:s3:arn':\
         'arn:aws:s3:::<bucket>/<logfile>'}}",
    )
    .on(KEY_ARN),
    write(3, &S3, "PutObject", PUT_LOG, PUT_LOG_ANSWER).data().on(LOG_ARN),
];

pub(crate) const DELIVERY: &[Call] = &[
    read(4, &S3, "GetBucketAcl", BUCKET_ACL).on(BUCKET_ARN),
    write(5, &S3, "PutObject", PUT_LOG, PUT_LOG_ANSWER).data().on(LOG_ARN),
    write(
        9,
        &LOGS,
        "CreateLogStream",
        "{'forAccount':'<account>','logGroupName':'/aws/vendedlogs/<loggroup>',\
         'logStreamName':'<vpc>_<day>_<instance>'}",
        "",
    ),
];

pub(crate) const LAUNCHER: &[Call] = &[
    read(
        10,
        &STS,
        "AssumeRole",
        "{'roleArn':'arn:aws:iam::<account>:role/<role>','roleSessionName':'<sessionname>'}",
    )
    .answers(CREDENTIALS)
    .on(ROLE_ARN),
    read(
        3,
        &STS,
        "AssumeRole",
        "{'roleArn':'arn:aws:iam::<account>:role/<role>','roleSessionName':'<sessionname>',\
         'durationSeconds':900,'externalId':'<uuid>'}",
    )
    .answers(CREDENTIALS)
    .on(ROLE_ARN),
];

pub(crate) const KEEPER: &[Call] = &[
    read(
        10,
        &KMS,
        "Decrypt",
        "{'encryptionAlgorithm':'SYMMETRIC_DEFAULT','encryptionContext':{'aws:ebs:id':'<volume>'}}",
    )
    .on(KEY_ARN),
    read(
        6,
        &KMS,
        "Decrypt",
        "{'encryptionAlgorithm':'SYMMETRIC_DEFAULT','keyId':'<key>','encryptionContext':\
         {'aws:dynamodb:tableName':'<table>','aws:dynamodb:subscriberId':'<account>'}}",
    )
    .on(KEY_ARN),
    read(
        4,
        &KMS,
        "GenerateDataKeyWithoutPlaintext",
        "{'keyId':'<key>','encryptionContext':{'aws:rds:db-id':'db-<upper:26>'},'numberOfBytes':64}",
    )
    .on(KEY_ARN),
    write(
        1,
        &KMS,
        "CreateGrant",
        "{'keyId':'<key>','granteePrincipal':'ec2.<region>.amazonaws.com','operations':['Decrypt',\
         'GenerateDataKeyWithoutPlaintext','ReEncryptFrom','ReEncryptTo','CreateGrant'],\
         'constraints':{'encryptionContextSubset':{'aws:ebs:id':'<volume>'}}}",
        "{'grantId':'<hex:64>','keyId':'<key>'}",
    )
    .on(KEY_ARN),
    read(2, &KMS, "DescribeKey", "{'keyId':'<key>'}").on(KEY_ARN),
];

/// The calls of Auto Scaling in an account. Those that start instances have long responses.
pub(crate) const SCALE: &[Call] = &[
    read(6, &SCALING, "DescribeAutoScalingGroups", "{'autoScalingGroupNames':[<list:group:1:30>]}"),
    write(
        3,
        &EC2,
        "RunInstances",
        "{'instancesSet':{'items':[{'imageId':'<ami>','minCount':1,'maxCount':1}]},'instanceType':\
         '<pick:t3.large|m6i.xlarge|c7g.2xlarge>','blockDeviceMapping':{},'subnetId':'<subnet>',\
         'monitoring':{'enabled':false},'disableApiTermination':false,'clientToken':\
         'fleet-<uuid>','launchTemplate':{'launchTemplateId':'lt-0<hex:16>','version':'<int:40>'},\
         'tagSpecificationSet':{'items':[{'resourceType':'instance','tags':[<list:tag:2:9>]}]}}",
        "{'requestId':'<uuid>','reservationId':'r-0<hex:16>','ownerId':'<account>','groupSet':{},\
         'instancesSet':{'items':[<list:started:1:12>]},'requesterId':'<digits:12>'}",
    ),
    write(
        3,
        &EC2,
        "TerminateInstances",
        "{'instancesSet':{'items':[<list:instanceid:1:20>]}}",
        "{'requestId':'<uuid>','instancesSet':{'items':[<list:stopped:1:20>]}}",
    ),
    write(
        6,
        &EC2,
        "CreateTags",
        "{'resourcesSet':{'items':[{'resourceId':'<instance>'}]},'tagSet':\
         {'items':[<list:tag:1:15>]}}",
        "{'requestId':'<uuid>','_return':true}",
    ),
];

/// The calls that keep the tasks of a service running.
pub(crate) const BALANCE: &[Call] = &[
    read(8, &ELB, "DescribeTargetHealth", "{'targetGroupArn':'<targetgroup>'}"),
    write(
        6,
        &ELB,
        "RegisterTargets",
        "{'targetGroupArn':'<targetgroup>','targets':[<list:target:1:12>]}",
        "",
    ),
    write(
        4,
        &EC2,
        "CreateNetworkInterface",
        "{'subnetId':'<subnet>','description':'ELB app/<word>-<word>/<hex:16>','groupSet':\
         {'items':[{'groupId':'<sg>'}]},'privateIpAddressesSet':{},'clientToken':'<uuid>'}",
        "{'requestId':'<uuid>','networkInterface':{'networkInterfaceId':'eni-0<hex:16>','subnetId':\
         '<subnet>','vpcId':'<vpc>','availabilityZone':'<region>a','description':'ELB','ownerId':\
         '<account>','requesterId':'amazon-elb','requesterManaged':true,'status':'pending',\
         'macAddress':'0a:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>','privateIpAddress':\
         '10.<byte>.<byte>.<byte>','sourceDestCheck':true,'groupSet':{'items':[{'groupId':'<sg>',\
         'groupName':'<word>-<word>'}]},'privateIpAddressesSet':{'item':[{'privateIpAddress':\
         '10.<byte>.<byte>.<byte>','primary':true}]},'tagSet':{}}}",
    ),
];
