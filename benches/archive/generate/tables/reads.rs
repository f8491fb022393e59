//! Calls that only read, by monitoring, scanners, the console and service-linked roles.

use super::{
    Call, read,
    services::{
        CONFIG, EC2, ECS, EKS, ELB, GUARD, HEALTH, IAM, KMS, LAMBDA, LOGS, METRICS, RDS, S3,
        SCALING, SECRETS, SSM, STACKS, TAGS, TRAILS,
    },
    terms::{BUCKET_ARN, KEY_ARN},
};

const NO_FILTER: &str = "{'filterSet':{}}";

pub(crate) const READS: &[Call] = &[
    read(14, &METRICS, "DescribeAlarms", "{'maxRecords':100,'alarmTypes':['MetricAlarm']}"),
    read(
        8,
        &METRICS,
        "GetMetricData",
        "{'startTime':'<time>','endTime':'<time>','scanBy':'TimestampDescending',\
         'metricDataQueries':[<list:metric:1:100>]}",
    ),
    read(10, &METRICS, "ListMetrics", "{'namespace':'AWS/<pick:EC2|RDS|ELB|Lambda>'}"),
    read(10, &LAMBDA, "ListFunctions20150331", "{'maxItems':50}"),
    read(6, &LAMBDA, "GetFunction20150331v2", "{'functionName':'<function>'}"),
    read(8, &LAMBDA, "ListTags20170331", "{'resource':'<functionarn>'}"),
    read(8, &RDS, "DescribeDBInstances", ""),
    read(5, &RDS, "DescribeDBClusters", "{'maxRecords':100}"),
    read(5, &RDS, "ListTagsForResource", "{'resourceName':'<database>'}"),
    read(6, &ELB, "DescribeLoadBalancers", "{'pageSize':400}"),
    read(5, &ELB, "DescribeTags", "{'resourceArns':[<list:targetgroupitem:1:20>]}"),
    read(6, &SCALING, "DescribeAutoScalingGroups", "{'maxRecords':100}"),
    read(
        6,
        &ECS,
        "DescribeServices",
        "{'cluster':'<cluster>','services':[<list:ecsservice:1:10>]}",
    ),
    read(5, &ECS, "ListClusters", "{'maxResults':100}"),
    read(5, &ECS, "DescribeTasks", "{'cluster':'<cluster>','tasks':[<list:task:1:60>]}"),
    read(4, &EKS, "DescribeCluster", "{'name':'<cluster>'}"),
    read(5, &STACKS, "DescribeStacks", "{'stackName':'<word>-<word>'}"),
    read(5, &TAGS, "GetResources", "{'resourcesPerPage':100,'paginationToken':'<b64:240>'}"),
    read(
        3,
        &HEALTH,
        "DescribeEventAggregates",
        "{'filter':{'eventStatusCodes':['open','upcoming']},\
         'aggregateField':'eventTypeCategory'}",
    ),
    read(4, &GUARD, "ListFindings", "{'detectorId':'<hex:32>','maxResults':50}"),
    read(4, &CONFIG, "DescribeConfigRules", ""),
    read(3, &CONFIG, "BatchGetResourceConfig", "{'resourceKeys':[<list:resourcekey:1:100>]}"),
    read(3, &TRAILS, "LookupEvents", "{'maxResults':50,'startTime':'<time>'}"),
    read(3, &TRAILS, "DescribeTrails", "{'trailNameList':[],'includeShadowTrails':true}"),
    read(6, &SECRETS, "ListSecrets", "{'maxResults':100}"),
    read(6, &SSM, "DescribeInstanceInformation", "{'maxResults':50,'filters':[]}"),
    read(4, &KMS, "ListAliases", "{'limit':100}"),
    read(6, &KMS, "DescribeKey", "{'keyId':'<key>'}").on(KEY_ARN),
    read(7, &LOGS, "DescribeLogGroups", "{'limit':50}"),
    read(5, &LOGS, "DescribeLogStreams", "{'logGroupName':'<loggroup>','descending':false}"),
    read(4, &S3, "ListBuckets", "{'Host':'s3.<region>.amazonaws.com'}"),
    read(
        4,
        &S3,
        "GetBucketLocation",
        "{'bucketName':'<bucket>','location':'','Host':\
         '<bucket>.s3.<region>.amazonaws.com'}",
    )
    .on(BUCKET_ARN),
    read(
        4,
        &S3,
        "GetBucketPolicy",
        "{'bucketName':'<bucket>','policy':'','Host':\
         '<bucket>.s3.<region>.amazonaws.com'}",
    )
    .on(BUCKET_ARN),
    read(
        3,
        &S3,
        "GetBucketTagging",
        "{'bucketName':'<bucket>','tagging':'','Host':\
         '<bucket>.s3.<region>.amazonaws.com'}",
    )
    .on(BUCKET_ARN),
];

pub(crate) const EC2_READS: &[Call] = &[
    read(20, &EC2, "DescribeInstances", "{'maxResults':1000,'instancesSet':{},'filterSet':{}}"),
    read(
        8,
        &EC2,
        "DescribeInstances",
        "{'instancesSet':{'items':[<list:instanceid:1:40>]},\
         'filterSet':{}}",
    ),
    read(
        7,
        &EC2,
        "DescribeInstances",
        "{'instancesSet':{},'filterSet':{'items':[{'name':\
         'instance-state-name','valueSet':{'items':[{'value':'running'},{'value':'pending'}]}},\
         {'name':'tag:Name','valueSet':{'items':[{'value':'<word>-<word>'}]}}]}}",
    ),
    read(
        8,
        &EC2,
        "DescribeInstanceStatus",
        "{'instancesSet':{},'filterSet':{},\
         'includeAllInstances':true}",
    ),
    read(
        9,
        &EC2,
        "DescribeTags",
        "{'filterSet':{'items':[{'name':'resource-id','valueSet':\
         {'items':[{'value':'<instance>'}]}}]}}",
    ),
    read(
        9,
        &EC2,
        "DescribeNetworkInterfaces",
        "{'networkInterfaceIdSet':{},'filterSet':\
         {'items':[{'name':'vpc-id','valueSet':{'items':[{'value':'<vpc>'}]}}]}}",
    ),
    read(
        8,
        &EC2,
        "DescribeSecurityGroups",
        "{'securityGroupSet':{},'securityGroupIdSet':\
         {'items':[<list:groupid:1:12>]},'filterSet':{}}",
    ),
    read(
        7,
        &EC2,
        "DescribeSubnets",
        "{'subnetSet':{'items':[<list:subnetid:1:6>]},'filterSet':{}}",
    ),
    read(7, &EC2, "DescribeVpcs", "{'vpcSet':{},'filterSet':{}}"),
    read(
        6,
        &EC2,
        "DescribeRouteTables",
        "{'routeTableIdSet':{},'filterSet':{'items':[{'name':\
         'vpc-id','valueSet':{'items':[{'value':'<vpc>'}]}}]}}",
    ),
    read(
        7,
        &EC2,
        "DescribeVolumes",
        "{'volumeSet':{'items':[<list:volumeid:1:30>]},'filterSet':{}}",
    ),
    read(4, &EC2, "DescribeVolumeStatus", "{'maxResults':1000,'volumeSet':{},'filterSet':{}}"),
    read(
        4,
        &EC2,
        "DescribeSnapshots",
        "{'maxResults':1000,'snapshotSet':{},'ownersSet':\
         {'items':[{'owner':'self'}]},'sharedUsersSet':{},'filterSet':{}}",
    ),
    read(
        4,
        &EC2,
        "DescribeImages",
        "{'executableBySet':{},'imagesSet':{'items':[{'imageId':\
         '<ami>'}]},'ownersSet':{},'filterSet':{}}",
    ),
    read(
        4,
        &EC2,
        "DescribeAvailabilityZones",
        "{'availabilityZoneSet':{},\
         'availabilityZoneIdSet':{}}",
    ),
    read(4, &EC2, "DescribeAddresses", "{'publicIpsSet':{},'allocationIdsSet':{},'filterSet':{}}"),
    read(3, &EC2, "DescribeNatGateways", NO_FILTER),
    read(3, &EC2, "DescribeFlowLogs", NO_FILTER),
    read(
        3,
        &EC2,
        "DescribeInstanceTypes",
        "{'DescribeInstanceTypesRequest':{'InstanceType':\
         {'tag':1,'content':'m6i.<pick:large|xlarge|2xlarge>'}}}",
    ),
    read(
        3,
        &EC2,
        "DescribeInstanceAttribute",
        "{'instanceId':'<instance>','attribute':'userData'}",
    ),
    read(2, &EC2, "DescribeRegions", "{'regionSet':{}}"),
];

pub(crate) const IAM_READS: &[Call] = &[
    read(10, &IAM, "GetRole", "{'roleName':'<role>'}"),
    read(8, &IAM, "ListRoles", "{'maxItems':1000}"),
    read(8, &IAM, "ListAttachedRolePolicies", "{'roleName':'<role>'}"),
    read(7, &IAM, "ListRolePolicies", "{'roleName':'<role>'}"),
    read(6, &IAM, "GetRolePolicy", "{'roleName':'<role>','policyName':'<word>-<word>'}"),
    read(6, &IAM, "GetPolicy", "{'policyArn':'arn:aws:iam::<account>:policy/<word>-<word>'}"),
    read(
        6,
        &IAM,
        "GetPolicyVersion",
        "{'policyArn':'arn:aws:iam::<account>:policy/<word>-<word>',\
         'versionId':'v<int:9>'}",
    ),
    read(5, &IAM, "ListUsers", ""),
    read(4, &IAM, "GetUser", "{'userName':'svc-<word>'}"),
    read(4, &IAM, "ListAccessKeys", "{'userName':'svc-<word>'}"),
    read(4, &IAM, "GetInstanceProfile", "{'instanceProfileName':'<role>'}"),
    read(3, &IAM, "ListInstanceProfilesForRole", "{'roleName':'<role>'}"),
    read(3, &IAM, "GetAccountSummary", ""),
    read(2, &IAM, "GenerateCredentialReport", ""),
];
