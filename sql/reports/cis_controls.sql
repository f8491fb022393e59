-- title: CIS CloudWatch controls at a glance
-- theme: security
-- core: control, title, events, denied, last_at
-- question: How often did the events occur that need an alarm by the AWS controls CloudWatch.1 to CloudWatch.14 and recommendation 4.15 of the CIS benchmark?
-- note: 0 events means that nothing was logged, not that the alarm exists. One event can count for several controls. The lists of actions are exactly those of the controls; new_credentials, evasion, network_changes and s3_policy_changes cover more.
-- column control: Control.
-- column title: Subject of the control.
-- column events: Number of events.
-- column succeeded: Number of events that succeeded.
-- column denied: Number of events that were denied.
-- column failed: Number of events that failed for another reason.
-- column actors: Number of distinct callers.
-- column actions: Actions, the most frequent first; after 20, how many more.
-- column first_at: Time of the first event, in UTC.
-- column last_at: Time of the last event, in UTC.
SELECT
    control,
    title,
    events,
    succeeded,
    denied,
    failed,
    actors,
    actions,
    first_at,
    last_at
FROM (
    SELECT
        controls.position,
        controls.control,
        controls.title,
        count(found.control) AS events,
        count(*) FILTER (WHERE found.outcome = 'success') AS succeeded,
        count(*) FILTER (WHERE found.outcome = 'denied') AS denied,
        count(*) FILTER (WHERE found.outcome = 'failed') AS failed,
        count(DISTINCT found.actor) AS actors,
        most_frequent(histogram(found.action), 20) AS actions,
        min(found.event_time) AS first_at,
        max(found.event_time) AS last_at
    FROM (
        VALUES
            (1, 'CloudWatch.1', 'Root used'),
            (2, 'CloudWatch.2', 'Calls denied'),
            (3, 'CloudWatch.3', 'Console sign-in without MFA'),
            (4, 'CloudWatch.4', 'IAM policies changed'),
            (5, 'CloudWatch.5', 'CloudTrail changed'),
            (6, 'CloudWatch.6', 'Console sign-in failed'),
            (7, 'CloudWatch.7', 'Keys disabled or scheduled for deletion'),
            (8, 'CloudWatch.8', 'S3 bucket policies changed'),
            (9, 'CloudWatch.9', 'AWS Config changed'),
            (10, 'CloudWatch.10', 'Security groups changed'),
            (11, 'CloudWatch.11', 'Network ACLs changed'),
            (12, 'CloudWatch.12', 'Network gateways changed'),
            (13, 'CloudWatch.13', 'Route tables changed'),
            (14, 'CloudWatch.14', 'VPCs changed'),
            (15, 'CIS 4.15', 'Organizations changed')
    ) AS controls(position, control, title)
    LEFT JOIN (
        SELECT 'CloudWatch.1' AS control, event_time, actor, action, outcome
        FROM activity
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
            AND identity_type = 'Root' AND actor_class = 'root'
            AND event_type IS DISTINCT FROM 'AwsServiceEvent'
        UNION ALL
        SELECT 'CloudWatch.2', event_time, actor, action, outcome
        FROM activity
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
            AND error_code IS NOT NULL AND outcome = 'denied'
            AND source_ip_address IS DISTINCT FROM 'delivery.logs.amazonaws.com'
            AND event_name <> 'HeadBucket'
        UNION ALL
        SELECT CASE outcome WHEN 'success' THEN 'CloudWatch.3' ELSE 'CloudWatch.6' END, event_time, actor, action, outcome
        FROM activity
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
            AND service = 'signin' AND action = 'ConsoleLogin'
            AND (outcome <> 'success'
                OR outcome = 'success' AND identity_type = 'IAMUser' AND coalesce(json_text(additional_event_data, '$.MFAUsed') <> 'Yes', true))
        UNION ALL
        SELECT
            CASE
                WHEN service = 'iam' THEN 'CloudWatch.4'
                WHEN service = 'cloudtrail' THEN 'CloudWatch.5'
                WHEN service = 'kms' THEN 'CloudWatch.7'
                WHEN service = 's3' THEN 'CloudWatch.8'
                WHEN service = 'config' THEN 'CloudWatch.9'
                WHEN service = 'organizations' THEN 'CIS 4.15'
                WHEN contains(action, 'SecurityGroup') THEN 'CloudWatch.10'
                WHEN contains(action, 'NetworkAcl') THEN 'CloudWatch.11'
                WHEN contains(action, 'Gateway') THEN 'CloudWatch.12'
                WHEN contains(action, 'Route') THEN 'CloudWatch.13'
                ELSE 'CloudWatch.14'
            END,
            event_time, actor, action, outcome
        FROM activity
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
            AND (
                service = 'iam' AND text_matches(action, '^((Put|Delete|Attach|Detach)(User|Group|Role)Policy|(Create|Delete)Policy(Version)?)$')
                OR service = 'cloudtrail' AND action IN ('CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging')
                OR service = 'kms' AND action IN ('DisableKey', 'ScheduleKeyDeletion')
                OR service = 's3' AND action IN (
                    'PutBucketAcl', 'PutBucketPolicy', 'PutBucketCors', 'PutBucketLifecycle', 'PutBucketReplication',
                    'DeleteBucketPolicy', 'DeleteBucketCors', 'DeleteBucketLifecycle', 'DeleteBucketReplication')
                OR service = 'config' AND action IN (
                    'StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder')
                OR service = 'ec2' AND action IN (
                    'AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress',
                    'RevokeSecurityGroupEgress', 'CreateSecurityGroup', 'DeleteSecurityGroup',
                    'CreateNetworkAcl', 'CreateNetworkAclEntry', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry',
                    'ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation',
                    'CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'CreateInternetGateway',
                    'DeleteInternetGateway', 'DetachInternetGateway',
                    'CreateRoute', 'CreateRouteTable', 'ReplaceRoute', 'ReplaceRouteTableAssociation', 'DeleteRouteTable',
                    'DeleteRoute', 'DisassociateRouteTable',
                    'CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', 'AcceptVpcPeeringConnection',
                    'CreateVpcPeeringConnection', 'DeleteVpcPeeringConnection', 'RejectVpcPeeringConnection',
                    'AttachClassicLinkVpc', 'DetachClassicLinkVpc', 'DisableVpcClassicLink', 'EnableVpcClassicLink')
                OR service = 'organizations' AND NOT text_matches(action, '^(Describe|List|Get)')
            )
    ) AS found ON found.control = controls.control
    GROUP BY controls.position, controls.control, controls.title
) AS counted
ORDER BY position, control
