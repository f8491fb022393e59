-- The size of each column of the events of a lake, in bytes.
FROM lake_sizes ORDER BY bytes DESC, column_name
