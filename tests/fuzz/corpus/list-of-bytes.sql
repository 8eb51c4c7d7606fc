--@ on postgres
--@ note an old row is told by its values, lists of bytes too
--@ space fz
--@ merge t239	k1
--@ version t239	ver87
--@ sql t239
CREATE TABLE «s»."t239" ("c14" point[], "ver87" integer, "k1" integer NOT NULL);;
ALTER TABLE «s»."t239" REPLICA IDENTITY FULL;;
CREATE UNIQUE INDEX ON «s»."t239" ((coalesce("k1", "k1")))
--@ run
--@ start
--@ sql t239
INSERT INTO «s»."t239" ("ver87", "k1", "c14") VALUES (23, 14, (ARRAY['(1.5,-2)'::point]::point[] || NULL::point || ARRAY['(1e300,5e-324)'::point]::point[])::point[]);;
DELETE FROM «s»."t239" WHERE "k1" = 14
--@ stop
--@ run
