-- Made from sql/reports/new_credentials.sql by lake/dialects/generate.py; do not edit.
-- inputs: ba8466b80f80f7da67f3f2ba5199a21f7e4857e73f1f065d70e8af4313bbe569
WITH in_scope AS (
  SELECT *
  FROM activity
  WHERE true
    AND event_time >= {{getvariable('since')}} -- if since
    AND day >= {{CAST(getvariable('since') AS DATE)}} -- if since
    AND event_time < {{getvariable('until')}} -- if until
    AND day <= {{CAST(getvariable('until') AS DATE)}} -- if until
    AND regexp_like(account, {{whole: getvariable('accounts_pattern')}}) -- if accounts_pattern
    AND regexp_like(region, {{whole: getvariable('regions_pattern')}}) -- if regions_pattern
    AND regexp_like(service, {{whole: getvariable('services_pattern')}}) -- if services_pattern
    AND regexp_like(source_ip_address, {{whole: getvariable('ips_pattern')}}) -- if ips_pattern
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
), wanted_calls AS (
  SELECT
    *
  FROM (
    SELECT
      detection,
      theme,
      title,
      tactic,
      technique,
      unnested_call AS call,
      array(succeeded, not_succeeded) AS severities,
      {{level_number(coalesce(getvariable('min_level'), 'low'))}} AS lowest,
      condition_number,
      measure,
      at_least,
      minutes
    FROM (
      SELECT
        *,
        explode(calls) AS unnested_call
      FROM (
        SELECT
          *
        FROM VALUES
          (
            'access_key_activated',
            'new_credentials',
            'A key was activated again',
            'Persistence',
            'T1098.001',
            array('iam:UpdateAccessKey'),
            3,
            2,
            37,
            NULL,
            NULL,
            NULL
          ),
          (
            'access_key_by_program',
            'new_credentials',
            'A program for infrastructure made a long-term key',
            'Persistence',
            'T1098.001',
            array('iam:CreateAccessKey'),
            3,
            2,
            75,
            NULL,
            NULL,
            NULL
          ),
          (
            'access_key_created',
            'new_credentials',
            'A long-term key was created',
            'Persistence',
            'T1098.001',
            array(
              'iam:CreateAccessKey',
              'iam:CreateServiceSpecificCredential',
              'iam:ResetServiceSpecificCredential',
              'iam:UploadSSHPublicKey',
              'iam:UploadSigningCertificate',
              'iam:UploadServerCertificate',
              'iam:UpdateSigningCertificate',
              'iam:UpdateServiceSpecificCredential',
              'iam:UpdateSSHPublicKey',
              'transfer:ImportSshPublicKey',
              'sso:CreateBearerToken',
              'acm-pca:IssueCertificate',
              'iot:CreateKeysAndCertificate',
              'iot:RegisterCertificate',
              'iot:RegisterCACertificate',
              'apigateway:CreateApiKey',
              'geo:CreateKey',
              'lightsail:CreateBucketAccessKey',
              'grafana:CreateWorkspaceApiKey',
              'grafana:CreateWorkspaceServiceAccountToken'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'access_key_for_another',
            'new_credentials',
            'A long-term key was created for somebody else',
            'Persistence',
            'T1098.001',
            array('iam:CreateAccessKey'),
            4,
            3,
            63,
            NULL,
            NULL,
            NULL
          ),
          (
            'administrator_granted',
            'new_credentials',
            'Administrator rights were granted',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:AttachUserPolicy',
              'iam:AttachGroupPolicy',
              'iam:AttachRolePolicy',
              'iam:PutUserPolicy',
              'iam:PutGroupPolicy',
              'iam:PutRolePolicy',
              'iam:CreatePolicyVersion',
              'iam:CreatePolicy',
              'sso:AttachManagedPolicyToPermissionSet',
              'sso:PutInlinePolicyToPermissionSet'
            ),
            4,
            3,
            45,
            NULL,
            NULL,
            NULL
          ),
          (
            'bedrock_key_created',
            'new_credentials',
            'A long-term key for Bedrock or another service was created',
            'Persistence',
            'T1098.001',
            array('iam:CreateServiceSpecificCredential', 'iam:ResetServiceSpecificCredential'),
            4,
            3,
            33,
            NULL,
            NULL,
            NULL
          ),
          (
            'boundary_removed',
            'new_credentials',
            'A permissions boundary was removed or changed',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:DeleteUserPermissionsBoundary',
              'iam:DeleteRolePermissionsBoundary',
              'iam:PutUserPermissionsBoundary',
              'iam:PutRolePermissionsBoundary'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'certificate_changed',
            'new_credentials',
            'A certificate, or an authority that issues them, was changed',
            'Persistence',
            'T1649',
            array(
              'acm:ImportCertificate',
              'acm:RequestCertificate',
              'acm-pca:RevokeCertificate',
              'acm-pca:UpdateCertificateAuthority',
              'rolesanywhere:ImportCrl',
              'iot:AttachPolicy',
              'iot:UpdateCertificate',
              'iam:UpdateServerCertificate'
            ),
            2,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'cluster_access_granted',
            'new_credentials',
            'Access to a Kubernetes cluster was granted',
            'Privilege Escalation',
            'T1098.006',
            array(
              'eks:CreateAccessEntry',
              'eks:AssociateAccessPolicy',
              'eks:UpdateAccessEntry',
              'eks:DisassociateAccessPolicy',
              'eks:CreatePodIdentityAssociation',
              'eks:UpdatePodIdentityAssociation'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'directory_changed',
            'new_credentials',
            'A directory was made, shared or opened, or a password in it was set',
            'Persistence',
            'T1098',
            array(
              'ds:ResetUserPassword',
              'ds:CreateComputer',
              'ds:ShareDirectory',
              'ds:AcceptSharedDirectory',
              'ds:CreateDirectory',
              'ds:CreateMicrosoftAD',
              'ds:DisableRadius',
              'ds:DisableLDAPS',
              'ds:DisableClientAuthentication',
              'ds:DisableSso',
              'ds:AddIpRoutes',
              'ds:RemoveIpRoutes',
              'ds:DeleteLogSubscription'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'domain_changed',
            'new_credentials',
            'A domain was registered, or its owner changed',
            'Resource Development',
            'T1583.001',
            array(
              'route53domains:RegisterDomain',
              'route53domains:TransferDomain',
              'route53domains:UpdateDomainContact',
              'route53domains:DisableDomainAutoRenew'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'federation_token_for_all',
            'new_credentials',
            'Temporary credentials with wide rights were made from a user\'s key',
            'Persistence',
            'T1550.001',
            array('sts:GetFederationToken'),
            4,
            3,
            13,
            NULL,
            NULL,
            NULL
          ),
          (
            'guard_policy_deleted',
            'new_credentials',
            'A policy that limits rights was deleted',
            'Defense Evasion',
            'T1562',
            array('iam:DeletePolicy'),
            3,
            2,
            56,
            NULL,
            NULL,
            NULL
          ),
          (
            'identity_center_changed',
            'new_credentials',
            'How people sign in by IAM Identity Center was changed',
            'Persistence',
            'T1556.007',
            array(
              'sso:UpdateSSOConfiguration',
              'sso:UpdateMfaDeviceManagementForDirectory',
              'sso:UpdateDirectoryAssociation',
              'sso:DeletePermissionsBoundaryFromPermissionSet',
              'sso:CreateApplication',
              'sso:PutApplicationAuthenticationMethod',
              'sso:PutApplicationAccessScope',
              'sso:CreateInstanceAccessControlAttributeConfiguration',
              'sso-directory:CreateExternalIdPConfigurationForDirectory',
              'sso-directory:UpdateExternalIdPConfigurationForDirectory',
              'sso-directory:ImportExternalIdPCertificate',
              'sso-directory:DeleteExternalIdPCertificate',
              'sso-directory:DisableMfaForDirectory',
              'sso-directory:UpdateMfaDeviceForUser',
              'sso-directory:CreateBearerToken',
              'sso-directory:CreateProvisioningTenant'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'identity_center_edited',
            'new_credentials',
            'People, groups or permission sets of IAM Identity Center were edited',
            'Persistence',
            'T1098',
            array(
              'sso:UpdatePermissionSet',
              'sso:ProvisionPermissionSet',
              'sso-directory:EnableUser',
              'sso-directory:UpdateUser',
              'sso-directory:DeleteGroup',
              'sso-directory:VerifyEmail',
              'sso-directory:StartWebAuthnDeviceRegistration',
              'identitystore:UpdateUser',
              'identitystore:CreateGroup',
              'identitystore:UpdateGroup'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'identity_provider_added',
            'new_credentials',
            'An identity provider was added or changed',
            'Persistence',
            'T1484.002',
            array(
              'iam:CreateSAMLProvider',
              'iam:UpdateSAMLProvider',
              'iam:DeleteSAMLProvider',
              'iam:CreateOpenIDConnectProvider',
              'iam:UpdateOpenIDConnectProviderThumbprint',
              'iam:AddClientIDToOpenIDConnectProvider',
              'iam:DeleteOpenIDConnectProvider',
              'iam:RemoveClientIDFromOpenIDConnectProvider',
              'iam:EnableOutboundWebIdentityFederation',
              'sso:EnableExternalIdPConfigurationForDirectory',
              'sso:DisableExternalIdPConfigurationForDirectory',
              'sso:AssociateDirectory',
              'sso:DisassociateDirectory',
              'sso:CreateTrustedTokenIssuer',
              'sso:UpdateTrustedTokenIssuer',
              'sso:CreateInstance',
              'sso:DeleteInstance',
              'sso:PutApplicationGrant',
              'sso:UpdateInstanceAccessControlAttributeConfiguration',
              'sso-directory:EnableExternalIdPConfigurationForDirectory',
              'sso-directory:DisableExternalIdPConfigurationForDirectory',
              'sso-directory:AssociateDirectory',
              'sso-directory:DisassociateDirectory',
              'eks:AssociateIdentityProviderConfig',
              'rolesanywhere:CreateTrustAnchor',
              'rolesanywhere:UpdateTrustAnchor',
              'rolesanywhere:EnableTrustAnchor',
              'rolesanywhere:CreateProfile',
              'rolesanywhere:UpdateProfile',
              'rolesanywhere:EnableProfile',
              'rolesanywhere:DisableCrl',
              'rolesanywhere:DeleteCrl',
              'cognito-idp:CreateIdentityProvider',
              'cognito-idp:UpdateIdentityProvider',
              'cognito-identity:SetIdentityPoolRoles',
              'cognito-identity:UpdateIdentityPool',
              'cognito-identity:CreateIdentityPool',
              'ds:CreateTrust',
              'ds:UpdateTrust',
              'ds:EnableRadius',
              'ds:ConnectDirectory',
              'ds:EnableSso'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'identity_tagged',
            'new_credentials',
            'A user or a role was tagged',
            'Privilege Escalation',
            'T1098',
            array('iam:TagRole', 'iam:TagUser', 'iam:UntagRole', 'iam:UntagUser'),
            1,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'instance_role_changed',
            'new_credentials',
            'The role of an instance or database was set',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:AddRoleToInstanceProfile',
              'ec2:AssociateIamInstanceProfile',
              'ec2:ReplaceIamInstanceProfileAssociation',
              'rds:AddRoleToDBInstance',
              'rds:AddRoleToDBCluster',
              'ec2:DisassociateIamInstanceProfile'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'key_pair_created',
            'new_credentials',
            'A key pair for instances was made',
            'Persistence',
            'T1098.004',
            array(
              'ec2:CreateKeyPair',
              'ec2:ImportKeyPair',
              'ec2:DeleteKeyPair',
              'lightsail:CreateKeyPair',
              'lightsail:ImportKeyPair'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'key_pair_made_by_hand',
            'new_credentials',
            'A key pair for instances was made by hand',
            'Persistence',
            'T1098.004',
            array(
              'ec2:CreateKeyPair',
              'ec2:ImportKeyPair',
              'lightsail:CreateKeyPair',
              'lightsail:ImportKeyPair'
            ),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'key_pair_of_intruders',
            'new_credentials',
            'A key pair with a throw-away name was made',
            'Persistence',
            'T1098.004',
            array(
              'ec2:CreateKeyPair',
              'ec2:ImportKeyPair',
              'lightsail:CreateKeyPair',
              'lightsail:ImportKeyPair'
            ),
            4,
            4,
            38,
            NULL,
            NULL,
            NULL
          ),
          (
            'mfa_added',
            'new_credentials',
            'A device for multi-factor authentication was added',
            'Persistence',
            'T1098.005',
            array(
              'iam:CreateVirtualMFADevice',
              'iam:EnableMFADevice',
              'iam:ResyncMFADevice',
              'sso:StartVirtualMfaDeviceRegistration',
              'sso:CompleteVirtualMfaDeviceRegistration',
              'sso:CompleteWebAuthnDeviceRegistration',
              'sso-directory:StartVirtualMfaDeviceRegistration',
              'sso-directory:CompleteVirtualMfaDeviceRegistration',
              'sso-directory:CompleteWebAuthnDeviceRegistration',
              'sso-directory:UpdateMfaDeviceManagementForDirectory'
            ),
            2,
            1,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'mfa_added_by_key',
            'new_credentials',
            'A device for multi-factor authentication was added outside of the console',
            'Persistence',
            'T1098.005',
            array('iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'),
            3,
            3,
            78,
            NULL,
            NULL,
            NULL
          ),
          (
            'mfa_removed',
            'new_credentials',
            'Multi-factor authentication was removed',
            'Defense Evasion',
            'T1556.006',
            array(
              'iam:DeactivateMFADevice',
              'iam:DeleteVirtualMFADevice',
              'sso-directory:DeleteMfaDeviceForUser',
              'sso:DeleteMfaDeviceForUser',
              'sso:PutMfaDeviceManagementForDirectory'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'password_changed',
            'new_credentials',
            'A password was changed or recovered',
            'Persistence',
            'T1098',
            array(
              'iam:ChangePassword',
              'signin:PasswordUpdated',
              'signin:PasswordRecoveryRequested',
              'signin:PasswordRecoveryCompleted'
            ),
            2,
            1,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'password_set',
            'new_credentials',
            'A console password was set for a user',
            'Persistence',
            'T1098',
            array(
              'iam:CreateLoginProfile',
              'iam:UpdateLoginProfile',
              'sso-directory:UpdatePassword',
              'identitystore:UpdatePassword'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'quarantine_lifted',
            'new_credentials',
            'The quarantine of a leaked key was lifted',
            'Privilege Escalation',
            'T1098.003',
            array('iam:DetachUserPolicy'),
            5,
            5,
            6,
            NULL,
            NULL,
            NULL
          ),
          (
            'quarantined',
            'new_credentials',
            'AWS put a leaked key into quarantine',
            'Initial Access',
            'T1078.004',
            array('iam:AttachUserPolicy', 'iam:PutUserPolicy'),
            5,
            5,
            6,
            NULL,
            NULL,
            NULL
          ),
          (
            'rights_changed_by_hand',
            'new_credentials',
            'Groups, roles, policies or their members were changed by hand',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:AddUserToGroup',
              'iam:AttachUserPolicy',
              'iam:AttachGroupPolicy',
              'iam:AttachRolePolicy',
              'iam:PutUserPolicy',
              'iam:PutGroupPolicy',
              'iam:PutRolePolicy',
              'iam:CreatePolicyVersion',
              'iam:SetDefaultPolicyVersion',
              'iam:CreateGroup',
              'iam:CreateRole',
              'iam:CreatePolicy',
              'iam:CreateInstanceProfile',
              'iam:DeleteGroup',
              'iam:DetachUserPolicy',
              'iam:DetachRolePolicy',
              'iam:DeleteUserPolicy',
              'iam:DeleteRolePolicy'
            ),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'rights_granted',
            'new_credentials',
            'Permissions were granted',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:AddUserToGroup',
              'iam:UpdateRole',
              'iam:UpdateUser',
              'iam:UpdateGroup',
              'iam:AttachUserPolicy',
              'iam:AttachGroupPolicy',
              'iam:AttachRolePolicy',
              'iam:PutUserPolicy',
              'iam:PutGroupPolicy',
              'iam:PutRolePolicy',
              'iam:CreatePolicyVersion',
              'iam:SetDefaultPolicyVersion',
              'iam:UpdateRoleDescription',
              'sso:CreatePermissionSet',
              'sso:CreateAccountAssignment',
              'sso:AttachManagedPolicyToPermissionSet',
              'sso:AttachCustomerManagedPolicyReferenceToPermissionSet',
              'sso:PutInlinePolicyToPermissionSet',
              'identitystore:CreateGroupMembership',
              'sso-directory:AddMemberToGroup',
              'sso-directory:CreateGroup',
              'lakeformation:GrantPermissions',
              'lakeformation:BatchGrantPermissions',
              'redshift:ModifyClusterIamRoles',
              'cognito-idp:AdminAddUserToGroup'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'rights_removed',
            'new_credentials',
            'Users, roles, policies or their rights were removed',
            'Impact',
            'T1531',
            array(
              'iam:DeleteUser',
              'iam:DeleteRole',
              'iam:DeletePolicy',
              'iam:DeleteGroup',
              'iam:DeleteUserPolicy',
              'iam:DeleteRolePolicy',
              'iam:DeleteGroupPolicy',
              'iam:DetachUserPolicy',
              'iam:DetachRolePolicy',
              'iam:DetachGroupPolicy',
              'iam:RemoveUserFromGroup',
              'iam:DeleteAccessKey',
              'iam:DeleteLoginProfile',
              'iam:DeletePolicyVersion',
              'iam:DeleteInstanceProfile',
              'iam:RemoveRoleFromInstanceProfile',
              'iam:DeleteServiceSpecificCredential',
              'iam:DeleteSSHPublicKey',
              'iam:DeleteSigningCertificate',
              'iam:DeleteServerCertificate',
              'iam:DeleteAccountAlias',
              'iam:CreateAccountAlias',
              'iam:UpdateAccountName',
              'iam:DeleteServiceLinkedRole',
              'sso:DeleteAccountAssignment',
              'sso:DeletePermissionSet',
              'sso:DetachManagedPolicyFromPermissionSet',
              'sso:DeleteInlinePolicyFromPermissionSet',
              'sso:DeleteUser',
              'identitystore:DeleteUser',
              'identitystore:DeleteGroup',
              'identitystore:DeleteGroupMembership',
              'sso-directory:DeleteUser',
              'sso-directory:DisableUser',
              'sso-directory:RemoveMemberFromGroup',
              'eks:DeleteAccessEntry',
              'cognito-idp:AdminDeleteUser',
              'lakeformation:RevokePermissions'
            ),
            2,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'role_chained',
            'new_credentials',
            'A role session took another role',
            'Lateral Movement',
            'T1550.001',
            array('sts:AssumeRole'),
            1,
            1,
            50,
            NULL,
            NULL,
            NULL
          ),
          (
            'role_created',
            'new_credentials',
            'A role was created',
            'Persistence',
            'T1136.003',
            array(
              'iam:CreateRole',
              'iam:CreateServiceLinkedRole',
              'iam:CreateInstanceProfile',
              'iam:CreateGroup',
              'iam:CreatePolicy'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'role_for_foreign_account',
            'new_credentials',
            'A role was opened to another account',
            'Persistence',
            'T1098.003',
            array('iam:CreateRole', 'iam:UpdateAssumeRolePolicy'),
            4,
            3,
            66,
            NULL,
            NULL,
            NULL
          ),
          (
            'role_passed_to_machine',
            'new_credentials',
            'A machine was given the role of an administrator',
            'Privilege Escalation',
            'T1098.003',
            array(
              'ec2:RunInstances',
              'ec2:AssociateIamInstanceProfile',
              'ec2:ReplaceIamInstanceProfileAssociation'
            ),
            4,
            3,
            22,
            NULL,
            NULL,
            NULL
          ),
          (
            'root_access_managed',
            'new_credentials',
            'Central management of root users was changed',
            'Privilege Escalation',
            'T1098',
            array(
              'iam:EnableOrganizationsRootSessions',
              'iam:EnableOrganizationsRootCredentialsManagement'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'root_key_created',
            'new_credentials',
            'A key of the root user was created',
            'Persistence',
            'T1098.001',
            array('iam:CreateAccessKey'),
            5,
            4,
            5,
            NULL,
            NULL,
            NULL
          ),
          (
            'service_granted_in_full',
            'new_credentials',
            'All rights in a service that intruders use were granted',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:AttachUserPolicy',
              'iam:AttachGroupPolicy',
              'iam:AttachRolePolicy',
              'sso:AttachManagedPolicyToPermissionSet'
            ),
            3,
            2,
            58,
            NULL,
            NULL,
            NULL
          ),
          (
            'session_token_made',
            'new_credentials',
            'A session token was made',
            'Persistence',
            'T1550.001',
            array(
              'sts:GetSessionToken',
              'sts:AssumeRoleWithSAML',
              'signin:CreateOAuth2Token',
              'sso:GetRoleCredentials',
              'sso:CreateToken',
              'sso:CreateTokenWithIAM',
              'sso:StartDeviceAuthorization',
              'sso:RegisterClient'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'temporary_credentials_made',
            'new_credentials',
            'Temporary credentials were made from a user\'s key',
            'Persistence',
            'T1550.001',
            array('sts:GetFederationToken'),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'trust_changed',
            'new_credentials',
            'Who may assume a role was changed',
            'Persistence',
            'T1098.003',
            array('iam:UpdateAssumeRolePolicy'),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'user_created',
            'new_credentials',
            'A user was created',
            'Persistence',
            'T1136.003',
            array(
              'iam:CreateUser',
              'sso:CreateUser',
              'sso-directory:CreateUser',
              'identitystore:CreateUser',
              'transfer:CreateUser',
              'cognito-idp:AdminCreateUser',
              'quicksight:RegisterUser',
              'workmail:CreateUser',
              'elasticache:CreateUser',
              'memorydb:CreateUser',
              'mq:CreateUser',
              'grafana:UpdatePermissions'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'user_pool_changed',
            'new_credentials',
            'Clients or people of a Cognito user pool were changed',
            'Persistence',
            'T1556',
            array(
              'cognito-idp:CreateUserPoolClient',
              'cognito-idp:UpdateUserPoolClient',
              'cognito-idp:AdminUpdateUserAttributes',
              'cognito-idp:AdminResetUserPassword'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ) AS detections(detection, theme, title, tactic, technique, calls, succeeded, not_succeeded, condition_number, measure, at_least, minutes)
      ) AS detections
      WHERE
        greatest(succeeded, not_succeeded) >= {{level_number(coalesce(getvariable('min_level'), 'low'))}}
    ) AS detections
  ) AS wanted_calls
), known_programs AS (
  SELECT
    user_agent AS program,
    (
      CASE
        WHEN user_agent IS NULL OR user_agent = ''
        THEN 'none'
        WHEN regexp_like(
          lower(user_agent),
          '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks'
        )
        THEN 'attack tool'
        WHEN regexp_like(
          lower(user_agent),
          'prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory'
        )
        THEN 'audit tool'
        WHEN regexp_like(
          lower(user_agent),
          's3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/'
        )
        THEN 'file transfer'
        WHEN regexp_like(
          lower(user_agent),
          'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
        )
        THEN 'infrastructure'
        WHEN regexp_like(
          lower(user_agent),
          'amazonaws\\.com(\\.cn)?\\]?\\z|^aws internal|^\\[?aws-internal|awsservicerole'
        )
        AND NOT regexp_like(lower(user_agent), '^\\[?(console|signin)\\.')
        THEN 'service'
        WHEN regexp_like(
          lower(user_agent),
          '^\\[?mozilla|^\\[?(console|signin)\\.amazonaws|s3console|aws-?console|coral/netty|^\\[?opera|cloudshell'
        )
        THEN 'console'
        WHEN regexp_like(
          lower(user_agent),
          'datadog|new ?relic|dynatrace|splunk|cloudwatch-agent|amazon-(ssm|ecs)-agent|ssm-agent|ecs-agent|fluent-?(bit|d)|grafana|prometheus|elastic|sumologic|telegraf|nagios|zabbix|crowdstrike|wiz|lacework|orca|sysdig|vector/'
        )
        THEN 'monitoring'
        WHEN regexp_like(
          lower(user_agent),
          'aws-cli|awscli|powershell|aws-?shell|aws-vault|saml2aws|aws-sso-util|session-manager-plugin'
        )
        THEN 'command line'
        WHEN regexp_like(
          lower(user_agent),
          'aws-sdk|boto|aws_sdk|botocore|jets3t|hadoop|aws-?java|awssdk|aws4net|smithy|aws-xray|aws-amplify|exec-env'
        )
        THEN 'SDK'
        ELSE 'other'
      END
    ) AS program_class
  FROM (
    SELECT DISTINCT
      user_agent
    FROM in_scope AS activity
  ) AS agents
  WHERE
    (
      coalesce(
        regexp_like(
          user_agent,
          '(?iu)(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks|prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory|s3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/|terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
        ),
        FALSE
      )
    )
), elsewhere AS (
  SELECT
    *
  FROM (
    SELECT
      access_key AS elsewhere_key,
      address AS elsewhere_address,
      is_inside_too OR coalesce(busy_until > first_at, FALSE) AS is_at_once
    FROM (
      SELECT
        *,
        max(last_at) OVER (
          PARTITION BY access_key, contains(address, ':')
          ORDER BY first_at NULLS LAST, address NULLS LAST
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS busy_until,
        bool_or(NOT is_of_instance) OVER (PARTITION BY address) AS is_of_users,
        size(
          array_compact(
            array_distinct(
              collect_list(instance) FILTER(WHERE
                is_of_instance) OVER (PARTITION BY address)
            )
          )
        ) AS instances
      FROM (
        SELECT
          access_key,
          address,
          is_of_instance,
          min(instance) AS instance,
          bool_or(is_inside_too) AS is_inside_too,
          min(first_at) AS first_at,
          max(last_at) AS last_at
        FROM (
          SELECT
            *,
            bool_or(is_inside) OVER (PARTITION BY access_key, service, region) AS is_inside_too
          FROM (
            SELECT
              identity_access_key_id AS access_key,
              source_ip_address AS address,
              service,
              region,
              (
                coalesce(
                  identity_type = 'AssumedRole'
                  AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\\z'),
                  FALSE
                )
              ) AS is_of_instance,
              NOT vpc_endpoint_id IS NULL
              OR (
                regexp_like(
                  source_ip_address,
                  '^(10|127|169\\.254|192\\.168|172\\.(1[6-9]|2[0-9]|3[01]))\\.|^f[cd]|^fe80'
                )
              ) AS is_inside,
              min(identity_principal_id) AS instance,
              min(event_time) AS first_at,
              max(event_time) AS last_at
            FROM in_scope AS activity
            WHERE
              FALSE
              AND event_category IS DISTINCT FROM 'NetworkActivity'
              AND (
                (
                  coalesce(
                    identity_type = 'AssumedRole'
                    AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\\z'),
                    FALSE
                  )
                )
                OR identity_type IN ('IAMUser', 'Root')
                AND startswith(identity_access_key_id, 'AKIA')
                AND identity_invoked_by IS NULL
              )
              AND (
                regexp_like(source_ip_address, '^([0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*)\\z')
              )
            GROUP BY
              access_key,
              address,
              service,
              region,
              is_of_instance,
              is_inside
          ) AS used
        ) AS uses
        WHERE
          NOT is_inside
        GROUP BY
          access_key,
          address,
          is_of_instance
      ) AS addresses
    ) AS ranked
    WHERE
      is_of_instance
      AND instances < 3
      AND (
        is_inside_too OR NOT busy_until IS NULL OR is_of_users
      )
  ) AS instance_keys_elsewhere
), candidates AS (
  SELECT
    *,
    (
      FALSE
      AND (
        coalesce(actor_class = 'root' OR contains(identity_arn, ':assumed-role/aws:'), FALSE)
      )
      OR FALSE
      AND outcome = 'denied'
      OR FALSE
      AND coalesce(program_class <> 'infrastructure', FALSE)
      OR FALSE
      AND NOT is_at_once IS NULL
    ) AS is_special
  FROM in_scope AS activity
  LEFT JOIN known_programs
    ON user_agent = program
  LEFT JOIN elsewhere
    ON identity_access_key_id = elsewhere_key AND source_ip_address = elsewhere_address
  WHERE
    event_category IS DISTINCT FROM 'NetworkActivity'
    AND (
      (
        FALSE
        AND (
          coalesce(actor_class = 'root' OR contains(identity_arn, ':assumed-role/aws:'), FALSE)
        )
        OR FALSE
        AND outcome = 'denied'
        OR FALSE
        AND coalesce(program_class <> 'infrastructure', FALSE)
        OR FALSE
        AND NOT is_at_once IS NULL
      )
      OR TRUE
      AND (
        action <> 'PutObject'
        OR service <> 's3'
        OR coalesce(
          regexp_like(
            request_parameters,
            'customer-algorithm|:kms:|(?iu:ransom|crypt|recover|restore|bitcoin|your[^\\n]?data)'
          ),
          FALSE
        )
      )
    )
), found AS (
  SELECT
    wanted_calls.detection,
    wanted_calls.theme,
    wanted_calls.title,
    wanted_calls.tactic,
    wanted_calls.technique,
    wanted_calls.severities,
    wanted_calls.lowest,
    wanted_calls.condition_number,
    wanted_calls.measure,
    wanted_calls.at_least,
    wanted_calls.minutes,
    keyed.event_time,
    keyed.recipient_account_id,
    keyed.event_id,
    keyed.event_category,
    keyed.source_ip_address,
    keyed.user_agent,
    keyed.error_code,
    keyed.error_message,
    keyed.identity_type,
    keyed.identity_user_name,
    keyed.identity_principal_id,
    keyed.identity_arn,
    keyed.identity_access_key_id,
    keyed.identity_invoked_by,
    keyed.request_parameters,
    keyed.response_elements,
    keyed.resources,
    keyed.vpc_endpoint_id,
    keyed.session_credential_from_console,
    keyed.outcome,
    keyed.action,
    keyed.service,
    keyed.region,
    keyed.actor,
    keyed.actor_arn,
    keyed.actor_class,
    keyed.via_service,
    keyed.target,
    keyed.program,
    keyed.program_class,
    keyed.elsewhere_key,
    keyed.elsewhere_address,
    keyed.is_at_once
  FROM (
    SELECT
      *,
      explode(
        CASE
          WHEN is_special
          THEN array(service || ':' || action, '*')
          ELSE array(service || ':' || action)
        END
      ) AS key
    FROM candidates
  ) AS keyed
  JOIN wanted_calls
    ON call = key
  WHERE
    coalesce(
      CASE condition_number
        WHEN 0
        THEN TRUE
        WHEN 1
        THEN actor_class <> 'aws_service'
        WHEN 2
        THEN actor_class <> 'aws_service' AND NOT via_service
        WHEN 3
        THEN (
          actor_class <> 'aws_service'
          AND NOT via_service
          AND program_class IS DISTINCT FROM 'infrastructure'
        )
        WHEN 5
        THEN actor_class = 'root'
        WHEN 6
        THEN coalesce(
          regexp_like(
            request_parameters,
            'AWSCompromisedKeyQuarantine|AWSExposedCredentialPolicy_DO_NOT_REMOVE'
          ),
          FALSE
        )
        WHEN 13
        THEN actor_class <> 'aws_service'
        AND (
          coalesce(
            regexp_like(
              get_json_object(request_parameters, '$.policy'),
              '"Action"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*(\\[[ \\t\\n\\f\\r]*)?"(\\*|\\*:\\*|iam:\\*)"'
            ),
            FALSE
          )
          OR coalesce(contains(request_parameters, 'AdministratorAccess'), FALSE)
        )
        WHEN 22
        THEN actor_class <> 'aws_service'
        AND coalesce(
          regexp_like(lower(request_parameters), '"iaminstanceprofile"[^}]*(admin|poweruser|fullaccess)'),
          FALSE
        )
        WHEN 33
        THEN coalesce(contains(request_parameters, 'bedrock'), FALSE)
        WHEN 37
        THEN coalesce(get_json_object(request_parameters, '$.status') <> 'Inactive', TRUE)
        WHEN 38
        THEN coalesce(
          regexp_like(
            lower(get_json_object(request_parameters, '$.keyName')),
            '^(xg[0-9]*|temp[_-]?key[_-]?(pair)?[0-9]*|tmp[_-]?key[^\\n]*|a{2,}|x{2,}|asdf[^\\n]*|qwe[^\\n]*|test[0-9]{2,}|k[0-9]{1,3}|key[0-9]{1,3}|[a-z])\\z'
          ),
          FALSE
        )
        WHEN 45
        THEN coalesce(
          regexp_like(request_parameters, '(AdministratorAccess|IAMFullAccess|PowerUserAccess)"'),
          FALSE
        )
        OR coalesce(
          regexp_like(
            coalesce(
              get_json_object(request_parameters, '$.policyDocument'),
              get_json_object(request_parameters, '$.inlinePolicy')
            ),
            '"Action" *: *(\\[ *)?"(\\*|\\*:\\*|iam:\\*)"'
          ),
          FALSE
        )
        WHEN 50
        THEN identity_type = 'AssumedRole' AND NOT via_service
        WHEN 56
        THEN (
          actor_class <> 'aws_service'
          AND NOT via_service
          AND program_class IS DISTINCT FROM 'infrastructure'
        )
        AND coalesce(
          regexp_like(
            lower(get_json_object(request_parameters, '$.policyArn')),
            ':policy/[^\\n]*(boundar|deny|restrict|guard|scp|limit)'
          ),
          FALSE
        )
        WHEN 58
        THEN (
          actor_class <> 'aws_service'
          AND NOT via_service
          AND program_class IS DISTINCT FROM 'infrastructure'
        )
        AND coalesce(
          regexp_like(
            request_parameters,
            'policy/(service-role/)?(Amazon(SES|S3|EC2|RDS|SSM|DynamoDB|Bedrock|SageMaker|SNS|ECS_?)FullAccess|AWSLambda_FullAccess|AWSOrganizationsFullAccess|AWSCloudShellFullAccess|AWSKeyManagementServicePowerUser|SecretsManagerReadWrite)"'
          ),
          FALSE
        )
        WHEN 63
        THEN get_json_object(request_parameters, '$.userName') IS DISTINCT FROM identity_user_name
        AND NOT get_json_object(request_parameters, '$.userName') IS NULL
        AND program_class IS DISTINCT FROM 'infrastructure'
        WHEN 66
        THEN size(
          filter(
            regexp_extract_all(
              coalesce(
                get_json_object(request_parameters, '$.assumeRolePolicyDocument'),
                get_json_object(request_parameters, '$.policyDocument')
              ),
              'arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):',
              1
            ),
            account__0 -> account__0 IS DISTINCT FROM recipient_account_id
          )
        ) > 0
        WHEN 75
        THEN program_class = 'infrastructure'
        WHEN 78
        THEN session_credential_from_console IS DISTINCT FROM TRUE
        AND NOT startswith(coalesce(TRIM(LEADING '[' FROM user_agent), ''), 'Mozilla')
      END,
      FALSE
    )
), matching AS (
  SELECT
    *,
    CASE WHEN outcome = 'success' THEN get(severities, 0) ELSE get(severities, 1) END AS own_severity,
    (
      CASE
        WHEN contains(actor_arn, 'AWSReservedSSO_')
        THEN actor
        ELSE (
          coalesce(
            actor_arn,
            CASE WHEN startswith(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
          )
        )
      END
    ) AS caller,
    date_add(
      MINUTE,
      CAST(floor(
        timestampdiff(SECOND, CAST('2000-01-03 00:00:00' AS TIMESTAMP_NTZ), event_time) / (
          60 * minutes
        )
      ) * minutes AS INT),
      CAST('2000-01-03 00:00:00' AS TIMESTAMP_NTZ)
    ) AS window_start,
    CASE measure
      WHEN 'requests'
      THEN xxhash64(request_parameters)
      WHEN 'actions'
      THEN xxhash64(service, action)
      WHEN 'Regions'
      THEN xxhash64(region)
      WHEN 'events'
      THEN xxhash64(event_id)
    END AS measured
  FROM found
), windows AS (
  SELECT
    *,
    CASE
      WHEN size(
        collect_set(CAST(date_trunc('hour', window_start) AS TIMESTAMP_NTZ)) OVER (PARTITION BY detection, caller, recipient_account_id)
      ) > 6
      THEN 2
      ELSE 0
    END AS lowered
  FROM (
    SELECT
      detection,
      caller,
      recipient_account_id,
      window_start
    FROM matching
    WHERE
      NOT at_least IS NULL AND own_severity >= lowest
    GROUP BY
      detection,
      caller,
      recipient_account_id,
      window_start,
      at_least
    HAVING
      count(DISTINCT measured) >= at_least
  ) AS reached
)
SELECT
  level,
  finding,
  actor,
  outcome,
  calls,
  first_at,
  last_at,
  actions,
  targets,
  details,
  errors,
  source_ip_addresses,
  regions,
  account_id,
  actor_class,
  actor_arn,
  tactic,
  technique,
  detection,
  event_id
FROM (
  SELECT
    (
      get(
        (
          array('informational', 'low', 'medium', 'high', 'critical')
        ),
        (
          severity
        ) - 1
      )
    ) AS level,
    title AS finding,
    CASE
      WHEN min(actor) = max(actor)
      THEN min(actor)
      ELSE split_part(min(actor), '/', 1)
    END AS actor,
    outcome,
    count(*) AS calls,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(service || ':' || action) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(service || ':' || action))),
                      sorted -> get(
                        transform(
                          array(
                            filter(
                              sequence(0, size(sorted)),
                              i -> i < size(sorted) AND (
                                i = 0 OR sorted[i] <> sorted[i - 1]
                              )
                            )
                          ),
                          starts -> array_sort(
                            transform(
                              starts,
                              (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                            )
                          )
                        ),
                        0
                      )
                    ),
                    0
                  )
                END,
                it -> it.name
              )
            ),
            them__1 -> array_join(slice(them__1, 1, 10), ', ') || CASE
              WHEN size(them__1) > 10
              THEN ', … and ' || CAST((
                size(them__1) - 10
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS actions,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(target) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(target))),
                      sorted -> get(
                        transform(
                          array(
                            filter(
                              sequence(0, size(sorted)),
                              i -> i < size(sorted) AND (
                                i = 0 OR sorted[i] <> sorted[i - 1]
                              )
                            )
                          ),
                          starts -> array_sort(
                            transform(
                              starts,
                              (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                            )
                          )
                        ),
                        0
                      )
                    ),
                    0
                  )
                END,
                it -> it.name
              )
            ),
            them__2 -> array_join(slice(them__2, 1, 10), ', ') || CASE
              WHEN size(them__2) > 10
              THEN ', … and ' || CAST((
                size(them__2) - 10
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS targets,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(
                    (
                      CASE theme
                        WHEN 'new_credentials'
                        THEN nullif(
                          concat_ws(
                            ' ',
                            coalesce(
                              get_json_object(request_parameters, '$.policyArn'),
                              get_json_object(request_parameters, '$.assumeRolePolicyDocument'),
                              get_json_object(request_parameters, '$.policyDocument'),
                              get_json_object(request_parameters, '$.policy'),
                              get_json_object(request_parameters, '$.inlinePolicy'),
                              get_json_object(request_parameters, '$.groupName'),
                              get_json_object(request_parameters, '$.permissionSetArn'),
                              get_json_object(request_parameters, '$.serialNumber'),
                              get_json_object(request_parameters, '$.status'),
                              get_json_object(request_parameters, '$.roleArns'),
                              get_json_object(request_parameters, '$.targetPrincipal')
                            ),
                            coalesce(
                              get_json_object(response_elements, '$.accessKey.accessKeyId'),
                              get_json_object(response_elements, '$.credentials.accessKeyId'),
                              get_json_object(response_elements, '$.serviceSpecificCredential.serviceSpecificCredentialId'),
                              get_json_object(response_elements, '$.sSHPublicKey.sSHPublicKeyId'),
                              get_json_object(response_elements, '$.certificate.certificateId'),
                              get_json_object(response_elements, '$.user.arn'),
                              get_json_object(response_elements, '$.role.arn'),
                              get_json_object(response_elements, '$.sAMLProviderArn'),
                              get_json_object(response_elements, '$.openIDConnectProviderArn'),
                              get_json_object(response_elements, '$.trustAnchor.trustAnchorArn'),
                              get_json_object(response_elements, '$.profile.profileArn'),
                              get_json_object(response_elements, '$.keyName')
                            )
                          ),
                          ''
                        )
                        WHEN 'public_sharing'
                        THEN nullif(
                          array_join(
                            concat(
                              coalesce(
                                array_sort(
                                  array_compact(
                                    array_distinct(
                                      (
                                        filter(
                                          regexp_extract_all(request_parameters, '(?:["\']|:(?:iam|sts)::)([0-9]{12})["\':]', 1),
                                          account__3 -> account__3 IS DISTINCT FROM recipient_account_id
                                          AND NOT array_contains(
                                            (
                                              array(
                                                '127311923021',
                                                '033677994240',
                                                '027434742980',
                                                '797873946194',
                                                '985666609251',
                                                '054676820928',
                                                '156460612806',
                                                '652711504416',
                                                '009996457667',
                                                '897822967062',
                                                '635631232127',
                                                '754344448648',
                                                '582318560864',
                                                '600734575887',
                                                '383597477331',
                                                '114774131450',
                                                '783225319266',
                                                '589379963580',
                                                '718504428378',
                                                '076674570225',
                                                '507241528517',
                                                '098369216593',
                                                '048591011584',
                                                '190560391635',
                                                '638102146993',
                                                '037604701340'
                                              )
                                            ),
                                            account__3
                                          )
                                        )
                                      )
                                    )
                                  )
                                ),
                                array()
                              ),
                              coalesce(
                                CASE
                                  WHEN (
                                    size(
                                      filter(
                                        (
                                          filter(
                                            (
                                              filter(
                                                concat(
                                                  coalesce(
                                                    coalesce(
                                                      from_json(
                                                        get_json_object(
                                                          concat(
                                                            '[',
                                                            (
                                                              coalesce(
                                                                coalesce(
                                                                  get_json_object(request_parameters, '$.bucketPolicy'),
                                                                  get_json_object(request_parameters, '$.policy.policy'),
                                                                  get_json_object(request_parameters, '$.policy'),
                                                                  get_json_object(request_parameters, '$.Policy'),
                                                                  get_json_object(request_parameters, '$.policyText'),
                                                                  get_json_object(request_parameters, '$.resourcePolicy'),
                                                                  get_json_object(request_parameters, '$.policyInJson'),
                                                                  get_json_object(request_parameters, '$.policyDocument'),
                                                                  get_json_object(request_parameters, '$.accessPolicy'),
                                                                  get_json_object(request_parameters, '$.accessPolicies'),
                                                                  get_json_object(request_parameters, '$.attributes.Policy'),
                                                                  get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                                                ),
                                                                CASE
                                                                  WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                                                  THEN get_json_object(request_parameters, '$.attributeValue')
                                                                END
                                                              )
                                                            ),
                                                            ']'
                                                          ),
                                                          '$[*].Statement'
                                                        ),
                                                        'array<string>'
                                                      ),
                                                      array()
                                                    ),
                                                    array()
                                                  ),
                                                  array(
                                                    get_json_object(
                                                      concat(
                                                        '[',
                                                        (
                                                          coalesce(
                                                            coalesce(
                                                              get_json_object(request_parameters, '$.bucketPolicy'),
                                                              get_json_object(request_parameters, '$.policy.policy'),
                                                              get_json_object(request_parameters, '$.policy'),
                                                              get_json_object(request_parameters, '$.Policy'),
                                                              get_json_object(request_parameters, '$.policyText'),
                                                              get_json_object(request_parameters, '$.resourcePolicy'),
                                                              get_json_object(request_parameters, '$.policyInJson'),
                                                              get_json_object(request_parameters, '$.policyDocument'),
                                                              get_json_object(request_parameters, '$.accessPolicy'),
                                                              get_json_object(request_parameters, '$.accessPolicies'),
                                                              get_json_object(request_parameters, '$.attributes.Policy'),
                                                              get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                                            ),
                                                            CASE
                                                              WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                                              THEN get_json_object(request_parameters, '$.attributeValue')
                                                            END
                                                          )
                                                        ),
                                                        ']'
                                                      ),
                                                      '$[*].Statement'
                                                    )
                                                  )
                                                ),
                                                statement__4 -> get_json_object(statement__4, '$.Effect') = 'Allow'
                                              )
                                            ),
                                            statement__5 -> coalesce(
                                              regexp_like(
                                                CAST(get_json_object(concat('[', statement__5, ']'), '$[*].Principal') AS STRING),
                                                '^"\\*"\\z|"AWS" *: *(\\[[^\\]]*)?"\\*"'
                                              ),
                                              FALSE
                                            )
                                          )
                                        ),
                                        statement__6 -> NOT (
                                          coalesce(
                                            regexp_like(
                                              lower(
                                                CAST(get_json_object(concat('[', statement__6, ']'), '$[*].Condition') AS STRING)
                                              ),
                                              'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget'
                                            )
                                            AND NOT regexp_like(
                                              lower(
                                                CAST(get_json_object(concat('[', statement__6, ']'), '$[*].Condition') AS STRING)
                                              ),
                                              '"[a-z:]*(notequals|notlike|notipaddress)'
                                            ),
                                            FALSE
                                          )
                                        )
                                      )
                                    ) > 0
                                    OR coalesce(
                                      regexp_like(
                                        request_parameters,
                                        'groups/global/(AllUsers|AuthenticatedUsers)|"(public-read|public-read-write|authenticated-read|PUBLIC_READ)"|"authType" *: *"NONE"|"accountIdsToAdd" *: *\\[ *"all"'
                                      ),
                                      FALSE
                                    )
                                    OR coalesce(
                                      get_json_object(request_parameters, '$.principal') = '*'
                                      AND NOT regexp_like(request_parameters, '"(sourceAccount|sourceArn|principalOrgID|condition)"'),
                                      FALSE
                                    )
                                  )
                                  OR coalesce(contains(request_parameters, '"all"'), FALSE)
                                  THEN array('everyone')
                                  ELSE array()
                                END,
                                array()
                              )
                            ),
                            ', '
                          ),
                          ''
                        )
                        WHEN 'data_destruction'
                        THEN CASE
                          WHEN coalesce(
                            get_json_object(request_parameters, '$.skipFinalSnapshot'),
                            get_json_object(request_parameters, '$.skipFinalClusterSnapshot')
                          ) = 'true'
                          THEN 'no final snapshot'
                          WHEN NOT get_json_object(request_parameters, '$.finalDBSnapshotIdentifier') IS NULL
                          THEN 'final snapshot ' || get_json_object(request_parameters, '$.finalDBSnapshotIdentifier')
                          WHEN get_json_object(request_parameters, '$.forceDeleteWithoutRecovery') = 'true'
                          THEN 'deleted at once'
                          WHEN NOT coalesce(
                            get_json_object(request_parameters, '$.pendingWindowInDays'),
                            get_json_object(request_parameters, '$.recoveryWindowInDays')
                          ) IS NULL
                          THEN coalesce(
                            get_json_object(request_parameters, '$.pendingWindowInDays'),
                            get_json_object(request_parameters, '$.recoveryWindowInDays')
                          ) || ' days to recover'
                          WHEN action = 'DisableKey'
                          THEN 'the key can be enabled again'
                        END
                        WHEN 'execution'
                        THEN nullif(
                          concat_ws(
                            ' ',
                            CASE
                              WHEN service = 'ec2'
                              THEN nullif(
                                concat_ws(
                                  ' ',
                                  coalesce(
                                    get_json_object(request_parameters, '$.maxCount'),
                                    get_json_object(request_parameters, '$.instancesSet.items[0].maxCount')
                                  ),
                                  get_json_object(request_parameters, '$.instanceType')
                                ),
                                ''
                              )
                            END,
                            coalesce(
                              get_json_object(request_parameters, '$.documentName'),
                              get_json_object(request_parameters, '$.layers'),
                              get_json_object(request_parameters, '$.taskDefinition'),
                              get_json_object(request_parameters, '$.command'),
                              get_json_object(request_parameters, '$.instanceOSUser'),
                              get_json_object(request_parameters, '$.role'),
                              get_json_object(request_parameters, '$.modelId'),
                              get_json_object(request_parameters, '$.eventSourceArn')
                            )
                          ),
                          ''
                        )
                        WHEN 'evasion'
                        THEN request_parameters
                      END
                    )
                  ) > 0
                  THEN get(
                    transform(
                      array(
                        array_sort(
                          collect_list(
                            (
                              CASE theme
                                WHEN 'new_credentials'
                                THEN nullif(
                                  concat_ws(
                                    ' ',
                                    coalesce(
                                      get_json_object(request_parameters, '$.policyArn'),
                                      get_json_object(request_parameters, '$.assumeRolePolicyDocument'),
                                      get_json_object(request_parameters, '$.policyDocument'),
                                      get_json_object(request_parameters, '$.policy'),
                                      get_json_object(request_parameters, '$.inlinePolicy'),
                                      get_json_object(request_parameters, '$.groupName'),
                                      get_json_object(request_parameters, '$.permissionSetArn'),
                                      get_json_object(request_parameters, '$.serialNumber'),
                                      get_json_object(request_parameters, '$.status'),
                                      get_json_object(request_parameters, '$.roleArns'),
                                      get_json_object(request_parameters, '$.targetPrincipal')
                                    ),
                                    coalesce(
                                      get_json_object(response_elements, '$.accessKey.accessKeyId'),
                                      get_json_object(response_elements, '$.credentials.accessKeyId'),
                                      get_json_object(response_elements, '$.serviceSpecificCredential.serviceSpecificCredentialId'),
                                      get_json_object(response_elements, '$.sSHPublicKey.sSHPublicKeyId'),
                                      get_json_object(response_elements, '$.certificate.certificateId'),
                                      get_json_object(response_elements, '$.user.arn'),
                                      get_json_object(response_elements, '$.role.arn'),
                                      get_json_object(response_elements, '$.sAMLProviderArn'),
                                      get_json_object(response_elements, '$.openIDConnectProviderArn'),
                                      get_json_object(response_elements, '$.trustAnchor.trustAnchorArn'),
                                      get_json_object(response_elements, '$.profile.profileArn'),
                                      get_json_object(response_elements, '$.keyName')
                                    )
                                  ),
                                  ''
                                )
                                WHEN 'public_sharing'
                                THEN nullif(
                                  array_join(
                                    concat(
                                      coalesce(
                                        array_sort(
                                          array_compact(
                                            array_distinct(
                                              (
                                                filter(
                                                  regexp_extract_all(request_parameters, '(?:["\']|:(?:iam|sts)::)([0-9]{12})["\':]', 1),
                                                  account__3 -> account__3 IS DISTINCT FROM recipient_account_id
                                                  AND NOT array_contains(
                                                    (
                                                      array(
                                                        '127311923021',
                                                        '033677994240',
                                                        '027434742980',
                                                        '797873946194',
                                                        '985666609251',
                                                        '054676820928',
                                                        '156460612806',
                                                        '652711504416',
                                                        '009996457667',
                                                        '897822967062',
                                                        '635631232127',
                                                        '754344448648',
                                                        '582318560864',
                                                        '600734575887',
                                                        '383597477331',
                                                        '114774131450',
                                                        '783225319266',
                                                        '589379963580',
                                                        '718504428378',
                                                        '076674570225',
                                                        '507241528517',
                                                        '098369216593',
                                                        '048591011584',
                                                        '190560391635',
                                                        '638102146993',
                                                        '037604701340'
                                                      )
                                                    ),
                                                    account__3
                                                  )
                                                )
                                              )
                                            )
                                          )
                                        ),
                                        array()
                                      ),
                                      coalesce(
                                        CASE
                                          WHEN (
                                            size(
                                              filter(
                                                (
                                                  filter(
                                                    (
                                                      filter(
                                                        concat(
                                                          coalesce(
                                                            coalesce(
                                                              from_json(
                                                                get_json_object(
                                                                  concat(
                                                                    '[',
                                                                    (
                                                                      coalesce(
                                                                        coalesce(
                                                                          get_json_object(request_parameters, '$.bucketPolicy'),
                                                                          get_json_object(request_parameters, '$.policy.policy'),
                                                                          get_json_object(request_parameters, '$.policy'),
                                                                          get_json_object(request_parameters, '$.Policy'),
                                                                          get_json_object(request_parameters, '$.policyText'),
                                                                          get_json_object(request_parameters, '$.resourcePolicy'),
                                                                          get_json_object(request_parameters, '$.policyInJson'),
                                                                          get_json_object(request_parameters, '$.policyDocument'),
                                                                          get_json_object(request_parameters, '$.accessPolicy'),
                                                                          get_json_object(request_parameters, '$.accessPolicies'),
                                                                          get_json_object(request_parameters, '$.attributes.Policy'),
                                                                          get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                                                        ),
                                                                        CASE
                                                                          WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                                                          THEN get_json_object(request_parameters, '$.attributeValue')
                                                                        END
                                                                      )
                                                                    ),
                                                                    ']'
                                                                  ),
                                                                  '$[*].Statement'
                                                                ),
                                                                'array<string>'
                                                              ),
                                                              array()
                                                            ),
                                                            array()
                                                          ),
                                                          array(
                                                            get_json_object(
                                                              concat(
                                                                '[',
                                                                (
                                                                  coalesce(
                                                                    coalesce(
                                                                      get_json_object(request_parameters, '$.bucketPolicy'),
                                                                      get_json_object(request_parameters, '$.policy.policy'),
                                                                      get_json_object(request_parameters, '$.policy'),
                                                                      get_json_object(request_parameters, '$.Policy'),
                                                                      get_json_object(request_parameters, '$.policyText'),
                                                                      get_json_object(request_parameters, '$.resourcePolicy'),
                                                                      get_json_object(request_parameters, '$.policyInJson'),
                                                                      get_json_object(request_parameters, '$.policyDocument'),
                                                                      get_json_object(request_parameters, '$.accessPolicy'),
                                                                      get_json_object(request_parameters, '$.accessPolicies'),
                                                                      get_json_object(request_parameters, '$.attributes.Policy'),
                                                                      get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                                                    ),
                                                                    CASE
                                                                      WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                                                      THEN get_json_object(request_parameters, '$.attributeValue')
                                                                    END
                                                                  )
                                                                ),
                                                                ']'
                                                              ),
                                                              '$[*].Statement'
                                                            )
                                                          )
                                                        ),
                                                        statement__4 -> get_json_object(statement__4, '$.Effect') = 'Allow'
                                                      )
                                                    ),
                                                    statement__5 -> coalesce(
                                                      regexp_like(
                                                        CAST(get_json_object(concat('[', statement__5, ']'), '$[*].Principal') AS STRING),
                                                        '^"\\*"\\z|"AWS" *: *(\\[[^\\]]*)?"\\*"'
                                                      ),
                                                      FALSE
                                                    )
                                                  )
                                                ),
                                                statement__6 -> NOT (
                                                  coalesce(
                                                    regexp_like(
                                                      lower(
                                                        CAST(get_json_object(concat('[', statement__6, ']'), '$[*].Condition') AS STRING)
                                                      ),
                                                      'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget'
                                                    )
                                                    AND NOT regexp_like(
                                                      lower(
                                                        CAST(get_json_object(concat('[', statement__6, ']'), '$[*].Condition') AS STRING)
                                                      ),
                                                      '"[a-z:]*(notequals|notlike|notipaddress)'
                                                    ),
                                                    FALSE
                                                  )
                                                )
                                              )
                                            ) > 0
                                            OR coalesce(
                                              regexp_like(
                                                request_parameters,
                                                'groups/global/(AllUsers|AuthenticatedUsers)|"(public-read|public-read-write|authenticated-read|PUBLIC_READ)"|"authType" *: *"NONE"|"accountIdsToAdd" *: *\\[ *"all"'
                                              ),
                                              FALSE
                                            )
                                            OR coalesce(
                                              get_json_object(request_parameters, '$.principal') = '*'
                                              AND NOT regexp_like(request_parameters, '"(sourceAccount|sourceArn|principalOrgID|condition)"'),
                                              FALSE
                                            )
                                          )
                                          OR coalesce(contains(request_parameters, '"all"'), FALSE)
                                          THEN array('everyone')
                                          ELSE array()
                                        END,
                                        array()
                                      )
                                    ),
                                    ', '
                                  ),
                                  ''
                                )
                                WHEN 'data_destruction'
                                THEN CASE
                                  WHEN coalesce(
                                    get_json_object(request_parameters, '$.skipFinalSnapshot'),
                                    get_json_object(request_parameters, '$.skipFinalClusterSnapshot')
                                  ) = 'true'
                                  THEN 'no final snapshot'
                                  WHEN NOT get_json_object(request_parameters, '$.finalDBSnapshotIdentifier') IS NULL
                                  THEN 'final snapshot ' || get_json_object(request_parameters, '$.finalDBSnapshotIdentifier')
                                  WHEN get_json_object(request_parameters, '$.forceDeleteWithoutRecovery') = 'true'
                                  THEN 'deleted at once'
                                  WHEN NOT coalesce(
                                    get_json_object(request_parameters, '$.pendingWindowInDays'),
                                    get_json_object(request_parameters, '$.recoveryWindowInDays')
                                  ) IS NULL
                                  THEN coalesce(
                                    get_json_object(request_parameters, '$.pendingWindowInDays'),
                                    get_json_object(request_parameters, '$.recoveryWindowInDays')
                                  ) || ' days to recover'
                                  WHEN action = 'DisableKey'
                                  THEN 'the key can be enabled again'
                                END
                                WHEN 'execution'
                                THEN nullif(
                                  concat_ws(
                                    ' ',
                                    CASE
                                      WHEN service = 'ec2'
                                      THEN nullif(
                                        concat_ws(
                                          ' ',
                                          coalesce(
                                            get_json_object(request_parameters, '$.maxCount'),
                                            get_json_object(request_parameters, '$.instancesSet.items[0].maxCount')
                                          ),
                                          get_json_object(request_parameters, '$.instanceType')
                                        ),
                                        ''
                                      )
                                    END,
                                    coalesce(
                                      get_json_object(request_parameters, '$.documentName'),
                                      get_json_object(request_parameters, '$.layers'),
                                      get_json_object(request_parameters, '$.taskDefinition'),
                                      get_json_object(request_parameters, '$.command'),
                                      get_json_object(request_parameters, '$.instanceOSUser'),
                                      get_json_object(request_parameters, '$.role'),
                                      get_json_object(request_parameters, '$.modelId'),
                                      get_json_object(request_parameters, '$.eventSourceArn')
                                    )
                                  ),
                                  ''
                                )
                                WHEN 'evasion'
                                THEN request_parameters
                              END
                            )
                          )
                        )
                      ),
                      sorted -> get(
                        transform(
                          array(
                            filter(
                              sequence(0, size(sorted)),
                              i -> i < size(sorted) AND (
                                i = 0 OR sorted[i] <> sorted[i - 1]
                              )
                            )
                          ),
                          starts -> array_sort(
                            transform(
                              starts,
                              (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                            )
                          )
                        ),
                        0
                      )
                    ),
                    0
                  )
                END,
                it -> it.name
              )
            ),
            them__7 -> array_join(slice(them__7, 1, 3), ', ') || CASE
              WHEN size(them__7) > 3
              THEN ', … and ' || CAST((
                size(them__7) - 3
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS details,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(coalesce(error_code, error_message)) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(coalesce(error_code, error_message)))),
                      sorted -> get(
                        transform(
                          array(
                            filter(
                              sequence(0, size(sorted)),
                              i -> i < size(sorted) AND (
                                i = 0 OR sorted[i] <> sorted[i - 1]
                              )
                            )
                          ),
                          starts -> array_sort(
                            transform(
                              starts,
                              (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                            )
                          )
                        ),
                        0
                      )
                    ),
                    0
                  )
                END,
                it -> it.name
              )
            ),
            them__8 -> array_join(slice(them__8, 1, 3), ', ') || CASE
              WHEN size(them__8) > 3
              THEN ', … and ' || CAST((
                size(them__8) - 3
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS errors,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(source_ip_address) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(source_ip_address))),
                      sorted -> get(
                        transform(
                          array(
                            filter(
                              sequence(0, size(sorted)),
                              i -> i < size(sorted) AND (
                                i = 0 OR sorted[i] <> sorted[i - 1]
                              )
                            )
                          ),
                          starts -> array_sort(
                            transform(
                              starts,
                              (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                            )
                          )
                        ),
                        0
                      )
                    ),
                    0
                  )
                END,
                it -> it.name
              )
            ),
            them__9 -> array_join(slice(them__9, 1, 10), ', ') || CASE
              WHEN size(them__9) > 10
              THEN ', … and ' || CAST((
                size(them__9) - 10
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS source_ip_addresses,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(region) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(region))),
                      sorted -> get(
                        transform(
                          array(
                            filter(
                              sequence(0, size(sorted)),
                              i -> i < size(sorted) AND (
                                i = 0 OR sorted[i] <> sorted[i - 1]
                              )
                            )
                          ),
                          starts -> array_sort(
                            transform(
                              starts,
                              (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                            )
                          )
                        ),
                        0
                      )
                    ),
                    0
                  )
                END,
                it -> it.name
              )
            ),
            them__10 -> array_join(slice(them__10, 1, 10), ', ') || CASE
              WHEN size(them__10) > 10
              THEN ', … and ' || CAST((
                size(them__10) - 10
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS regions,
    recipient_account_id AS account_id,
    actor_class,
    actor_arn,
    tactic,
    technique,
    detection,
    min_by(
      event_id,
      struct((
        event_time
      ) IS NULL, event_time, (
        event_id
      ) IS NULL, event_id)
    ) FILTER(WHERE
      NOT event_id IS NULL) AS event_id,
    severity
  FROM (
    SELECT
      detection,
      theme,
      title,
      tactic,
      technique,
      event_time,
      recipient_account_id,
      event_id,
      event_category,
      source_ip_address,
      user_agent,
      error_code,
      error_message,
      identity_type,
      identity_user_name,
      identity_principal_id,
      identity_arn,
      identity_access_key_id,
      identity_invoked_by,
      request_parameters,
      response_elements,
      resources,
      vpc_endpoint_id,
      session_credential_from_console,
      outcome,
      action,
      service,
      region,
      actor,
      actor_arn,
      actor_class,
      via_service,
      coalesce(
        (
          coalesce(
            (
              CASE
                WHEN contains(resources, 'AWS::S3::Object')
                THEN coalesce(
                  get_json_object(
                    get(
                      filter(
                        coalesce(from_json(resources, 'array<string>'), array()),
                        it__11 -> get_json_object(it__11, '$.type') = 'AWS::S3::Object'
                        AND get_json_object(it__11, '$.ARN') <> ''
                      ),
                      0
                    ),
                    '$.ARN'
                  ),
                  CASE
                    WHEN NOT contains(resources, 'ARNPrefix')
                    THEN nullif(get_json_object(resources, '$[0].ARN'), '')
                  END
                )
                ELSE nullif(get_json_object(resources, '$[0].ARN'), '')
              END
            ),
            get_json_object(request_parameters, '$.bucketName') || coalesce('/' || get_json_object(request_parameters, '$.key'), ''),
            (
              nullif(
                nullif(
                  array_join(
                    filter(
                      transform(
                        coalesce(
                          from_json(
                            get_json_object(concat('[', request_parameters, ']'), '$[*].instancesSet.items'),
                            'array<string>'
                          ),
                          array()
                        ),
                        item -> get_json_object(item, '$.instanceId')
                      ),
                      part -> NOT part IS NULL
                    ),
                    ', '
                  ),
                  ''
                ),
                ''
              )
            ),
            coalesce(
              get_json_object(request_parameters, '$.roleName'),
              get_json_object(request_parameters, '$.userName'),
              get_json_object(request_parameters, '$.policyArn'),
              get_json_object(request_parameters, '$.instanceProfileName'),
              get_json_object(request_parameters, '$.dBInstanceIdentifier'),
              get_json_object(request_parameters, '$.dBClusterIdentifier'),
              get_json_object(request_parameters, '$.dBSnapshotIdentifier'),
              get_json_object(request_parameters, '$.snapshotId'),
              get_json_object(request_parameters, '$.volumeId'),
              get_json_object(request_parameters, '$.imageId'),
              get_json_object(request_parameters, '$.groupId'),
              get_json_object(request_parameters, '$.tableName'),
              get_json_object(request_parameters, '$.distributionId'),
              get_json_object(request_parameters, '$.secretId'),
              get_json_object(request_parameters, '$.topicArn'),
              get_json_object(request_parameters, '$.queueUrl'),
              get_json_object(request_parameters, '$.keyId'),
              get_json_object(request_parameters, '$.stackName'),
              get_json_object(request_parameters, '$.trailName')
            ),
            (
              CASE
                WHEN regexp_like(
                  action,
                  '^(Batch|Bulk|Admin|Force|Schedule|Permanently)?(Delete|Remove|Terminate|Deregister|Destroy|Purge|Release|Deprovision|Create|Register|Update|Modify|Stop|Disable|Suspend|Cancel|Detach|Disassociate|Deactivate)'
                )
                THEN get(
                  transform(
                    array(
                      (
                        lower(
                          regexp_extract(
                            action,
                            '^(?:Batch|Bulk|Admin)?[A-Z][a-z]+([A-Z0-9][^\\n]*?)?(?:(?:From|To|With|Into|By|For)[A-Z][^\\n]*)?\\z',
                            1
                          )
                        )
                      )
                    ),
                    subject__12 -> try_element_at(
                      get(
                        filter(
                          transform(
                            regexp_extract_all(
                              request_parameters,
                              '"[a-z][A-Za-z0-9]+"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"[^"\\\\{ ]+"',
                              0
                            ),
                            pair__13 -> split(pair__13, concat('\\Q', '"', '\\E'))
                          ),
                          pair__14 -> CASE
                            WHEN contains(subject__12, lower(left(get(pair__14, 1), 3)))
                            AND NOT regexp_like(try_element_at(pair__14, -2), '^[A-Z_]+\\z')
                            THEN filter(
                              array(
                                lower(regexp_replace(get(pair__14, 1), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\\z', ''))
                              ),
                              name__15 -> endswith(subject__12, name__15)
                              AND NOT regexp_like(
                                name__15,
                                'version\\z|^[^\\n]{0,2}\\z|^(command|message|pattern|scope|status|type|value)\\z'
                              )
                              AND (
                                name__15 <> 'policy' OR subject__12 = name__15
                              )
                            ) <> array()
                            ELSE FALSE
                          END
                        ),
                        0
                      ),
                      -2
                    )
                  ),
                  0
                )
              END
            ),
            coalesce(
              get_json_object(request_parameters, '$.functionName'),
              get_json_object(request_parameters, '$.permissionSetArn'),
              get_json_object(request_parameters, '$.groupName'),
              get_json_object(request_parameters, '$.policyName'),
              get_json_object(request_parameters, '$.vpcId'),
              get_json_object(request_parameters, '$.subnetId'),
              get_json_object(request_parameters, '$.routeTableId'),
              get_json_object(request_parameters, '$.natGatewayId'),
              get_json_object(request_parameters, '$.networkInterfaceId'),
              get_json_object(request_parameters, '$.allocationId'),
              get_json_object(request_parameters, '$.internetGatewayId'),
              get_json_object(request_parameters, '$.logGroupName'),
              get_json_object(request_parameters, '$.hostedZoneId'),
              get_json_object(request_parameters, '$.domainName'),
              get_json_object(request_parameters, '$.restApiId'),
              get_json_object(request_parameters, '$.target'),
              get_json_object(request_parameters, '$.id'),
              get_json_object(request_parameters, '$.name'),
              get_json_object(request_parameters, '$.arn'),
              get_json_object(request_parameters, '$.roleArn'),
              get_json_object(request_parameters, '$.package'),
              get_json_object(request_parameters, '$.repository'),
              get_json_object(request_parameters, '$.rule'),
              get_json_object(request_parameters, '$.task'),
              get_json_object(request_parameters, '$.cluster')
            ),
            (
              nullif(
                regexp_extract(
                  request_parameters,
                  '"[A-Za-z0-9]+(I[dD]|Identifier|Name|A[rR][nN])"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*([{][^{}]*"content"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*)?"([^"]+)"',
                  3
                ),
                ''
              )
            ),
            (
              nullif(
                regexp_extract(
                  request_parameters,
                  '"(identifier|aRN|uUID|serialNumber|emailAddress|phoneNumber|cidr)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"',
                  2
                ),
                ''
              )
            )
          )
        ),
        (
          nullif(nullif(regexp_extract(error_message, ' on resource: "?([^" ]+)', 1), ''), '*')
        )
      ) AS target,
      caller,
      highest AS severity
    FROM (
      SELECT
        *,
        max(own_severity) OVER (PARTITION BY theme, event_id, event_time, action, recipient_account_id) AS highest
      FROM (
        SELECT
          *
        FROM matching
        WHERE
          at_least IS NULL AND own_severity >= lowest
        UNION ALL
        SELECT
          matching.detection,
          matching.theme,
          matching.title,
          matching.tactic,
          matching.technique,
          matching.severities,
          matching.lowest,
          matching.condition_number,
          matching.measure,
          matching.at_least,
          matching.minutes,
          matching.event_time,
          matching.recipient_account_id,
          matching.event_id,
          matching.event_category,
          matching.source_ip_address,
          matching.user_agent,
          matching.error_code,
          matching.error_message,
          matching.identity_type,
          matching.identity_user_name,
          matching.identity_principal_id,
          matching.identity_arn,
          matching.identity_access_key_id,
          matching.identity_invoked_by,
          matching.request_parameters,
          matching.response_elements,
          matching.resources,
          matching.vpc_endpoint_id,
          matching.session_credential_from_console,
          matching.outcome,
          matching.action,
          matching.service,
          matching.region,
          matching.actor,
          matching.actor_arn,
          matching.actor_class,
          matching.via_service,
          matching.target,
          matching.program,
          matching.program_class,
          matching.elsewhere_key,
          matching.elsewhere_address,
          matching.is_at_once,
          own_severity - lowered AS own_severity,
          matching.caller,
          matching.window_start,
          matching.measured
        FROM matching
        JOIN windows
          ON matching.detection = windows.detection
          AND matching.caller = windows.caller
          AND matching.window_start = windows.window_start
          AND matching.recipient_account_id IS NOT DISTINCT FROM windows.recipient_account_id
        WHERE
          matching.own_severity - lowered >= lowest
      ) AS found
    ) AS ranked
    WHERE
      own_severity = highest
  ) AS detected_events
  GROUP BY
    severity,
    title,
    tactic,
    technique,
    detection,
    caller,
    actor_class,
    actor_arn,
    recipient_account_id,
    outcome,
    CAST(date_trunc('day', event_time) AS TIMESTAMP_NTZ),
    CASE WHEN {{coalesce(getvariable('events'), FALSE)}} THEN event_id END
) AS findings_of
ORDER BY
  severity DESC,
  last_at DESC,
  detection NULLS LAST,
  actor NULLS LAST,
  actor_class NULLS LAST,
  actor_arn NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  event_id NULLS LAST
