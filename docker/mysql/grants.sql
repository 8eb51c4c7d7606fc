-- What the loader's user needs of MySQL or MariaDB, and why. The image runs this once, as root, when it makes the
-- database; it has made myuser already, with all privileges on mydb, because the walk-through creates its tables with it.
-- Elsewhere these grants are all that is needed.

-- The initial snapshot reads the tables, and each start looks at their definitions:
GRANT SELECT ON mydb.* TO 'myuser'@'%';

-- The snapshot begins with FLUSH TABLES WITH READ LOCK, held until the place in the binary log and the tables' definitions
-- are read, so that snapshot and stream fit together:
GRANT RELOAD ON *.* TO 'myuser'@'%';

-- Hosted servers may refuse that lock to everybody. Debezium then locks the captured tables alone, until they are read:
GRANT LOCK TABLES ON mydb.* TO 'myuser'@'%';

-- Debezium lists the databases. A server demands this privilege for it only if it runs with skip_show_database:
GRANT SHOW DATABASES ON *.* TO 'myuser'@'%';

-- The stream reads the binary log, as a replica does:
GRANT REPLICATION SLAVE ON *.* TO 'myuser'@'%';

-- Each start asks where the binary log ends, and which of its files are left:
GRANT REPLICATION CLIENT ON *.* TO 'myuser'@'%';
