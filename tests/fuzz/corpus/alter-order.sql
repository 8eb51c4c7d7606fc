--@ on mysql mariadb
--@ note a column that is put after one that the same statement renames
--@ merge t	id
--@ sql t
CREATE TABLE «s».t (id int PRIMARY KEY, a varchar(20) CHARACTER SET latin1, n int)
--@ sql t
INSERT INTO «s».t VALUES (1, 'é', 1), (2, 'ü', 2)
--@ run
--@ sql t
ALTER TABLE «s».t ADD x int AFTER c, CHANGE a c varchar(20) CHARACTER SET latin1
--@ sql t
UPDATE «s».t SET x = id + 5, c = concat(c, 1)
--@ sql t
ALTER TABLE «s».t ADD n int FIRST, DROP n
--@ sql t
UPDATE «s».t SET n = id + 7
--@ run
