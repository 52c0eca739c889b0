package io.anabranch.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flink SQL over the connector that comes with it, as a sink and as a source. */
class FlinkTest {
    private static final int ROWS = 200;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatItWritesItReads() throws Exception {
        try (LocalKinesis kinesis = new LocalKinesis(folder)) {
            kinesis.create("orders", 3);
            TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
            flink.executeSql("CREATE TABLE sink (id INT, item STRING) " + with(kinesis, "'aws.trust.all.certificates' = 'true'"));
            flink.executeSql("CREATE TABLE source (id INT, item STRING) " + with(kinesis, "'scan.stream.initpos' = 'TRIM_HORIZON'"));
            String values = IntStream.range(0, ROWS).mapToObj(i -> "(" + i + ", 'item " + i + "')").collect(Collectors.joining(", "));
            flink.executeSql("INSERT INTO sink VALUES " + values).await(2, TimeUnit.MINUTES);
            assertThat(kinesis.drain("orders")).hasSize(ROWS);
            assertThat(read(flink)).containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS).mapToObj(i -> "+I[" + i + ", item " + i + "]").toList());
        }
    }

    @SuppressWarnings("try") // closing may be interrupted, and then the test is
    private static List<String> read(TableEnvironment flink) throws Exception {
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = flink.executeSql("SELECT id, item FROM source").collect()) {
            while (rows.size() < ROWS) rows.add(found.next().toString());
        }
        return rows;
    }

    private static String with(LocalKinesis kinesis, String more) {
        return "WITH ('connector' = 'kinesis', 'stream' = 'orders', 'format' = 'json', 'aws.region' = 'us-east-1', 'aws.endpoint' = '" + kinesis.endpoint() + "', "
                + "'aws.credentials.provider' = 'BASIC', 'aws.credentials.basic.accesskeyid' = 'local', 'aws.credentials.basic.secretkey' = 'local', " + more + ")";
    }
}
