-- title: New credentials and permissions
-- theme: security
-- core: event_time, actor, action, target, outcome
-- not shown: credentials that AssumeRole issued (see assume_role_trace); calls that take permissions away
-- question: Who created users, keys, passwords, trust or permissions, for whom, and what was issued?
-- note: Assumed roles are left out, because AssumeRole issues credentials all day. Sign-ins and reads of secrets are in other reports. Calls that deactivate a key or take permissions away are left out. Changes made by infrastructure tools are shown like all others.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column kind: user, key, password, mfa, trust, rights, temporary or instance.
-- column service: AWS service.
-- column action: API action.
-- column target: User, role, group or other resource that received it.
-- column issued: Issued credential or identity: the ID of a key, or the ARN of a user, role or provider.
-- column details: Policy, trust policy, group, device or status in the request.
-- column via_service: True if an AWS service made the call on the caller's behalf.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    CASE
        WHEN service = 'sts' OR action = 'CreateOAuth2Token' THEN 'temporary'
        WHEN service = 'signin' OR action IN ('CreateLoginProfile', 'UpdateLoginProfile', 'ChangePassword', 'UpdatePassword') THEN 'password'
        WHEN action LIKE '%MFADevice' OR action LIKE '%MfaDevice%' THEN 'mfa'
        WHEN action IN ('CreateUser', 'CreateDBUser') THEN 'user'
        WHEN service = 'rolesanywhere' OR action IN ('CreateRole', 'UpdateAssumeRolePolicy') OR contains(action, 'SAMLProvider') OR contains(action, 'OpenIDConnectProvider') OR contains(action, 'ExternalIdP') OR contains(action, 'IdentityProvider') THEN 'trust'
        WHEN contains(action, 'InstanceProfile') THEN 'instance'
        WHEN action LIKE '%Key' OR action LIKE '%KeyPair' OR action LIKE '%Credential' OR action LIKE '%Certificate' OR action LIKE '%Token' THEN 'key'
        ELSE 'rights'
    END AS kind,
    service,
    action,
    coalesce(json_text(request_parameters, '$.userName'), json_text(request_parameters, '$.roleName'), json_text(request_parameters, '$.groupName'), json_text(request_parameters, '$.name'), target) AS target,
    coalesce(
        issued_access_key_id,
        json_text(response_elements, '$.serviceSpecificCredential.serviceSpecificCredentialId'),
        json_text(response_elements, '$.sSHPublicKey.sSHPublicKeyId'),
        json_text(response_elements, '$.certificate.certificateId'),
        json_text(response_elements, '$.virtualMFADevice.serialNumber'),
        json_text(response_elements, '$.user.arn'),
        json_text(response_elements, '$.role.arn'),
        json_text(response_elements, '$.sAMLProviderArn'),
        json_text(response_elements, '$.openIDConnectProviderArn'),
        json_text(response_elements, '$.trustAnchor.trustAnchorArn'),
        json_text(response_elements, '$.profile.profileArn'),
        json_text(response_elements, '$.keyName')) AS issued,
    coalesce(
        json_text(request_parameters, '$.policyArn'),
        json_text(request_parameters, '$.assumeRolePolicyDocument'),
        json_text(request_parameters, '$.policyDocument'),
        json_text(request_parameters, '$.policy'),
        json_text(request_parameters, '$.groupName'),
        json_text(request_parameters, '$.permissionSetArn'),
        json_text(request_parameters, '$.serialNumber'),
        json_text(request_parameters, '$.status'),
        json_text(request_parameters, '$.roleArns'),
        json_text(request_parameters, '$.targetPrincipal')) AS details,
    via_service,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    AND (
        service = 'iam' AND action IN (
                'CreateUser', 'CreateAccessKey', 'UpdateAccessKey', 'CreateLoginProfile', 'UpdateLoginProfile', 'ChangePassword',
                'CreateServiceSpecificCredential', 'ResetServiceSpecificCredential', 'UploadSSHPublicKey',
                'UploadSigningCertificate', 'DeactivateMFADevice', 'DeleteVirtualMFADevice',
                'CreateVirtualMFADevice', 'EnableMFADevice', 'CreateRole', 'UpdateAssumeRolePolicy',
                'CreateSAMLProvider', 'UpdateSAMLProvider', 'CreateOpenIDConnectProvider',
                'UpdateOpenIDConnectProviderThumbprint', 'AddClientIDToOpenIDConnectProvider',
                'CreateInstanceProfile', 'AddRoleToInstanceProfile', 'AddUserToGroup', 'AttachUserPolicy',
                'AttachGroupPolicy', 'AttachRolePolicy', 'PutUserPolicy', 'PutGroupPolicy', 'PutRolePolicy',
                'CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeleteUserPermissionsBoundary',
                'DeleteRolePermissionsBoundary')
        OR service = 'sts' AND action IN ('GetFederationToken', 'GetSessionToken', 'AssumeRoot')
        OR service = 'signin' AND action IN ('PasswordUpdated', 'PasswordRecoveryRequested', 'PasswordRecoveryCompleted', 'CreateOAuth2Token')
        OR service = 'ec2' AND action IN (
            'CreateKeyPair', 'ImportKeyPair', 'AssociateIamInstanceProfile', 'ReplaceIamInstanceProfileAssociation')
        OR service = 'lightsail' AND action IN ('CreateKeyPair', 'ImportKeyPair')
        OR service = 'rolesanywhere' AND action IN (
            'CreateTrustAnchor', 'UpdateTrustAnchor', 'EnableTrustAnchor', 'CreateProfile', 'UpdateProfile',
            'EnableProfile', 'DisableCrl', 'DeleteCrl')
        OR service IN ('sso', 'sso-directory', 'identitystore') AND action IN (
            'CreateUser', 'UpdatePassword', 'CreateGroupMembership', 'AddMemberToGroup', 'CreateBearerToken',
            'CreatePermissionSet', 'CreateAccountAssignment', 'AttachManagedPolicyToPermissionSet',
            'AttachCustomerManagedPolicyReferenceToPermissionSet', 'PutInlinePolicyToPermissionSet',
            'EnableExternalIdPConfigurationForDirectory', 'DeleteMfaDeviceForUser')
        OR service = 'eks' AND action IN ('CreateAccessEntry', 'AssociateAccessPolicy', 'AssociateIdentityProviderConfig')
        OR service = 'transfer' AND action IN ('CreateUser', 'ImportSshPublicKey')
        OR service = 'acm-pca' AND action = 'IssueCertificate'
    )
    AND NOT (action = 'UpdateAccessKey' AND coalesce(json_text(request_parameters, '$.status') = 'Inactive', false))
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, kind, service, issued, details, via_service, region, account_id, outcome, error
