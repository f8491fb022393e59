-- The Region in which each global service logs its events. Sources: "Managing trails: global service
-- events" and "Edge locations and Regional services" in the AWS documentation. Since 22 November 2021
-- the events of CloudFront, IAM, STS (global endpoint) and the sign-in service are logged only in the
-- Region listed here; before that, every trail that included global services received a copy. STS and
-- the sign-in service also have regional endpoints, which log in their own Regions.
DELETE FROM global_service_regions;
INSERT INTO global_service_regions
SELECT aws_partition, service, region, service IN ('sts', 'signin')
FROM (
    SELECT 'aws' AS aws_partition, unnest(['account', 'artifact', 'billingconsole', 'budgets', 'ce', 'cloudfront', 'cur', 'health', 'iam', 'organizations', 'route53', 'route53domains', 'shield', 'signin', 'sts', 'support', 'trustedadvisor', 'waf']) AS service, 'us-east-1' AS region
    UNION ALL
    SELECT 'aws', unnest(['globalaccelerator', 'networkmanager', 'route53-recovery-cluster', 'route53-recovery-control-config', 'route53-recovery-readiness']), 'us-west-2'
    UNION ALL
    SELECT 'aws-us-gov', unnest(['cloudfront', 'iam', 'organizations', 'route53', 'signin', 'sts', 'support']), 'us-gov-west-1'
    UNION ALL
    SELECT 'aws-cn', 'iam', 'cn-north-1'
    UNION ALL
    SELECT 'aws-cn', 'cloudfront', 'cn-northwest-1'
) AS services;
