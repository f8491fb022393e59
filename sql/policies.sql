-- What policies of resources say, as far as detections and reports ask.

-- Returns the policy in the parameters of a call, as text. All paths in one call, because each call parses
-- the whole text again.
CREATE OR REPLACE MACRO policy_of(parameters) AS
    coalesce(
        list_any_value(json_text(parameters, [
            '$.bucketPolicy', '$.policy.policy', '$.policy', '$.Policy', '$.policyText', '$.resourcePolicy', '$.policyInJson',
            '$.policyDocument', '$.accessPolicy', '$.accessPolicies', '$.attributes.Policy',
            '$.PutAccessPointPolicyRequest.Policy'])),
        CASE WHEN json_text(parameters, '$.attributeName') = 'Policy' THEN json_text(parameters, '$.attributeValue') END);

-- Returns the statements of a policy that allow something. A policy may have one statement outside of a list.
CREATE OR REPLACE MACRO allowing_statements(policy) AS
    list_filter(
        [it FOR it IN list_concat(json_extract(try_cast(policy AS JSON), '$.Statement[*]'), [json_extract(try_cast(policy AS JSON), '$.Statement')])],
        lambda statement: json_text(statement, '$.Effect') = 'Allow');

-- Returns those statements that allow something to everyone.
CREATE OR REPLACE MACRO statements_for_everyone(parameters) AS
    list_filter(
        allowing_statements(policy_of(parameters)),
        lambda statement: coalesce(text_matches(json_extract(statement, '$.Principal')::VARCHAR, '^"\*"$|"AWS" *: *(\[[^]]*)?"\*"'), false));

-- Returns true if the condition of a statement limits who the caller can be or where it comes from. The keys
-- are of "AWS global condition context keys" in the IAM user guide.
CREATE OR REPLACE MACRO is_limited(statement) AS
    coalesce(
        text_matches(lower(json_extract(statement, '$.Condition')::VARCHAR), 'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget')
        AND NOT text_matches(lower(json_extract(statement, '$.Condition')::VARCHAR), '"[a-z:]*(notequals|notlike|notipaddress)'),
        false);

-- Returns true if the parameters of a call open a resource to everyone: by a policy without a condition that
-- limits callers, by an access control list, or by a setting.
CREATE OR REPLACE MACRO is_opened_to_everyone(parameters) AS
    len(list_filter(statements_for_everyone(parameters), lambda statement: NOT is_limited(statement))) > 0
    OR coalesce(text_matches(parameters::VARCHAR, 'groups/global/(AllUsers|AuthenticatedUsers)|"(public-read|public-read-write|authenticated-read|PUBLIC_READ)"|"authType" *: *"NONE"|"accountIdsToAdd" *: *\[ *"all"'), false)
    OR coalesce(json_text(parameters, '$.principal') = '*' AND NOT text_matches(parameters::VARCHAR, '"(sourceAccount|sourceArn|principalOrgID|condition)"'), false);

-- The accounts by which Elastic Load Balancing writes access logs; "Enable access logs for your Application
-- Load Balancer" asks for them in the policy of a bucket.
CREATE OR REPLACE MACRO load_balancer_accounts() AS [
    '127311923021', '033677994240', '027434742980', '797873946194', '985666609251', '054676820928', '156460612806',
    '652711504416', '009996457667', '897822967062', '635631232127', '754344448648', '582318560864', '600734575887',
    '383597477331', '114774131450', '783225319266', '589379963580', '718504428378', '076674570225', '507241528517',
    '098369216593', '048591011584', '190560391635', '638102146993', '037604701340'];

-- Returns the accounts other than the owner's that a text names, alone in quotes or in the ARN of a caller.
CREATE OR REPLACE MACRO foreign_accounts(text, owner) AS
    list_filter(
        regexp_extract_all(text, '(?:["'']|:(?:iam|sts)::)([0-9]{12})["'':]', 1),
        lambda account: account IS DISTINCT FROM owner AND NOT list_contains(load_balancer_accounts(), account));

-- Returns the accounts other than the owner's to which the policy in the parameters allows something.
CREATE OR REPLACE MACRO foreign_accounts_in_policy(parameters, owner) AS
    flatten(list_transform(
        allowing_statements(policy_of(parameters)),
        lambda statement: foreign_accounts(json_extract(statement, '$.Principal')::VARCHAR, owner)));

-- Returns true if the parameters of a call name a KMS key of another account.
CREATE OR REPLACE MACRO has_foreign_key(parameters, owner) AS
    len(list_filter(regexp_extract_all(parameters::VARCHAR, ':kms:[^:]*:([0-9]{12}):', 1), lambda account: account IS DISTINCT FROM owner)) > 0;
