--@ on mariadb
--@ note ALTER IGNORE removes rows without a word in the log: a warning tells
--@ merge t	id
--@ sql t
CREATE TABLE «s».t (id int PRIMARY KEY, a varchar(20), b varchar(20), n int)
--@ sql t
INSERT INTO «s».t VALUES (1, 'a1', 'b1', 1), (2, 'a2', 'b2', 2)
--@ run
--@ sql t
INSERT INTO «s».t VALUES (3, 'a1', 'x', 3)
--@ sql t
ALTER IGNORE TABLE «s».t ADD UNIQUE KEY (a)
--@ run
