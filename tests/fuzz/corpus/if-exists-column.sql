--@ on mariadb
--@ note changes of columns that the server skips, as the column is there, or is not
--@ merge t	id
--@ sql t
CREATE TABLE «s».t (id int PRIMARY KEY, a varchar(20), b varchar(20), n int)
--@ sql t
INSERT INTO «s».t VALUES (1, 'a1', 'b1', 1), (2, 'a2', 'b2', 2)
--@ run
--@ sql t
ALTER TABLE «s».t ADD IF NOT EXISTS n varchar(5) AFTER id, ADD COLUMN IF NOT EXISTS q int FIRST
--@ sql t
UPDATE «s».t SET n = 7
--@ sql t
ALTER TABLE «s».t ADD COLUMN IF NOT EXISTS (a varchar(20), r int), MODIFY COLUMN IF EXISTS nope int FIRST
--@ sql t
UPDATE «s».t SET r = n, q = 1
--@ sql t
ALTER TABLE «s».t CHANGE COLUMN IF EXISTS nope nope2 int, RENAME COLUMN IF EXISTS b TO c, DROP IF EXISTS nope
--@ sql t
UPDATE «s».t SET c = a
--@ run
