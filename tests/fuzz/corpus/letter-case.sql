--@ on mysql-lower
--@ note the server folds names; statements write them as they like
--@ merge Orders	id
--@ sql Orders
CREATE TABLE «s».Orders (id int PRIMARY KEY, a varchar(20), b varchar(20))
--@ sql Orders
INSERT INTO «s».ORDERS VALUES (1, 'a', 'b')
--@ run
--@ start
--@ sql Orders
ALTER TABLE «s».oRders MODIFY b varchar(20) AFTER id, ADD COLUMN c int FIRST
--@ sql Orders
INSERT INTO «s».ordErs (id, a, b, c) VALUES (2, 'A', 'B', 3)
--@ stop
--@ sql Orders
TRUNCATE TABLE «s».ORDERS
--@ sql Orders
INSERT INTO «s».orders (id, a, b, c) VALUES (3, 'AA', 'BB', 4)
--@ run
