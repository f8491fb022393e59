"""Rewrites what DuckDB alone understands of the shape of a query: stars without some columns, unions by name,
unnest in a list of columns, ASOF joins, and aliases in a WHERE."""

from sqlglot import exp

import tables

# The tables of a database that are one in a lake.
EVENTS = {"events", "event_rows"}
JOINED = {"actions", "callers"}

IN_SCOPE = "in_scope"


class Shaper:
    """Rewrites one query."""

    def __init__(self, query):
        self.query = query
        self.schema = {name: [column for column, _ in found] for name, found in tables.columns().items()}
        self.ctes = {}

    def run(self):
        self.name_tables()
        self.used = {column.name for column in self.query.find_all(exp.Column)}
        self.used |= {it.name for it in self.query.find_all(exp.Dot)}
        self.columns_of(self.query)
        for select in list(self.query.find_all(exp.Select)):
            self.aliases_in_where(select)
            asof_joins(select)
            unnest(select)
            numbered_rows(select)
        return self.query

    def name_tables(self):
        """Reads all events where the project does, and those in the scope in the place of the view activity."""
        with_names = {cte.alias for cte in self.query.find_all(exp.CTE)}
        for join in list(self.query.find_all(exp.Join)):
            if isinstance(join.this, exp.Table) and join.this.name in JOINED:
                join.pop()
        for column in self.query.find_all(exp.Column):
            if column.table in JOINED | EVENTS:
                column.set("table", None)
        for table in self.query.find_all(exp.Table):
            if table.name in with_names:
                continue
            if table.name in EVENTS:
                table.set("this", exp.to_identifier("activity"))
            elif table.name == "activity":
                table.set("this", exp.to_identifier(IN_SCOPE))
                if not table.alias:
                    table.set("alias", exp.TableAlias(this=exp.to_identifier("activity")))

    def columns_of(self, query):
        """Returns the names of the columns of a query, and writes out the stars that leave some out."""
        for cte in query.ctes:
            names = [it.name for it in cte.args["alias"].columns]
            self.ctes[cte.alias] = names
            self.ctes[cte.alias] = self.columns_of(cte.this)
        if isinstance(query, exp.SetOperation):
            left = self.columns_of(query.left)
            right = self.columns_of(query.right)
            if query.args.get("by_name"):
                order_by_name(query.right, left, right)
                query.set("by_name", False)
            return left
        if isinstance(query, exp.Subquery):
            return self.columns_of(query.this)
        sources = self.sources(query)
        rows_as_structs(query, sources)
        found, names = [], []
        has_star = any(is_star(it) for it in query.expressions)
        for projection in query.expressions:
            for column in self.written_out(projection, sources):
                added = self.names_of(column, sources)
                # Of two columns of one name in a derived table, DuckDB finds the first.
                name = column.alias_or_name
                if is_star(column) or not has_star or name not in names:
                    found.append(column)
                    names += added
        query.set("expressions", found)
        for nested in query.find_all(exp.Subquery):
            if nested.find_ancestor(exp.Select) is query and nested.arg_key not in ("from_", "joins") and not isinstance(nested.parent, exp.From | exp.Join):
                self.columns_of(nested)
        for nested in query.find_all(exp.In):
            if nested.args.get("query") and nested.find_ancestor(exp.Select) is query:
                self.columns_of(nested.args["query"])
        return names

    def sources(self, query):
        """Returns the columns of each table in FROM and its joins."""
        found = {}
        parts = [query.args["from_"]] if query.args.get("from_") else []
        for part in parts + (query.args.get("joins") or []):
            source = part.this
            if isinstance(source, exp.Subquery):
                columns = self.columns_of(source.this)
                names = source.args["alias"].columns if source.args.get("alias") else []
                found[source.alias] = [it.name for it in names] or columns
            elif isinstance(source, exp.Values):
                found[source.alias] = [it.name for it in source.args["alias"].columns]
            elif isinstance(source, exp.Table):
                name = "activity" if source.name == IN_SCOPE else source.name
                found[source.alias_or_name] = self.ctes.get(name, self.schema.get(name, []))
        return found

    def aliases_in_where(self, select):
        """Puts the expressions of aliases into the WHERE. A column of FROM comes before an alias of its name."""
        where = select.args.get("where")
        if where and select.args.get("from_"):
            known = {name for names in self.sources(select).values() for name in names}
            aliases = {name: it for name, it in own_aliases(select).items() if name not in known}
            where.set("this", with_expressions(where.this, aliases))

    def names_of(self, projection, sources):
        if is_star(projection):
            return [column for _, column in starred(projection, sources)]
        return [projection.alias_or_name]

    def written_out(self, projection, sources):
        """Returns the columns of a star that leaves some out; of many, those that the query uses."""
        star = projection if isinstance(projection, exp.Star) else projection.find(exp.Star) if is_star(projection) else None
        if star is None or not (star.args.get("except_") or star.args.get("replace")):
            return [projection]
        left_out = {column.name for column in star.args.get("except_") or []}
        replaced = {column.alias: column for column in star.args.get("replace") or []}
        is_outermost = projection.find_ancestor(exp.Select) is self.query
        return [
            replaced.get(name) or exp.column(name, table=table if len(sources) > 1 else None)
            for table, name in starred(projection, sources)
            if name not in left_out and (is_outermost or name in self.used)
        ]


def is_star(projection):
    return isinstance(projection, exp.Star) or isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star)


def starred(projection, sources):
    wanted = projection.table if isinstance(projection, exp.Column) else None
    return [(table, name) for table, names in sources.items() if not wanted or table == wanted for name in names]


def order_by_name(query, left, right):
    """Orders the columns of the second query of a union as those of the first; it has NULL for those it lacks."""
    if list(left) == list(right):
        return
    if any(is_star(it) for it in query.expressions):
        query.set("expressions", [exp.column(name) for name in left])
        return
    named = {it.alias_or_name: it for it in query.expressions}
    query.set("expressions", [named.get(name) or exp.alias_(exp.null(), name) for name in left])


def rows_as_structs(select, sources):
    """Writes out the name of a table that stands for a whole row of it."""
    sources = {name: names for name, names in sources.items() if name not in {it.alias for it in select.expressions}}
    for column in list(select.find_all(exp.Column)):
        is_row = not column.table and column.name in sources and column.find_ancestor(exp.Select) is select
        if is_row and not any(column.name in names for names in sources.values()):
            members = [exp.PropertyEQ(this=exp.to_identifier(it), expression=exp.column(it, table=column.name)) for it in sources[column.name]]
            column.replace(exp.Struct(expressions=members))


def asof_joins(select):
    """The nearest row is the one whose neighbour is beyond the time that is looked for."""
    for join in select.args.get("joins") or []:
        if join.args.get("method") != "ASOF":
            continue
        equal, order = join.args["on"].this, join.args["on"].expression
        source = join.this
        if isinstance(source, exp.Table):
            source = exp.Subquery(this=exp.select("*").from_(source.name), alias=exp.TableAlias(this=exp.to_identifier(source.alias)))
            join.set("this", source)
        key = equal.this if equal.this.table == source.alias else equal.expression
        is_left = order.this.table == source.alias if isinstance(order.this, exp.Column) else False
        mine, other = (order.this, order.expression) if is_left else (order.expression, order.this)
        # other >= mine looks for the last of mine before other, other <= mine for the first one after it.
        is_last = isinstance(order, exp.LTE) if is_left else isinstance(order, exp.GTE)
        neighbour = f"lead({mine.name})" if is_last else f"lag({mine.name})"
        inner = exp.select("*", exp.alias_(exp.maybe_parse(f"{neighbour} OVER (PARTITION BY {key.name} ORDER BY {mine.name})", dialect="duckdb"), "neighbour"))
        inner = inner.from_(exp.Subquery(this=source.this, alias=exp.TableAlias(this=exp.to_identifier("all_rows"))))
        source.set("this", inner)
        beyond = exp.column("neighbour", table=source.alias)
        is_beyond = exp.LT(this=other.copy(), expression=beyond.copy()) if is_last else exp.GT(this=other.copy(), expression=beyond.copy())
        none = exp.Is(this=beyond, expression=exp.null())
        join.set("method", None)
        join.set("on", exp.and_(equal, order, exp.paren(exp.or_(none, is_beyond))))


def unnest(select):
    """Moves unnest into a derived table of its own, so that other columns can be made of the new one."""
    for projection in list(select.expressions):
        if isinstance(projection, exp.Explode):
            projection.replace(exp.alias_(projection.copy(), "unnamed"))
    unnested = [it for it in select.expressions if isinstance(it, exp.Alias) and isinstance(it.this, exp.Explode)]
    is_simple = all(is_star(it) or it in unnested for it in select.expressions)
    if not unnested or is_simple:
        return
    if select.args.get("group"):
        unnest_groups(select, unnested)
        return
    inner = exp.select("*", *[it.copy() for it in unnested])
    for key in ("from_", "joins", "where"):
        if select.args.get(key):
            inner.set(key, select.args[key].pop() if key != "joins" else select.args[key])
    select.set("joins", None)
    for projection in inner.expressions[1:]:
        projection.set("alias", exp.to_identifier("unnested_" + projection.alias))
    for projection in unnested:
        projection.set("this", exp.column("unnested_" + projection.alias))
    alias = inner.args["from_"].this.alias_or_name
    select.from_(exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier(alias))), copy=False)


def unnest_groups(select, unnested):
    """Groups first, and unnests a list of each group then."""
    names = [it.alias_or_name for it in select.expressions]
    grouped = select.copy()
    for projection in grouped.expressions:
        if projection.find(exp.Explode) and isinstance(projection.this, exp.Explode):
            projection.set("this", projection.this.this)
    lists = {it.alias for it in unnested}
    for key in list(select.args):
        select.set(key, None)
    select.set("expressions", [exp.alias_(exp.Explode(this=exp.column(it)), it) if it in lists else exp.column(it) for it in names])
    select.from_(exp.Subquery(this=grouped, alias=exp.TableAlias(this=exp.to_identifier("grouped"))), copy=False)


def own_aliases(select):
    """Returns the aliases of a SELECT that stand for more than a column of their name."""
    found = {}
    for projection in select.expressions:
        if isinstance(projection, exp.Alias) and not projection.find(exp.Explode, exp.AggFunc, exp.Window):
            found[projection.alias] = projection.this
    return found


def with_expressions(node, aliases):
    def replace(it):
        if isinstance(it, exp.Column) and not it.table and it.name in aliases and it.find_ancestor(exp.Select) is None:
            return exp.paren(aliases[it.name].copy())
        return it

    return node.copy().transform(replace)


def numbered_rows(select):
    """Numbers rows by all their columns, so that a query that is run twice gives the same numbers."""
    for window in select.find_all(exp.Window):
        is_own = window.find_ancestor(exp.Select) is select
        if is_own and isinstance(window.this, exp.RowNumber) and not window.args.get("order") and not window.args.get("partition_by"):
            grouped = select.args["from_"].this.this
            keys = [it.alias_or_name for it in grouped.expressions if not it.find(exp.AggFunc)]
            window.set("order", exp.Order(expressions=[exp.Ordered(this=exp.column(key)) for key in keys]))
