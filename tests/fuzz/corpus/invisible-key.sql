--@ on mysql
--@ note the invisible key that MySQL generates stays ahead of what is put FIRST: the run ends, as the log does not tell
--@ append t	my_row_id
--@ sql t
SET SESSION sql_generate_invisible_primary_key = ON
--@ sql t
CREATE TABLE «s».t (s varchar(10), n int)
--@ sql t
SET SESSION sql_generate_invisible_primary_key = OFF
--@ sql t
INSERT INTO «s».t VALUES ('one', 1), ('two', 2)
--@ run
--@ sql t
ALTER TABLE «s».t ADD x int FIRST
--@ sql t
UPDATE «s».t SET n = n + 10, x = 5
--@ run
