-- The programs that make calls, by their user agents. A caller can name itself as it likes, so a class says
-- what a program claims to be.

-- The names by which programs of five classes are known, as regular expressions on lower case. A name of few
-- letters must stand alone.
CREATE OR REPLACE MACRO attack_tools() AS
    '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|$)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks';
CREATE OR REPLACE MACRO audit_tools() AS
    'prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory';
CREATE OR REPLACE MACRO file_transfers() AS
    's3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/';
CREATE OR REPLACE MACRO infrastructure_programs() AS
    'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops';
CREATE OR REPLACE MACRO monitoring_programs() AS
    'datadog|new ?relic|dynatrace|splunk|cloudwatch-agent|amazon-(ssm|ecs)-agent|ssm-agent|ecs-agent|fluent-?(bit|d)|grafana|prometheus|elastic|sumologic|telegraf|nagios|zabbix|crowdstrike|wiz|lacework|orca|sysdig|vector/';

-- The classes, those to look at first before the others.
CREATE OR REPLACE MACRO program_classes() AS [
    'attack tool', 'audit tool', 'file transfer', 'other', 'command line', 'console', 'infrastructure', 'SDK', 'monitoring', 'none', 'service'];

-- Returns the class of a program, by the first row that fits.
CREATE OR REPLACE MACRO program_class_of(user_agent) AS
    CASE
        WHEN user_agent IS NULL OR user_agent = '' THEN 'none'
        WHEN text_matches(lower(user_agent), attack_tools()) THEN 'attack tool'
        WHEN text_matches(lower(user_agent), audit_tools()) THEN 'audit tool'
        WHEN text_matches(lower(user_agent), file_transfers()) THEN 'file transfer'
        WHEN text_matches(lower(user_agent), infrastructure_programs()) THEN 'infrastructure'
        WHEN text_matches(lower(user_agent), 'amazonaws\.com(\.cn)?\]?$|^aws internal|^\[?aws-internal|awsservicerole')
            AND NOT text_matches(lower(user_agent), '^\[?(console|signin)\.') THEN 'service'
        WHEN text_matches(lower(user_agent), '^\[?mozilla|^\[?(console|signin)\.amazonaws|s3console|aws-?console|coral/netty|^\[?opera|cloudshell')
            THEN 'console'
        WHEN text_matches(lower(user_agent), monitoring_programs()) THEN 'monitoring'
        WHEN text_matches(lower(user_agent), 'aws-cli|awscli|powershell|aws-?shell|aws-vault|saml2aws|aws-sso-util|session-manager-plugin') THEN 'command line'
        WHEN text_matches(lower(user_agent), 'aws-sdk|boto|aws_sdk|botocore|jets3t|hadoop|aws-?java|awssdk|aws4net|smithy|aws-xray|aws-amplify|exec-env') THEN 'SDK'
        ELSE 'other'
    END;

-- Returns true for a call that was made by hand or by a script, and neither by a service nor by a program that
-- builds infrastructure from code.
CREATE OR REPLACE MACRO is_by_hand(actor_class, via_service, program_class) AS
    actor_class <> 'aws_service' AND NOT via_service AND program_class IS DISTINCT FROM 'infrastructure';

-- Returns true if a program is of one of the first four classes, which are told by names.
CREATE OR REPLACE MACRO is_known_program(user_agent) AS
    coalesce(text_matches(user_agent, '(?i)' || attack_tools() || '|' || audit_tools() || '|' || file_transfers() || '|' || infrastructure_programs()), false);

-- Returns the name of a program without its version: the name by which its class was told, or else the first
-- word. The sender of a service may be in brackets.
CREATE OR REPLACE MACRO program_of(user_agent) AS
    CASE program_class_of(user_agent)
        WHEN 'none' THEN NULL
        WHEN 'attack tool' THEN plain_name(regexp_extract(lower(user_agent), attack_tools()))
        WHEN 'audit tool' THEN plain_name(regexp_extract(lower(user_agent), audit_tools()))
        WHEN 'file transfer' THEN plain_name(regexp_extract(lower(user_agent), file_transfers()))
        WHEN 'infrastructure' THEN plain_name(regexp_extract(lower(user_agent), infrastructure_programs()))
        WHEN 'monitoring' THEN plain_name(regexp_extract(lower(user_agent), monitoring_programs()))
        ELSE coalesce(nullif(regexp_extract(user_agent, '^\[?([^/ ,\]]+)', 1), ''), user_agent)
    END;

-- Removes what stands around a name.
CREATE OR REPLACE MACRO plain_name(text) AS trim(text, ' /()[]-.;:#_0123456789');
