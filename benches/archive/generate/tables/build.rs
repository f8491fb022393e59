//! Calls that build and change: deployments, and people at the console.

use super::{
    Call, read,
    services::{
        EC2, ECR, ECS, IAM, KMS, LAMBDA, LOGS, S3, SCALING, SECRETS, SIGNIN, SSM, STACKS, TRAILS,
    },
    terms::{BUCKET_ARN, KEY_ARN, SECRET_ARN},
    write,
};

const RULES: &str = "{'groupId':'<sg>','ipPermissions':{'items':[<list:permission:1:25>]}}";
const RULES_ANSWER: &str = "{'requestId':'<uuid>','_return':true,'securityGroupRuleSet':\
     {'items':[<list:rule:1:25>]}}";
const TASK: &str = "{'family':'<word>-<word>','networkMode':'awsvpc','cpu':'1024','memory':'2048',\
     'executionRoleArn':'arn:aws:iam::<account>:role/<role>','requiresCompatibilities':\
     ['FARGATE'],'containerDefinitions':[<list:container:1:4>]}";

pub const BUILD: &[Call] = &[
    read(10, &STACKS, "DescribeStackEvents", "{'stackName':'<word>-<word>'}"),
    write(
        2,
        &STACKS,
        "CreateChangeSet",
        "{'stackName':'<word>-<word>','changeSetName':'cdk-deploy','parameters':\
         [<list:parameterpair:1:30>],'capabilities':['CAPABILITY_NAMED_IAM']}",
        "{'stackId':'arn:aws:cloudformation:<region>:<account>:stack/<word>/<uuid>','id':\
         'arn:aws:cloudformation:<region>:<account>:changeSet/cdk-deploy/<uuid>'}",
    ),
    write(
        4,
        &IAM,
        "CreateRole",
        "{'roleName':'<role>','path':'/','assumeRolePolicyDocument':'{`Version`:`2012-10-17`,\
         `Statement`:[{`Effect`:`Allow`,`Principal`:{`Service`:`lambda.amazonaws.com`},\
         `Action`:`sts:AssumeRole`}]}'}",
        "{'role':{'path':'/','roleName':'<role>','roleId':'<roleid>','arn':\
         'arn:aws:iam::<account>:role/<role>','createDate':'<time>'}}",
    ),
    write(
        5,
        &IAM,
        "PutRolePolicy",
        "{'roleName':'<role>','policyName':'<word>-<word>','policyDocument':\
         '{`Version`:`2012-10-17`,`Statement`:[<list:statement:1:24>]}'}",
        "",
    ),
    write(4, &IAM, "AttachRolePolicy", "{'roleName':'<role>','policyArn':\
         'arn:aws:iam::aws:policy/<pick:ReadOnlyAccess|AmazonS3FullAccess|AWSLambdaExecute>'}", ""),
    write(2, &IAM, "DeleteRole", "{'roleName':'<role>'}", ""),
    write(1, &IAM, "CreateAccessKey", "{'userName':'svc-<word>'}", "{'accessKey':{'userName':\
         'svc-<word>','accessKeyId':'AKIA<upper:16>','status':'Active','createDate':'<time>'}}"),
    write(
        6,
        &LAMBDA,
        "UpdateFunctionCode20150331v2",
        "{'functionName':'<function>','s3Bucket':'<bucket>','s3Key':'<object>','publish':false,\
         'dryRun':false}",
        "{'functionName':'<function>','functionArn':'<functionarn>','runtime':'python3.12','role':\
         'arn:aws:iam::<account>:role/<role>','handler':'app.handler','codeSize':<int:9999999>,\
         'timeout':30,'memorySize':512,'lastModified':'<time>','codeSha256':'<b64:43>=','version':\
         '$LATEST','environment':{},'tracingConfig':{'mode':'PassThrough'},'revisionId':'<uuid>',\
         'state':'Active','lastUpdateStatus':'InProgress','packageType':'Zip','architectures':\
         ['x86_64'],'ephemeralStorage':{'size':512}}",
    ),
    write(5, &ECS, "RegisterTaskDefinition", TASK, "{'taskDefinition':{'taskDefinitionArn':\
         'arn:aws:ecs:<region>:<account>:task-definition/<word>:<int:400>','revision':<int:400>,\
         'status':'ACTIVE','containerDefinitions':[<list:container:1:4>]}}"),
    write(
        5,
        &ECS,
        "UpdateService",
        "{'cluster':'<cluster>','service':'<word>-<word>','taskDefinition':'<word>:<int:400>',\
         'desiredCount':<int:12>}",
        "{'service':{'serviceName':'<word>-<word>','clusterArn':'<cluster>','status':'ACTIVE',\
         'desiredCount':<int:12>,'runningCount':<int:12>,'pendingCount':0,'launchType':'FARGATE',\
         'events':[<list:serviceevent:5:100>]}}",
    ),
    write(3, &ECR, "PutImage", "{'repositoryName':'<word>/<word>','imageTag':'<hex:40>',\
         'imageManifest':'{`schemaVersion`:2,`layers`:[<list:layer:4:40>]}'}",
        "{'image':{'registryId':'<account>','repositoryName':'<word>','imageId':{'imageDigest':\
         'sha256:<hex:64>','imageTag':'<hex:40>'}}}"),
    write(4, &ECR, "InitiateLayerUpload", "{'repositoryName':'<word>/<word>'}",
        "{'uploadId':'<uuid>','partSize':10485760}"),
    write(4, &EC2, "AuthorizeSecurityGroupIngress", RULES, RULES_ANSWER),
    write(2, &EC2, "RevokeSecurityGroupIngress", RULES, "{'requestId':'<uuid>','_return':true}"),
    write(2, &EC2, "CreateSecurityGroup", "{'groupName':'<word>-<word>','groupDescription':\
         'Managed by Terraform','vpcId':'<vpc>'}",
        "{'requestId':'<uuid>','_return':true,'groupId':'<sg>'}"),
    write(2, &EC2, "DeleteSecurityGroup", "{'groupId':'<sg>'}",
        "{'requestId':'<uuid>','_return':true}"),
    write(3, &S3, "PutBucketPolicy", "{'bucketName':'<bucket>','policy':'','Host':\
         '<bucket>.s3.<region>.amazonaws.com','bucketPolicy':{'Version':'2012-10-17','Statement':\
         [{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::<bucket>/*',\
         'Condition':{'Bool':{'aws:SecureTransport':'false'}}}]}}", "")
    .on(BUCKET_ARN),
    write(1, &S3, "DeleteBucket", "{'bucketName':'<bucket>','Host':\
         '<bucket>.s3.<region>.amazonaws.com'}", "")
    .on(BUCKET_ARN),
    write(3, &SSM, "PutParameter", "{'name':'<parameter>','type':'String','overwrite':true,\
         'value':'HIDDEN_DUE_TO_SECURITY_REASONS'}", "{'version':<int:90>,'tier':'Standard'}"),
    write(2, &LOGS, "PutRetentionPolicy", "{'logGroupName':'<loggroup>','retentionInDays':30}", ""),
    write(2, &SCALING, "UpdateAutoScalingGroup", "{'autoScalingGroupName':'<word>-<word>',\
         'minSize':<int:4>,'maxSize':<int:20>}", ""),
];

pub const PERSON: &[Call] = &[
    write(6, &SIGNIN, "ConsoleLogin", "", "{'ConsoleLogin':'<pick:Success|Success|Success|\
         Failure>'}")
    .sign_in(),
    read(8, &TRAILS, "LookupEvents", "{'lookupAttributes':[{'attributeKey':'ReadOnly',\
         'attributeValue':'false'}],'maxResults':50}"),
    write(4, &EC2, "StartInstances", "{'instancesSet':{'items':[<list:instanceid:1:4>]}}",
        "{'requestId':'<uuid>','instancesSet':{'items':[<list:stopped:1:4>]}}"),
    write(4, &EC2, "StopInstances", "{'instancesSet':{'items':[<list:instanceid:1:4>]},\
         'force':false}", "{'requestId':'<uuid>','instancesSet':{'items':[<list:stopped:1:4>]}}"),
    write(3, &SECRETS, "PutSecretValue", "{'secretId':'<secret>','clientRequestToken':'<uuid>'}",
        "{'arn':'<secret>'}")
    .on(SECRET_ARN),
    write(1, &KMS, "ScheduleKeyDeletion", "{'keyId':'<key>','pendingWindowInDays':30}",
        "{'keyId':'<key>','keyState':'PendingDeletion','deletionDate':'<time>'}")
    .on(KEY_ARN),
    write(2, &IAM, "UpdateAccessKey", "{'userName':'svc-<word>','accessKeyId':'AKIA<upper:16>',\
         'status':'Inactive'}", ""),
    write(1, &TRAILS, "StopLogging", "{'name':'arn:aws:cloudtrail:<region>:<account>:trail/main'}",
        ""),
    read(4, &LOGS, "StartQuery", "{'logGroupNames':['<loggroup>'],'startTime':1741000000,'limit':\
         1000,'queryString':'fields @timestamp, @message | filter @message like /<word>/'}"),
];
