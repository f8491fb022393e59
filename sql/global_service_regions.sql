-- Where each global service logs its events. Source: "Managing trails: global service events" and
-- "Edge locations and Regional services" in the AWS documentation. Since 22 November 2021 the
-- events of CloudFront, IAM, STS (its global endpoint) and the sign-in service are in the
-- partition's one Region only; before that, every trail that included global services got a copy.
-- STS and the sign-in service have regional endpoints too, which log where they are.
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
