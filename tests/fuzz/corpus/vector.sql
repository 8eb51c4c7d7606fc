--@ on mysql
--@ note a VECTOR ahead of text: character sets went to the wrong columns
--@ merge docs	id
--@ sql docs
CREATE TABLE «s».docs (id int PRIMARY KEY, embedding VECTOR(3), content TEXT, title VARCHAR(50))
--@ sql docs
INSERT INTO «s».docs VALUES (1, TO_VECTOR('[1,2,3]'), 'früher', 'Größe')
--@ run
--@ start
--@ sql docs
INSERT INTO «s».docs VALUES (2, TO_VECTOR('[4,5,6]'), 'später', '漢字')
--@ sql docs
UPDATE «s».docs SET content = 'neu' WHERE id = 1
--@ stop
--@ run
