-- The parameters of network changes as text that people read: tcp 22 from 0.0.0.0/0.

-- Returns a protocol, by name or IANA's number, with its ports. -1 is all of them.
CREATE OR REPLACE MACRO protocol_and_ports(protocol, from_port, to_port) AS
    CASE protocol WHEN '-1' THEN 'all' WHEN '1' THEN 'icmp' WHEN '6' THEN 'tcp' WHEN '17' THEN 'udp' WHEN '58' THEN 'icmpv6' ELSE coalesce(protocol, 'all') END
    || CASE
        WHEN from_port IS NULL OR coalesce(protocol, '-1') = '-1' THEN ''
        WHEN coalesce(to_port, from_port) = from_port THEN ' ' || from_port
        ELSE ' ' || from_port || '-' || to_port
    END;

-- Returns the rules of security groups that a call adds, removes or changes, or NULL if it has none: those of
-- ipPermissions, one given by top-level parameters, those of ModifySecurityGroupRules, and the IDs of rules.
-- 'side' is from or to.
CREATE OR REPLACE MACRO security_group_rules(request, side) AS
    CASE WHEN text_matches(request::VARCHAR, '"(ipPermissions|cidrIp|cidrIpv6|SecurityGroupRule|securityGroupRuleIds)"') THEN
        text_if_any(list_aggregate(list_concat(
            flatten(list_transform(
                json_extract(request, '$.ipPermissions.items[*]'),
                lambda permission: list_transform(
                    list_concat(
                        json_text(permission, '$.ipRanges.items[*].cidrIp'),
                        json_text(permission, '$.ipv6Ranges.items[*].cidrIpv6'),
                        list_transform(json_extract(permission, '$.groups.items[*]'), lambda peer: coalesce(json_text(peer, '$.groupId'), json_text(peer, '$.groupName'))),
                        json_text(permission, '$.prefixListIds.items[*].prefixListId')),
                    lambda peer: protocol_and_ports(json_text(permission, '$.ipProtocol'), json_text(permission, '$.fromPort'), json_text(permission, '$.toPort')) || ' ' || side || ' ' || peer))),
            list_transform(
                list_filter(json_text(request, ['$.cidrIp', '$.cidrIpv6']), lambda peer: peer IS NOT NULL),
                lambda peer: protocol_and_ports(json_text(request, '$.ipProtocol'), json_text(request, '$.fromPort'), json_text(request, '$.toPort')) || ' ' || side || ' ' || peer),
            list_transform(
                list_filter(
                    list_concat(
                        [json_extract(request, '$.ModifySecurityGroupRulesRequest.SecurityGroupRule')],
                        json_extract(request, '$.ModifySecurityGroupRulesRequest.SecurityGroupRule[*]')),
                    lambda changed: json_type(changed) = 'OBJECT'),
                -- Such a call does not say whether the rule is for traffic from or to the group.
                lambda changed: concat_ws(' ',
                    json_text(changed, '$.SecurityGroupRuleId'),
                    protocol_and_ports(json_text(changed, '$.SecurityGroupRule.IpProtocol'), json_text(changed, '$.SecurityGroupRule.FromPort'), json_text(changed, '$.SecurityGroupRule.ToPort')),
                    'for',
                    list_any_value(json_text(changed, ['$.SecurityGroupRule.CidrIpv4', '$.SecurityGroupRule.CidrIpv6', '$.SecurityGroupRule.ReferencedGroupId', '$.SecurityGroupRule.PrefixListId'])))),
            list_transform(json_text(request, '$.securityGroupRuleIds.items[*].securityGroupRuleId'), lambda rule: 'rule ' || rule)),
            'string_agg', '; '))
    END;

-- Returns the rule of a network ACL that a call adds, replaces or removes, or NULL if it has none.
CREATE OR REPLACE MACRO network_acl_rule(request) AS
    CASE WHEN json_text(request, '$.ruleNumber') IS NOT NULL THEN concat_ws(' ',
        'rule', json_text(request, '$.ruleNumber') || CASE WHEN json_text(request, '$.ruleAction') IS NULL THEN '' ELSE ':' END,
        json_text(request, '$.ruleAction'),
        CASE WHEN json_text(request, '$.aclProtocol') IS NOT NULL THEN protocol_and_ports(json_text(request, '$.aclProtocol'), json_text(request, '$.portRange.from'), json_text(request, '$.portRange.to')) END,
        CASE json_text(request, '$.egress') WHEN 'true' THEN 'outbound' WHEN 'false' THEN 'inbound' END,
        CASE json_text(request, '$.egress') WHEN 'true' THEN 'to ' ELSE 'from ' END || coalesce(json_text(request, '$.cidrBlock'), json_text(request, '$.ipv6CidrBlock')))
    END;

-- Returns the values in the parameters of a call with their names, on one line. A tag without a name is the
-- number of an item in the XML that some EC2 calls log.
CREATE OR REPLACE MACRO flat_parameters(request) AS
    text_if_any(list_aggregate(
        list_transform(
            list_filter(
                list_transform(
                    regexp_extract_all(request::VARCHAR, '"[^"\\]+"\s*:\s*(?:"[^"\\]*"|-?[0-9.]+|true|false)'),
                    lambda pair: regexp_extract(pair, '^"([^"]+)"\s*:\s*"?([^"]*)"?$', ['name', 'value'])),
                lambda pair: pair.value <> '' AND pair.name <> 'tag'),
            lambda pair: pair.name || '=' || pair.value),
        'string_agg', ', '));
