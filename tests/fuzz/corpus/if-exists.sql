--@ on mysql mariadb
--@ note a CREATE TABLE that the server skips, as the table is there
--@ merge t	id
--@ sql t
CREATE TABLE «s».t (id int PRIMARY KEY, a varchar(20), b varchar(20), n int)
--@ sql t
INSERT INTO «s».t VALUES (1, 'a1', 'b1', 1), (2, 'a2', 'b2', 2)
--@ run
--@ sql t
CREATE TABLE «s».o (n int, b varchar(20), a varchar(20), id int PRIMARY KEY)
--@ sql t
CREATE TABLE IF NOT EXISTS «s».t LIKE «s».o
--@ sql t
UPDATE «s».t SET n = 8
--@ run
