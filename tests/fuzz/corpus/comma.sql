--@ on postgres
--@ note a comma in the name of a table beside a partitioned one: its rows were missing from the snapshot through the engine
--@ space fz-й
--@ config snapshot = "engine"
--@ merge t236	k1
--@ version t236	ver
--@ append a,b	k1	k2
--@ version a,b	ver61
--@ sql t236
CREATE TABLE «s»."t236" ("k1" integer NOT NULL, "ver" integer, PRIMARY KEY ("k1")) PARTITION BY HASH ("k1");;
CREATE TABLE «s»."t236 p1" PARTITION OF «s»."t236" FOR VALUES WITH (MODULUS 3, REMAINDER 0);;
CREATE TABLE «s»."t236 p2" PARTITION OF «s»."t236" FOR VALUES WITH (MODULUS 3, REMAINDER 1);;
CREATE TABLE «s»."t236 p3" PARTITION OF «s»."t236" FOR VALUES WITH (MODULUS 3, REMAINDER 2)
--@ sql a,b
CREATE TABLE «s»."a,b" ("k2" numeric(12,2) NOT NULL, "ver61" integer, "k1" text NOT NULL, PRIMARY KEY ("k1", "k2"))
--@ sql a,b
INSERT INTO «s»."a,b" ("ver61", "k1", "k2") VALUES (24, 'k1 ''ключ', 1.50)
--@ run
