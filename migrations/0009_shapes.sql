-- Columns hold the values of a record, but not the order of its members, nor which of them were null
-- and which were absent. Few different lists of members occur, so each is stored once.
CREATE TABLE shapes (id INTEGER NOT NULL, members JSON NOT NULL);
COMMENT ON TABLE shapes IS 'The lists of members of the stored records, so that a record can be printed exactly as it was logged. An archive with very many different lists can have one several times.';
COMMENT ON COLUMN shapes.id IS 'The number of the list in this database.';
COMMENT ON COLUMN shapes.members IS 'The names of the members of a record, as logged and in the order of the log.';
ALTER TABLE events ADD COLUMN shape_id INTEGER;
