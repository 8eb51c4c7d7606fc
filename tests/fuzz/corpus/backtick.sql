--@ note seed 965940494 on mysql
--@ note ended with exit code 1: Debezium cannot read a statement about table fz103.t1, so its columns are not known from there on: ALTER TABLE `fz103`.`t1` MODIFY `back``tick` int(5) unsigned zerofill. Load the tables again: `drop --drop-all`, then `run`; where that ends so too, leave the table out of table_include_list
--@ space fz
--@ append t1	$d	k2	k3
--@ version t1	ver
--@ sql t1
CREATE TABLE «s».`t1` (`k2` datetime(6) NOT NULL, `ver` int, `back``tick` int(5) unsigned zerofill, `$d` varbinary(30) NOT NULL, `k3` varbinary(30) NOT NULL, PRIMARY KEY (`$d`, `k2`, `k3`)) CHARACTER SET utf8mb4
--@ run
--@ start
--@ sql t1
/* drop table or keep? */ ALTER
	TABLE «s».`t1` MODIFY `back``tick` int(5) unsigned zerofill
--@ stop
--@ run
