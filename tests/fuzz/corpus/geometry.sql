--@ on mariadb
--@ note geometry ahead of texts in mixed character sets
--@ space fz
--@ config load_max_rows = 7
--@ merge t4	k1	Order Lines
--@ version t4	ver
--@ sql t4
CREATE TABLE «s».`t4` (`c20` geometry, `MiXed` varchar(50) CHARACTER SET ujis INVISIBLE, `ver` int, `c21` varchar(50) CHARACTER SET ucs2, `Order Lines` int NOT NULL, `k1` datetime(6) NOT NULL, PRIMARY KEY (`k1`, `Order Lines`)) DEFAULT CHARSET = latin1
--@ sql t4
INSERT INTO «s».`t4` (`ver`, `k1`, `Order Lines`, `c20`, `c21`, `MiXed`) VALUES (8, '2024-01-10 01:02:03.000004', 3, ST_GeomFromText('LINESTRING(0 0, 1 1, 2 2)'), 'äöü€', 'abc')
--@ sql t4
INSERT INTO «s».`t4` (`ver`, `k1`, `Order Lines`, `c20`, `MiXed`, `c21`) VALUES (9, '2024-01-12 01:02:03.000004', 5, ST_GeomFromText('LINESTRING(0 0, 1 1, 2 2)'), 'abc', 'äöü€')
--@ sql t4
INSERT INTO «s».`t4` (`ver`, `k1`, `Order Lines`, `c21`, `c20`) VALUES (10, '2024-01-11 01:02:03.000004', 7, 'äöü€', POINT(1.5, -2))
--@ run
--@ sql t4
REPLACE INTO «s».`t4` (`ver`, `k1`, `Order Lines`, `c21`, `c20`, `MiXed`) VALUES (17, '2024-01-12 01:02:03.000004', 8, '漢字', NULL, '漢字'), (17, '2024-01-12 01:02:03.000004', 2, '漢字', ST_GeomFromText('LINESTRING(0 0, 1 1, 2 2)'), '漢字'), (17, '2024-01-10 01:02:03.000004', 6, 'äöü€', ST_GeomFromText('POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))', 3857), '漢字'), (17, '2024-01-11 01:02:03.000004', 7, '漢字', ST_GeomFromText('POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))', 3857), NULL), (17, '2024-01-11 01:02:03.000004', 10, NULL, ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1))', 3857), 'abc')
--@ sql t4
DELETE FROM «s».`t4` WHERE `k1` = '2024-01-12 01:02:03.000004' AND `Order Lines` = 11;;
INSERT INTO «s».`t4` (`ver`, `k1`, `Order Lines`, `MiXed`, `c20`, `c21`) VALUES (26, '2024-01-12 01:02:03.000004', 11, 'abc', NULL, 'äöü€')
--@ run
