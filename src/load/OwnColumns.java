package load;

import config.CdcConfig;
import dlt.DltColumn;
import dlt.WriteDisposition;
import java.util.List;

/** The columns that we add to the source's own; their names can be changed in {@code [cdc_settings]}. */
record OwnColumns(String deleted, String op, String sourceTs, String position, String seq) {

    static OwnColumns of(CdcConfig.Columns names) {
        return new OwnColumns(names.deleted(), names.op(), names.sourceTs(), names.position(), names.seq());
    }

    /** The settings of {@code [cdc_settings]} that name the columns of {@link #in}, in the same order. */
    static List<String> settings(WriteDisposition disposition) {
        return switch (disposition) {
            case MERGE -> List.of("deleted_column");
            case APPEND -> List.of("op_column", "source_ts_column", "position_column", "seq_column");
        };
    }

    List<DltColumn> in(WriteDisposition disposition) {
        return switch (disposition) {
            case MERGE -> List.of(DltColumn.of(deleted, "BOOLEAN"));
            case APPEND -> List.of(DltColumn.of(op, "VARCHAR"), DltColumn.of(sourceTs, "TIMESTAMPTZ"),
                    DltColumn.of(position, "VARCHAR"), DltColumn.of(seq, "BIGINT"));
        };
    }
}
