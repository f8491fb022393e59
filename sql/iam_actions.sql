-- The IAM actions behind calls, where their names differ: "Service Authorization Reference" of AWS. For all
-- other calls the action has the name of the call, and its prefix is the service.

-- The prefixes of IAM actions that differ from the service of the event source.
CREATE OR REPLACE MACRO iam_prefixes() AS MAP {
    'monitoring': 'cloudwatch',
    'email': 'ses',
    'tagging': 'tag',
    'agreement-marketplace': 'aws-marketplace',
    'metering-marketplace': 'aws-marketplace',
    'entitlement-marketplace': 'aws-marketplace',
    'catalog-marketplace': 'aws-marketplace',
    'bedrock-runtime': 'bedrock',
    'bedrock-agent': 'bedrock',
    'streams': 'dynamodb',
    'api': 'pricing',
    'models': 'lex',
    'runtime': 'lex',
    'runtime-v2-lex': 'lex',
    'models-v2-lex': 'lex',
    'personalize-runtime': 'personalize',
    'personalize-events': 'personalize',
    'cloudsearchdomain': 'cloudsearch',
    'transcribestreaming': 'transcribe',
    'iotdata': 'iot',
    'data': 'iot'
};

-- The calls whose IAM action has another name: service, call, actions.
CREATE OR REPLACE MACRO iam_actions() AS [
    ('s3', 'ListBuckets', ['s3:ListAllMyBuckets']),
    ('s3', 'HeadBucket', ['s3:ListBucket']),
    ('s3', 'ListObjects', ['s3:ListBucket']),
    ('s3', 'ListObjectsV2', ['s3:ListBucket']),
    ('s3', 'ListObjectVersions', ['s3:ListBucketVersions']),
    ('s3', 'ListMultipartUploads', ['s3:ListBucketMultipartUploads']),
    ('s3', 'ListParts', ['s3:ListMultipartUploadParts']),
    ('s3', 'HeadObject', ['s3:GetObject']),
    ('s3', 'SelectObjectContent', ['s3:GetObject']),
    ('s3', 'DeleteObjects', ['s3:DeleteObject']),
    ('s3', 'CopyObject', ['s3:GetObject', 's3:PutObject']),
    ('s3', 'UploadPartCopy', ['s3:GetObject', 's3:PutObject']),
    ('s3', 'CreateMultipartUpload', ['s3:PutObject']),
    ('s3', 'UploadPart', ['s3:PutObject']),
    ('s3', 'CompleteMultipartUpload', ['s3:PutObject']),
    ('s3', 'PostObject', ['s3:PutObject']),
    ('s3', 'GetBucketEncryption', ['s3:GetEncryptionConfiguration']),
    ('s3', 'PutBucketEncryption', ['s3:PutEncryptionConfiguration']),
    ('s3', 'DeleteBucketEncryption', ['s3:PutEncryptionConfiguration']),
    ('s3', 'GetBucketLifecycle', ['s3:GetLifecycleConfiguration']),
    ('s3', 'GetBucketLifecycleConfiguration', ['s3:GetLifecycleConfiguration']),
    ('s3', 'PutBucketLifecycle', ['s3:PutLifecycleConfiguration']),
    ('s3', 'PutBucketLifecycleConfiguration', ['s3:PutLifecycleConfiguration']),
    ('s3', 'DeleteBucketLifecycle', ['s3:PutLifecycleConfiguration']),
    ('s3', 'GetBucketReplication', ['s3:GetReplicationConfiguration']),
    ('s3', 'PutBucketReplication', ['s3:PutReplicationConfiguration']),
    ('s3', 'DeleteBucketReplication', ['s3:PutReplicationConfiguration']),
    ('s3', 'GetBucketCors', ['s3:GetBucketCORS']),
    ('s3', 'PutBucketCors', ['s3:PutBucketCORS']),
    ('s3', 'DeleteBucketCors', ['s3:PutBucketCORS']),
    ('s3', 'GetBucketAccelerateConfiguration', ['s3:GetAccelerateConfiguration']),
    ('s3', 'PutBucketAccelerateConfiguration', ['s3:PutAccelerateConfiguration']),
    ('s3', 'GetBucketAnalyticsConfiguration', ['s3:GetAnalyticsConfiguration']),
    ('s3', 'ListBucketAnalyticsConfigurations', ['s3:GetAnalyticsConfiguration']),
    ('s3', 'PutBucketAnalyticsConfiguration', ['s3:PutAnalyticsConfiguration']),
    ('s3', 'GetBucketInventoryConfiguration', ['s3:GetInventoryConfiguration']),
    ('s3', 'ListBucketInventoryConfigurations', ['s3:GetInventoryConfiguration']),
    ('s3', 'PutBucketInventoryConfiguration', ['s3:PutInventoryConfiguration']),
    ('s3', 'DeleteBucketInventoryConfiguration', ['s3:PutInventoryConfiguration']),
    ('s3', 'GetBucketMetricsConfiguration', ['s3:GetMetricsConfiguration']),
    ('s3', 'ListBucketMetricsConfigurations', ['s3:GetMetricsConfiguration']),
    ('s3', 'PutBucketMetricsConfiguration', ['s3:PutMetricsConfiguration']),
    ('s3', 'GetBucketIntelligentTieringConfiguration', ['s3:GetIntelligentTieringConfiguration']),
    ('s3', 'ListBucketIntelligentTieringConfigurations', ['s3:GetIntelligentTieringConfiguration']),
    ('s3', 'GetBucketNotificationConfiguration', ['s3:GetBucketNotification']),
    ('s3', 'PutBucketNotificationConfiguration', ['s3:PutBucketNotification']),
    ('s3', 'GetObjectLockConfiguration', ['s3:GetBucketObjectLockConfiguration']),
    ('s3', 'PutObjectLockConfiguration', ['s3:PutBucketObjectLockConfiguration']),
    ('s3', 'DeleteBucketPublicAccessBlock', ['s3:PutBucketPublicAccessBlock']),
    ('s3', 'DeleteAccountPublicAccessBlock', ['s3:PutAccountPublicAccessBlock']),
    ('s3', 'GetPublicAccessBlock', ['s3:GetBucketPublicAccessBlock']),
    ('s3', 'PutPublicAccessBlock', ['s3:PutBucketPublicAccessBlock']),
    ('s3', 'DeleteBucketTagging', ['s3:PutBucketTagging']),
    ('s3', 'JobCreated', ['s3:CreateJob']),
    ('lambda', 'Invoke', ['lambda:InvokeFunction']),
    ('lambda', 'InvokeAsync', ['lambda:InvokeFunction']),
    ('lambda', 'InvokeWithResponseStream', ['lambda:InvokeFunction']),
    ('dynamodb', 'TransactGetItems', ['dynamodb:GetItem']),
    ('dynamodb', 'BatchExecuteStatement', ['dynamodb:PartiQLSelect']),
    ('dynamodb', 'ExecuteStatement', ['dynamodb:PartiQLSelect']),
    ('dynamodb', 'ExecuteTransaction', ['dynamodb:PartiQLSelect']),
    ('bedrock', 'Converse', ['bedrock:InvokeModel']),
    ('bedrock', 'ConverseStream', ['bedrock:InvokeModelWithResponseStream']),
    ('kms', 'ReEncrypt', ['kms:ReEncryptFrom', 'kms:ReEncryptTo']),
    ('ses', 'SendBulkEmail', ['ses:SendEmail']),
    ('ecr', 'PullImage', ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'])
];

-- Returns the IAM actions that a call needs. API Gateway's are the methods of its REST interface.
CREATE OR REPLACE MACRO iam_actions_of(service, action) AS
    coalesce(
        list_extract(list_filter(iam_actions(), lambda row: row[1] = service AND row[2] = action), 1)[3],
        CASE WHEN service = 'apigateway' THEN ['apigateway:' || CASE
            WHEN text_matches(action, '^(Get|List|Test|Export)') THEN 'GET'
            WHEN text_matches(action, '^(Create|Import|Flush|Generate)') THEN 'POST'
            WHEN starts_with(action, 'Update') THEN 'PATCH'
            WHEN starts_with(action, 'Delete') THEN 'DELETE'
            ELSE 'PUT' END] END,
        [coalesce(iam_prefixes()[service], service) || ':' || action]);
