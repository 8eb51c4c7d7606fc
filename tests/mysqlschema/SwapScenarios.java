import java.util.List;

/**
 * Online schema changes: a shadow table takes the place of the original. The statements are those that the tools log.
 */
final class SwapScenarios {

    private static final String START = "CREATE TABLE $t (id int PRIMARY KEY, a varchar(20), n int);;"
            + " INSERT INTO $t VALUES (1, 'x', 1), (2, 'y', 2), (3, 'z', 3)";

    private SwapScenarios() {
    }

    static List<Scenario> all() {
        return List.of(ghost(), ghostTwice(), percona(), reload());
    }

    /**
     * gh-ost 1.1: a changelog table, copies in chunks, what it reads in the log applied meanwhile, and the cut-over.
     */
    private static String ghost(String alter, String columns, String meanwhile, String apply) {
        return "DROP TABLE IF EXISTS $s._$n_ghc, $s._$n_gho, $s._$n_del;; create /* gh-ost */ table $s.`_$n_ghc`"
                + " (\n\tid bigint unsigned" + " auto_increment,\n\tlast_update timestamp not null DEFAULT"
                + " CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,\n" + "\thint varchar(64) charset ascii not"
                + " null,\n\tvalue varchar(4096) charset ascii not null,\n\tprimary key(id),\n"
                + "\tunique key hint_uidx(hint)\n) auto_increment=256 comment='gh-ost changelog';;"
                + " create /* gh-ost */ table $s.`_$n_gho` like $t;; alter /* gh-ost */ table $s.`_$n_gho` " + alter
                + ";;" + " insert /* gh-ost */ into $s._$n_ghc (hint, value) values ('state', 'GhostTableMigrated');;"
                + " insert /* gh-ost $t */ ignore into $s._$n_gho (" + columns + ") (select " + columns
                + " from $t where id <= 2);;" + meanwhile + ";;" + apply + ";;"
                + " insert /* gh-ost $t */ ignore into $s._$n_gho (" + columns + ") (select " + columns
                + " from $t where id > 2);;" + " insert /* gh-ost */ into $s._$n_ghc (hint, value) values ('heartbeat',"
                + " now()) on duplicate key update value = now();;" + " create /* gh-ost */ table $s.`_$n_del` (\n\tid"
                + " int auto_increment primary key\n) engine=InnoDB" + " comment='ghost-cut-over-sentry';;"
                + " drop /* gh-ost */ table if exists $s.`_$n_del`;;" + " rename /* gh-ost */ table $t to $s.`_$n_del`,"
                + " $s.`_$n_gho` to $t;;" + " drop /* gh-ost */ table if exists $s.`_$n_ghc`;;";
    }

    static Scenario ghost() {
        return Scenario.of("gh-ost: the shadow table's rows do not come, those of the table are right", "ghost", "'id'")
                .step(START)
                .step(ghost("add c int first, drop n, modify id bigint not null", "id, a",
                        " UPDATE $t SET a = 'xx' WHERE id = 1;; DELETE FROM $t WHERE id = 2;; INSERT INTO $t VALUES (4,"
                                + " 'w', 4)",
                        " replace /* gh-ost */ into $s._$n_gho (id, a) values (1, 'xx');; delete /* gh-ost */ from"
                                + " $s._$n_gho where id = 2;; replace /* gh-ost */ into $s._$n_gho (id, a) values"
                                + " (4, 'w')")
                        + " INSERT INTO $t VALUES (50, 5, 'v')")
                .step("drop /* gh-ost */ table if exists $s.`_$n_del`;; UPDATE $t SET c = 30 WHERE id = 3;;"
                        + " DELETE FROM $t WHERE id = 4")
                .merged("SELECT id, a, n, c, deleted FROM $t ORDER BY id",
                        "1,xx,1,-,false / 2,y,2,-,true / 3,z,-,30,false / 4,w,4,-,true / 5,v,-,50,false")
                .appended("SELECT __op, id, a, n, c FROM $t ORDER BY __seq",
                        "snapshot,1,x,1,- / snapshot,2,y,2,- / snapshot,3,z,3,- / update,1,xx,1,- / delete,2,y,2,- /"
                                + " insert,4,w,4,- / insert,5,v,-,50 / update,3,z,-,30 / delete,4,w,-,-")
                .both(Scenario.TYPES, "id BIGINT, a VARCHAR, n INTEGER, c INTEGER")
                .both("SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, '_$n')", "0");
    }

    static Scenario ghostTwice() {
        String one = ghost("add c int first", "id, a, n", " UPDATE $t SET n = 10 WHERE id = 1",
                " update /* gh-ost */ $s._$n_gho set n = 10 where id = 1");
        String two = ghost("drop c", "id, a, n", " UPDATE $t SET n = 20 WHERE id = 2",
                " update /* gh-ost */ $s._$n_gho set n = 20 where id = 2");
        return Scenario.of("gh-ost twice, without a stop in between", "ghost2", "'id'").step(START)
                .step(one + " UPDATE $t SET c = 100 WHERE id = 1;;" + two + " UPDATE $t SET n = 30 WHERE id = 3")
                .step("DROP TABLE $s._$n_del;; INSERT INTO $t VALUES (4, 'w', 40)")
                .merged("SELECT id, a, n, c FROM $t ORDER BY id", "1,x,10,100 / 2,y,20,- / 3,z,30,- / 4,w,40,-");
    }

    /** pt-online-schema-change 3: triggers write every change to the shadow table in the same transaction. */
    static Scenario percona() {
        return Scenario.of("pt-online-schema-change: the shadow table's rows do not come, those of the table are right",
                "ptosc", "'id'")
                .step(START)
                .step("CREATE TABLE $s.`_$n_new` (\n  `id` int NOT NULL,\n  `a` varchar(20) DEFAULT NULL,\n  `n` int"
                        + " DEFAULT NULL,\n" + "  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;; ALTER TABLE $s.`_$n_new` add c"
                        + " int first, drop n;; CREATE TRIGGER $s.`pt_osc_$n_del` AFTER DELETE ON $t FOR EACH ROW"
                        + " DELETE IGNORE FROM $s.`_$n_new` WHERE $s.`_$n_new`.`id` <=> OLD.`id`;;"
                        + " CREATE TRIGGER $s.`pt_osc_$n_upd` AFTER UPDATE ON $t FOR EACH ROW BEGIN DELETE IGNORE FROM"
                        + " $s.`_$n_new` WHERE !(OLD.`id` <=> NEW.`id`) AND $s.`_$n_new`.`id` <=> OLD.`id`; REPLACE"
                        + " INTO $s.`_$n_new` (`id`, `a`) VALUES (NEW.`id`, NEW.`a`); END;;"
                        + " CREATE TRIGGER $s.`pt_osc_$n_ins` AFTER INSERT ON $t FOR EACH ROW REPLACE INTO $s.`_$n_new`"
                        + " (`id`, `a`) VALUES (NEW.`id`, NEW.`a`)")
                .step("UPDATE $t SET a = 'xx' WHERE id = 1;; INSERT LOW_PRIORITY IGNORE INTO $s.`_$n_new` (`id`, `a`)"
                        + " SELECT `id`, `a` FROM $t LOCK IN SHARE MODE /*pt-online-schema-change*/;;"
                        + " DELETE FROM $t WHERE id = 2;; INSERT INTO $t VALUES (4, 'w', 4);;"
                        + " UPDATE $t SET id = 5 WHERE id = 4")
                .step("ANALYZE TABLE $s.`_$n_new` /* pt-online-schema-change */;; RENAME TABLE $t TO $s.`_$n_old`,"
                        + " $s.`_$n_new` TO $t;; DROP TABLE IF EXISTS $s.`_$n_old`;; DROP TRIGGER IF EXISTS"
                        + " $s.`pt_osc_$n_del`;; DROP TRIGGER IF EXISTS $s.`pt_osc_$n_upd`;; DROP TRIGGER IF EXISTS"
                        + " $s.`pt_osc_$n_ins`;; INSERT INTO $t VALUES (60, 6, 'u');; UPDATE $t SET c = 30 WHERE"
                        + " id = 3")
                .merged("SELECT id, a, n, c, deleted FROM $t ORDER BY id",
                        "1,xx,1,-,false / 2,y,2,-,true / 3,z,-,30,false / 4,w,4,-,true / 5,w,4,-,false /"
                                + " 6,u,-,60,false")
                .appended("SELECT __op, id, a, n, c FROM $t ORDER BY __seq",
                        "snapshot,1,x,1,- / snapshot,2,y,2,- / snapshot,3,z,3,- / update,1,xx,1,- / delete,2,y,2,- /"
                        + " insert,4,w,4,- / delete,4,w,4,- / insert,5,w,4,- / insert,6,u,-,60 / update,3,z,-,30")
                .both("SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, '_$n')", "0");
    }

    /** A table of other rows takes the place: what it has when it comes is in no change of the table. */
    static Scenario reload() {
        return Scenario.of("a table of other rows takes the place: its changes come from then on", "reload", "'id'")
                .step(START)
                .step("CREATE TABLE $t_next LIKE $t;; INSERT INTO $t_next VALUES (1, 'new', 1), (7, 'new', 7);;"
                        + " RENAME TABLE $t TO $t_last, $t_next TO $t;; INSERT INTO $t VALUES (8, 'after', 8)")
                .step("UPDATE $t SET n = 70 WHERE id = 7")
                .merged("SELECT id, a, n FROM $t ORDER BY id", "1,x,1 / 2,y,2 / 3,z,3 / 7,new,70 / 8,after,8");
    }
}
