--@ on mysql mariadb
--@ note words in comments are no statements
--@ merge t	id
--@ sql t
CREATE TABLE «s».t (id int PRIMARY KEY, a varchar(20))
--@ sql t
INSERT INTO «s».t VALUES (1, 'one')
--@ run
--@ start
--@ sql t
-- rebuild t: drop or keep?
ALTER TABLE «s».t ADD COLUMN b int
--@ sql t
/* full or delta */ CREATE OR REPLACE VIEW «s».v AS SELECT * FROM «s».t
--@ sql t
INSERT INTO «s».t VALUES (2, 'two', 2)
--@ stop
--@ run
