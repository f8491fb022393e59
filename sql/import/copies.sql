-- Drops all but the first of the files that were found under several roots, and returns the roots of the others.
DELETE FROM listed
WHERE size IS NOT NULL AND EXISTS (
    SELECT 1 FROM listed AS earlier WHERE earlier.name = listed.name AND earlier.root < listed.root
)
RETURNING root
