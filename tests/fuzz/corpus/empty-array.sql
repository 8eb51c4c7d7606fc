--@ on postgres
--@ note an empty table with an array, by the engine's snapshot
--@ config snapshot = "engine"
--@ merge t	id
--@ sql t
CREATE TABLE «s».t (id int PRIMARY KEY, tags text[], at timestamptz[])
--@ run
