"""Writes out what stands for an alias where Trino knows none: in the columns beside it, GROUP BY and HAVING; and
unnest as a join."""

from sqlglot import exp


def write_out(query):
    for select in list(query.find_all(exp.Select)):
        unnest_by_join(select)
    for select in list(query.find_all(exp.Select)):
        beside(select)
        in_groups(select)
    return query


def unnest_by_join(select):
    for projection in list(select.expressions):
        if not (isinstance(projection, exp.Alias) and isinstance(projection.this, exp.Explode)):
            continue
        alias = exp.TableAlias(this=exp.to_identifier(f"each_{projection.alias}"), columns=[exp.to_identifier(projection.alias)])
        joined = exp.Unnest(expressions=[projection.this.this], alias=alias)
        select.append("joins", exp.Join(this=joined, kind="CROSS"))
        has_star = any(isinstance(it, exp.Star) for it in select.expressions)
        if has_star:
            # The star has it.
            select.set("expressions", [it for it in select.expressions if it is not projection])
        else:
            projection.replace(exp.column(projection.alias))


def beside(select):
    """An alias can stand for others that stand before it."""
    known = {}
    inner = inner_columns(select)
    for projection in select.expressions:
        if isinstance(projection, exp.Alias):
            projection.set("this", replaced(projection.this, {k: v for k, v in known.items() if k not in inner}))
            if not isinstance(projection.this, exp.Column) or projection.this.name != projection.alias:
                known[projection.alias] = projection.this


def in_groups(select):
    aliases = {it.alias: it.this for it in select.expressions if isinstance(it, exp.Alias)}
    inner = inner_columns(select)
    aliases = {name: it for name, it in aliases.items() if name not in inner}
    group = select.args.get("group")
    if group:
        group.set("expressions", [replaced(it, aliases) for it in group.expressions])
    having = select.args.get("having")
    if having:
        having.set("this", replaced(having.this, aliases))


def inner_columns(select):
    """Returns the names of the columns of the derived tables that a SELECT reads; those of tables are none of its
    aliases that it also uses."""
    found = set()
    parts = [select.args["from_"]] if select.args.get("from_") else []
    for part in parts + (select.args.get("joins") or []):
        if isinstance(part.this, exp.Subquery) and isinstance(part.this.this, exp.Select):
            found |= {it.alias_or_name for it in part.this.this.expressions}
        elif isinstance(part.this, exp.Unnest):
            found |= {it.name for it in part.this.args["alias"].columns}
    return found


def replaced(node, aliases):
    def replace(it):
        if isinstance(it, exp.Column) and not it.table and it.name in aliases:
            return exp.paren(aliases[it.name].copy())
        return it

    return node.copy().transform(replace) if aliases else node
