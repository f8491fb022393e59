-- Resource types, named as in AWS Config, for records that do not state them.

-- The resource type of a name, derived from its form: an ARN, or the prefix of an EC2 ID. DuckDB binds
-- a map in a fraction of the time of a CASE with as many branches.
CREATE OR REPLACE MACRO type_by_shape(name) AS
    CASE
        WHEN starts_with(name, 'arn:') THEN coalesce(
            CASE regexp_extract(name, '^arn:[^:]*:([^:]*):', 1)
                WHEN 's3' THEN CASE WHEN contains(name, '/') THEN 'AWS::S3::Object' ELSE 'AWS::S3::Bucket' END
                WHEN 'sns' THEN 'AWS::SNS::Topic'
                WHEN 'sqs' THEN 'AWS::SQS::Queue'
            END,
            MAP {
                'iam:role': 'AWS::IAM::Role',
                'sts:assumed-role': 'AWS::STS::AssumedRole',
                'iam:user': 'AWS::IAM::User',
                'iam:group': 'AWS::IAM::Group',
                'iam:policy': 'AWS::IAM::Policy',
                'iam:instance-profile': 'AWS::IAM::InstanceProfile',
                'ec2:instance': 'AWS::EC2::Instance',
                'lambda:function': 'AWS::Lambda::Function',
                'kms:key': 'AWS::KMS::Key',
                'kms:alias': 'AWS::KMS::Alias',
                'dynamodb:table': 'AWS::DynamoDB::Table',
                'secretsmanager:secret': 'AWS::SecretsManager::Secret',
                'rds:db': 'AWS::RDS::DBInstance',
                'rds:cluster': 'AWS::RDS::DBCluster',
                'rds:snapshot': 'AWS::RDS::DBSnapshot',
                'cloudtrail:trail': 'AWS::CloudTrail::Trail',
                'cloudformation:stack': 'AWS::CloudFormation::Stack',
                'logs:log-group': 'AWS::Logs::LogGroup',
                'ecs:cluster': 'AWS::ECS::Cluster',
                'eks:cluster': 'AWS::EKS::Cluster',
                'ecr:repository': 'AWS::ECR::Repository'
            }[regexp_replace(name, '^arn:[^:]*:([^:]*):[^:]*:[^:]*:([^:/]*).*$', '\1:\2')])
        ELSE MAP {
            'i': 'AWS::EC2::Instance',
            'ami': 'AWS::EC2::Ami',
            'vol': 'AWS::EC2::Volume',
            'snap': 'AWS::EC2::Snapshot',
            'sg': 'AWS::EC2::SecurityGroup',
            'vpc': 'AWS::EC2::VPC',
            'subnet': 'AWS::EC2::Subnet',
            'eni': 'AWS::EC2::NetworkInterface',
            'rtb': 'AWS::EC2::RouteTable',
            'igw': 'AWS::EC2::InternetGateway',
            'nat': 'AWS::EC2::NatGateway',
            'acl': 'AWS::EC2::NetworkAcl',
            'eipalloc': 'AWS::EC2::EIP',
            'vpce': 'AWS::EC2::VPCEndpoint',
            'lt': 'AWS::EC2::LaunchTemplate'
        }[regexp_extract(name, '^([a-z]+)-[0-9a-f]{8,17}(, |$)', 1)]
    END;

-- The resource type of a plain name, derived from the service and the first request parameter from
-- which target_of takes a name.
CREATE OR REPLACE MACRO type_by_parameter(service, request) AS
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
