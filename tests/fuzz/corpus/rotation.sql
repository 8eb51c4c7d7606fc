--@ on postgres
--@ note a deferrable key: the insert of a key's new row comes before the delete of its old one
--@ merge playlist	id
--@ append history	id
--@ sql playlist
CREATE TABLE «s».playlist (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, song text);;
ALTER TABLE «s».playlist REPLICA IDENTITY FULL;;
INSERT INTO «s».playlist VALUES (1, 'A'), (2, 'B'), (3, 'C')
--@ sql history
CREATE TABLE «s».history (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, song text);;
ALTER TABLE «s».history REPLICA IDENTITY FULL;;
INSERT INTO «s».history VALUES (1, 'A'), (2, 'B'), (3, 'C')
--@ run
--@ start
--@ sql playlist
UPDATE «s».playlist SET id = id % 3 + 1;;
UPDATE «s».history SET id = id % 3 + 1
--@ stop
--@ sql playlist
UPDATE «s».playlist SET id = 4 - id;;
UPDATE «s».history SET id = 4 - id;;
DELETE FROM «s».playlist WHERE id = 2;;
DELETE FROM «s».history WHERE id = 2
--@ run
