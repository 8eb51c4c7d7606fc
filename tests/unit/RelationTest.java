package postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import event.Checkpoint;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputRelationMetaData;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Under which name Debezium takes the changes of a table: what was loaded as {@code public.t} has OID 42. */
class RelationTest {

    private final PostgresRelations relations = new PostgresRelations(Checkpoint.none().begin("1",
            Map.of(PostgresRelations.OIDS, List.of(List.of("public", "t", "42")))), List.of(),
            "public.t"::equals, false);

    @BeforeEach
    void begin() {
        relations.inUse();
    }

    @AfterEach
    void end() {
        new PostgresRelations(Checkpoint.none(), List.of(), name -> false, false).inUse();
    }

    private static String taken(int oid, String name) throws ReflectiveOperationException {
        Constructor<PgOutputRelationMetaData> made = PgOutputRelationMetaData.class.getDeclaredConstructor(int.class,
                String.class, String.class, List.class, List.class);
        made.setAccessible(true);
        PgOutputRelationMetaData relation = made.newInstance(oid, "public", name, List.of(), List.of("id"));
        assertEquals(oid, relation.getRelationId());
        assertEquals(relation.getSchema() + "." + relation.getName(), relation.getTableId().toString());
        return relation.getTableId().toString();
    }

    @Test
    void theSameTableKeepsItsName() throws ReflectiveOperationException {
        assertEquals("public.t", taken(42, "t"));
        assertEquals("public.t", taken(42, "renamed"));
        assertEquals("public.other", taken(43, "other"));
    }

    @Test
    void anotherTableUnderTheNameIsNotTakenForIt() throws ReflectiveOperationException {
        assertEquals("information_schema.nobody", taken(43, "t"));
    }
}
