//! The target of a call: the thing itself, and not what it is in.

use crate::support::Sandbox;

/// Returns the target of each call, which has an action and request parameters.
fn targets(calls: &[(&str, &str)]) -> Vec<String> {
    let sandbox = Sandbox::new();
    sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&sandbox.path("empty.json")]).expect_code(0);
    let rows: Vec<_> = calls
        .iter()
        .enumerate()
        .map(|(number, (action, request))| format!("({number}, '{action}', '{request}'::JSON)"))
        .collect();
    sandbox.values(&format!(
        "SELECT coalesce(target_of(made_by_name_of(action), action, none, request, none, none::VARCHAR), '')
         FROM (SELECT *, CASE WHEN number < 0 THEN request END AS none FROM (VALUES {}) AS calls (number, action, request))
         ORDER BY number",
        rows.join(", ")
    ))
}

#[track_caller]
fn assert_targets(expected: &[(&str, &str, &str)]) {
    let calls: Vec<_> = expected.iter().map(|(action, request, _)| (*action, *request)).collect();
    let found = targets(&calls);
    for ((action, request, target), found) in expected.iter().zip(&found) {
        assert_eq!(found, target, "{action} {request}");
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn what_is_deleted_changed_or_stopped_is_the_target_and_not_what_it_is_in() {
    assert_targets(&[
        ("DeleteNodegroup", r#"{"clusterName":"c","nodegroupName":"ng"}"#, "ng"),
        ("UpdateNodegroupConfig", r#"{"clusterName":"c","nodegroupName":"ng"}"#, "c"),
        ("DeleteIPSet", r#"{"detectorId":"d","ipSetId":"set"}"#, "set"),
        ("DeleteDashboard", r#"{"awsAccountId":"111122223333","dashboardId":"board"}"#, "board"),
        ("DeleteUserPoolClient", r#"{"userPoolId":"pool","clientId":"client"}"#, "client"),
        ("DeleteStage", r#"{"restApiId":"api","stageName":"prod"}"#, "prod"),
        ("DeleteLogStream", r#"{"logGroupName":"group","logStreamName":"stream"}"#, "stream"),
        ("DeleteService", r#"{"cluster":"c","service":"web","force":true}"#, "web"),
        ("UpdateService", r#"{"desiredCount":0,"cluster":"c","service":"web"}"#, "web"),
        ("DeregisterTaskDefinition", r#"{"taskDefinition":"app:7"}"#, "app:7"),
        (
            "DeleteEventDataStore",
            r#"{"eventDataStore":"arn:aws:cloudtrail:x:1:eventdatastore/e"}"#,
            "arn:aws:cloudtrail:x:1:eventdatastore/e",
        ),
        ("DeleteWorkGroup", r#"{"workGroup":"wg","recursiveDeleteOption":true}"#, "wg"),
        ("DetachInternetGateway", r#"{"vpcId":"vpc-1","internetGatewayId":"igw-1"}"#, "igw-1"),
        ("AdminDeleteUser", r#"{"userPoolId":"pool","username":"bob"}"#, "bob"),
        ("DeleteCluster", r#"{"identifier":"c1"}"#, "c1"),
        ("DeleteEventSourceMapping", r#"{"uUID":"14e0db71"}"#, "14e0db71"),
        (
            "DeleteVirtualMFADevice",
            r#"{"serialNumber":"arn:aws:iam::1:mfa/bob"}"#,
            "arn:aws:iam::1:mfa/bob",
        ),
        (
            "DeleteAggregatorV2",
            r#"{"aggregatorV2Arn":"arn:aws:securityhub:x:1:aggregatorv2/a"}"#,
            "arn:aws:securityhub:x:1:aggregatorv2/a",
        ),
    ]);
}

#[test]
fn a_part_of_an_identity_a_version_and_a_setting_are_not_the_target() {
    assert_targets(&[
        ("DeleteRolePolicy", r#"{"roleName":"r","policyName":"inline"}"#, "r"),
        ("DetachRolePolicy", r#"{"roleName":"r","policyArn":"arn:aws:iam::aws:policy/P"}"#, "r"),
        (
            "DeletePolicyVersion",
            r#"{"policyArn":"arn:aws:iam::1:policy/p","versionId":"v2"}"#,
            "arn:aws:iam::1:policy/p",
        ),
        ("RemoveUserFromGroup", r#"{"groupName":"g","userName":"bob"}"#, "bob"),
        (
            "UpdateProjectVisibility",
            r#"{"projectArn":"arn:p","projectVisibility":"PUBLIC_READ"}"#,
            "arn:p",
        ),
        ("DeleteAgentVersion", r#"{"agentId":"a","agentVersion":"7"}"#, "a"),
        ("ExecuteCommand", r#"{"cluster":"c","task":"t","command":"/bin/sh"}"#, "t"),
        ("PutKeyPolicy", r#"{"keyId":"k","policyName":"default","policy":"{}"}"#, "k"),
        ("DeleteSomething", r#"{"force":true,"reason":"x y"}"#, ""),
    ]);
}

#[test]
fn what_is_made_is_the_target_and_not_what_it_is_in() {
    assert_targets(&[
        ("CreateTable", r#"{"databaseName":"db","tableInput":{"name":"t","retention":0}}"#, "t"),
        ("CreateDatabase", r#"{"databaseInput":{"name":"db"}}"#, "db"),
        ("CreateConfigurationSet", r#"{"configurationSet":{"name":"set"}}"#, "set"),
        ("CreateAccountAlias", r#"{"accountAlias":"alias"}"#, "alias"),
        (
            "CreateEmailIdentity",
            r#"{"configurationSetName":"set","emailIdentity":"a.example"}"#,
            "a.example",
        ),
        ("AdminCreateUser", r#"{"userPoolId":"pool","username":"bob"}"#, "bob"),
        // Where a route leads to is not what it is in.
        (
            "CreateRoute",
            r#"{"routeTableId":"rtb-1","destinationCidrBlock":"0.0.0.0/0","natGatewayId":"nat-1"}"#,
            "rtb-1",
        ),
        ("CreateNodegroup", r#"{"clusterName":"c","nodegroupName":"ng","subnets":["s"]}"#, "ng"),
    ]);
}

#[test]
fn each_of_the_things_that_a_request_lists_is_a_target() {
    let sandbox = Sandbox::new();
    sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&sandbox.path("empty.json")]).expect_code(0);
    for (request, expected) in [
        // The first and the last member of each kind that is known.
        (r#"{"instancesSet":{"items":[{"instanceId":"a"},{"instanceId":"b"}]}}"#, "a b"),
        (r#"{"deleteAgents":[{"agentId":"a"},{"agentId":"b"}]}"#, "a b"),
        (
            r#"{"DeleteVpcEndpointsRequest":{"VpcEndpointId":[{"tag":1,"content":"a"},{"tag":2,"content":"b"}]}}"#,
            "a b",
        ),
        (
            r#"{"CancelSpotFleetRequestsRequest":{"SpotFleetRequestId":[{"tag":1,"content":"a"},{"tag":2,"content":"b"}]}}"#,
            "a b",
        ),
        (r#"{"names":["a","b"]}"#, "a b"),
        (r#"{"uniqueIds":["a","b"]}"#, "a b"),
        (r#"{"versions":["1","2"]}"#, "one"),
    ] {
        let sql =
            format!("SELECT array_to_string(list_sort(targets_of('{request}'::JSON, 'one')), ' ')");
        assert_eq!(sandbox.values(&sql), [expected], "{request}");
    }
}
