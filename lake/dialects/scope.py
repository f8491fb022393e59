"""The events in the scope, as a query before that of a report.

A line that ends in `-- if NAME` stays only if the variable is set.
"""

from expand import Expander

# The filters of sql/activity.sql: the variable, and the condition.
CONDITIONS = [
    ("since", "event_time >= getvariable('since')"),
    ("since", "day >= getvariable('since')::DATE"),
    ("until", "event_time < getvariable('until')"),
    ("until", "day <= getvariable('until')::DATE"),
    ("accounts_pattern", "regexp_full_match(account, getvariable('accounts_pattern'))"),
    ("regions_pattern", "regexp_full_match(region, getvariable('regions_pattern'))"),
    ("services_pattern", "regexp_full_match(service, getvariable('services_pattern'))"),
    ("ips_pattern", "regexp_full_match(source_ip_address, getvariable('ips_pattern'))"),
    ("actions_pattern", "regexp_full_match(concat_ws(chr(10), action, event_name, service || ':' || action), getvariable('actions_pattern'))"),
    (
        "actors_pattern",
        "regexp_full_match(caller_names(actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, identity_invoked_by, on_behalf_of_user_id, source_identity), getvariable('actors_pattern'))",
    ),
    ("access_keys_pattern", "regexp_full_match(identity_access_key_id, getvariable('access_keys_pattern'))"),
    ("errors_only", "outcome <> 'success'"),
]


def before(query, functions):
    """Returns the text of a query behind that of the events in the scope."""
    start, rest = next((it, query[len(it) :]) for it in ("WITH RECURSIVE ", "WITH ", "") if query.startswith(it))
    lines = [(start or "WITH ") + "in_scope AS (", "  SELECT *", "  FROM activity", "  WHERE true"]
    for variable, condition in CONDITIONS:
        node = Expander().query("SELECT " + condition).expressions[0]
        text = functions.query(node).sql(functions.name, normalize_functions="lower")
        lines.append(f"    AND {text} -- if {variable}")
    return "\n".join(lines) + ("\n), " if start else "\n)\n") + rest + "\n"
