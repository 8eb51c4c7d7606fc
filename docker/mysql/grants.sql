-- What the loader's user needs of MySQL or MariaDB, and why. The image runs this once, as root, when it makes the
-- database; it has made myuser already, with all privileges on mydb, because the walk-through creates its tables with it.
-- Elsewhere these grants are all that is needed.

-- The initial snapshot reads the tables:
GRANT SELECT ON mydb.* TO 'myuser'@'%';

-- It begins with FLUSH TABLES WITH READ LOCK, held until the position in the binary log and the tables' definitions
-- are read, so that snapshot and stream fit together:
GRANT RELOAD ON *.* TO 'myuser'@'%';

-- Where that lock is refused, Debezium locks the captured tables one by one instead:
GRANT LOCK TABLES ON mydb.* TO 'myuser'@'%';

-- It lists the databases to find the tables that table_include_list means:
GRANT SHOW DATABASES ON *.* TO 'myuser'@'%';

-- The stream: reads the binary log as a replica does:
GRANT REPLICATION SLAVE ON *.* TO 'myuser'@'%';

-- Asks where the binary log ends and which of its files are still there:
GRANT REPLICATION CLIENT ON *.* TO 'myuser'@'%';
