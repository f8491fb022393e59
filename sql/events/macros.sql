-- What the console's Event history shows of an event and CloudTrail does not log, for this connection
-- alone: nothing of it is kept in the database.

-- The name that the console shows: of a session that of the session, not of its role.
CREATE OR REPLACE TEMP MACRO user_name_of(identity_type, user_name, principal_id, arn, issuer_user_name, invoked_by) AS
    coalesce(
        CASE
            WHEN identity_type = 'Root' THEN 'root'
            WHEN identity_type IN ('AssumedRole', 'FederatedUser', 'AWSAccount')
                THEN coalesce(
                    nullif(split_part(principal_id, ':', 2), ''),
                    nullif(regexp_extract(arn, ':(assumed-role/[^/]+|federated-user)/(.+)$', 2), ''))
        END,
        user_name,
        nullif(regexp_extract(arn, ':user/(.*/)?([^/]+)$', 2), ''),
        issuer_user_name,
        invoked_by);

-- What kind of thing a name is, by its own shape: an ARN, or the prefix that EC2 gives its IDs.
CREATE OR REPLACE TEMP MACRO type_by_shape(name) AS
    CASE
        WHEN starts_with(name, 'arn:')
            THEN CASE regexp_extract(name, '^arn:[^:]*:([^:]*):[^:]*:[^:]*:([^:/]*)', 1)
                WHEN 's3' THEN CASE WHEN contains(name, '/') THEN 'AWS::S3::Object' ELSE 'AWS::S3::Bucket' END
                WHEN 'sns' THEN 'AWS::SNS::Topic'
                WHEN 'sqs' THEN 'AWS::SQS::Queue'
                ELSE CASE regexp_replace(name, '^arn:[^:]*:([^:]*):[^:]*:[^:]*:([^:/]*).*$', '\1:\2')
                    WHEN 'iam:role' THEN 'AWS::IAM::Role'
                    WHEN 'sts:assumed-role' THEN 'AWS::STS::AssumedRole'
                    WHEN 'iam:user' THEN 'AWS::IAM::User'
                    WHEN 'iam:group' THEN 'AWS::IAM::Group'
                    WHEN 'iam:policy' THEN 'AWS::IAM::Policy'
                    WHEN 'iam:instance-profile' THEN 'AWS::IAM::InstanceProfile'
                    WHEN 'ec2:instance' THEN 'AWS::EC2::Instance'
                    WHEN 'lambda:function' THEN 'AWS::Lambda::Function'
                    WHEN 'kms:key' THEN 'AWS::KMS::Key'
                    WHEN 'kms:alias' THEN 'AWS::KMS::Alias'
                    WHEN 'dynamodb:table' THEN 'AWS::DynamoDB::Table'
                    WHEN 'secretsmanager:secret' THEN 'AWS::SecretsManager::Secret'
                    WHEN 'rds:db' THEN 'AWS::RDS::DBInstance'
                    WHEN 'rds:cluster' THEN 'AWS::RDS::DBCluster'
                    WHEN 'rds:snapshot' THEN 'AWS::RDS::DBSnapshot'
                    WHEN 'cloudtrail:trail' THEN 'AWS::CloudTrail::Trail'
                    WHEN 'cloudformation:stack' THEN 'AWS::CloudFormation::Stack'
                    WHEN 'logs:log-group' THEN 'AWS::Logs::LogGroup'
                    WHEN 'ecs:cluster' THEN 'AWS::ECS::Cluster'
                    WHEN 'eks:cluster' THEN 'AWS::EKS::Cluster'
                    WHEN 'ecr:repository' THEN 'AWS::ECR::Repository'
                END
            END
        ELSE CASE regexp_extract(name, '^([a-z]+)-[0-9a-f]{8,17}(, |$)', 1)
            WHEN 'i' THEN 'AWS::EC2::Instance'
            WHEN 'ami' THEN 'AWS::EC2::Ami'
            WHEN 'vol' THEN 'AWS::EC2::Volume'
            WHEN 'snap' THEN 'AWS::EC2::Snapshot'
            WHEN 'sg' THEN 'AWS::EC2::SecurityGroup'
            WHEN 'vpc' THEN 'AWS::EC2::VPC'
            WHEN 'subnet' THEN 'AWS::EC2::Subnet'
            WHEN 'eni' THEN 'AWS::EC2::NetworkInterface'
            WHEN 'rtb' THEN 'AWS::EC2::RouteTable'
            WHEN 'igw' THEN 'AWS::EC2::InternetGateway'
            WHEN 'nat' THEN 'AWS::EC2::NatGateway'
            WHEN 'acl' THEN 'AWS::EC2::NetworkAcl'
            WHEN 'eipalloc' THEN 'AWS::EC2::EIP'
            WHEN 'vpce' THEN 'AWS::EC2::VPCEndpoint'
            WHEN 'lt' THEN 'AWS::EC2::LaunchTemplate'
        END
    END;

-- What kind of thing a plain name is, by the service and the first of the parameters that target_of
-- takes a name from.
CREATE OR REPLACE TEMP MACRO type_by_parameter(service, request) AS
    CASE service
        WHEN 's3' THEN CASE
            WHEN json_text(request, '$.bucketName') IS NULL THEN NULL
            WHEN json_text(request, '$.key') IS NULL THEN 'AWS::S3::Bucket'
            ELSE 'AWS::S3::Object'
        END
        WHEN 'iam' THEN CASE
            WHEN json_text(request, '$.roleName') IS NOT NULL THEN 'AWS::IAM::Role'
            WHEN json_text(request, '$.userName') IS NOT NULL THEN 'AWS::IAM::User'
            WHEN json_text(request, '$.groupName') IS NOT NULL THEN 'AWS::IAM::Group'
            WHEN json_text(request, '$.policyName') IS NOT NULL THEN 'AWS::IAM::Policy'
            WHEN json_text(request, '$.instanceProfileName') IS NOT NULL THEN 'AWS::IAM::InstanceProfile'
        END
        WHEN 'rds' THEN CASE
            WHEN json_text(request, '$.dBInstanceIdentifier') IS NOT NULL THEN 'AWS::RDS::DBInstance'
            WHEN json_text(request, '$.dBClusterIdentifier') IS NOT NULL THEN 'AWS::RDS::DBCluster'
            WHEN json_text(request, '$.dBSnapshotIdentifier') IS NOT NULL THEN 'AWS::RDS::DBSnapshot'
        END
        WHEN 'ec2' THEN CASE WHEN json_text(request, '$.groupName') IS NOT NULL THEN 'AWS::EC2::SecurityGroup' END
        WHEN 'lambda' THEN CASE WHEN json_text(request, '$.functionName') IS NOT NULL THEN 'AWS::Lambda::Function' END
        WHEN 'dynamodb' THEN CASE WHEN json_text(request, '$.tableName') IS NOT NULL THEN 'AWS::DynamoDB::Table' END
        WHEN 'kms' THEN CASE WHEN json_text(request, '$.keyId') IS NOT NULL THEN 'AWS::KMS::Key' END
        WHEN 'secretsmanager' THEN CASE WHEN json_text(request, '$.secretId') IS NOT NULL THEN 'AWS::SecretsManager::Secret' END
        WHEN 'sqs' THEN CASE WHEN json_text(request, '$.queueUrl') IS NOT NULL THEN 'AWS::SQS::Queue' END
        WHEN 'logs' THEN CASE WHEN json_text(request, '$.logGroupName') IS NOT NULL THEN 'AWS::Logs::LogGroup' END
        WHEN 'cloudformation' THEN CASE WHEN json_text(request, '$.stackName') IS NOT NULL THEN 'AWS::CloudFormation::Stack' END
        WHEN 'route53' THEN CASE WHEN json_text(request, '$.hostedZoneId') IS NOT NULL THEN 'AWS::Route53::HostedZone' END
        WHEN 'apigateway' THEN CASE WHEN json_text(request, '$.restApiId') IS NOT NULL THEN 'AWS::ApiGateway::RestApi' END
        WHEN 'cloudtrail' THEN CASE
            WHEN coalesce(json_text(request, '$.trailName'), json_text(request, '$.name')) IS NOT NULL THEN 'AWS::CloudTrail::Trail'
        END
    END;
