--@ on postgres
--@ note the same, with loads that end in the middle of the transaction
--@ config load_max_rows = 2
--@ merge playlist	id
--@ sql playlist
CREATE TABLE «s».playlist (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, song text);;
ALTER TABLE «s».playlist REPLICA IDENTITY FULL;;
INSERT INTO «s».playlist VALUES (1, 'A'), (2, 'B'), (3, 'C'), (4, 'D'), (5, 'E')
--@ run
--@ sql playlist
UPDATE «s».playlist SET id = id % 5 + 1
--@ run
