package io.anabranch.simulator.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferFormatTest {
    private static final Instant CREATED = Instant.ofEpochMilli(1_800_000_000_001L);
    private static final List<String> KEYS =
            List.of("plain", "a,b", "\"quoted\"", "two\nlines", "\r\n", "'", " blank ", "#", "\\", "{}", "ключ", "\uD83C\uDF0A", "\u0000\u2028", "\t", "null");

    private static StreamOutline outline() {
        List<HashKeyRange> halves = HashKeyRange.uniform(2);
        return new StreamOutline("orders", CREATED, 48, List.of(
                shard(0, Optional.empty(), Optional.empty(), halves.get(0), Optional.of(number(0, Long.MAX_VALUE, 1_800_000_100L))),
                shard(1, Optional.empty(), Optional.empty(), halves.get(1), Optional.of(number(1, Long.MAX_VALUE, 1_800_000_100L))),
                shard(2, Optional.of(new ShardId(0)), Optional.of(new ShardId(1)), HashKeyRange.uniform(1).get(0), Optional.empty())));
    }

    private static ShardDescription shard(int index, Optional<ShardId> parent, Optional<ShardId> adjacent, HashKeyRange range, Optional<SequenceNumber> end) {
        return new ShardDescription(new ShardId(index), parent, adjacent, range, number(index, 0, 1_800_000_000L), end, CREATED,
                end.map(closed -> CREATED.plusMillis(100_123)));
    }

    private static SequenceNumber number(int shard, long index, long second) {
        return SequenceNumber.of(1_800_000_000L, shard, index, second);
    }

    private static TransferRecord record(long index, Optional<String> key, byte[] data) {
        long millis = 1_800_000_000_000L + index * 7;
        return new TransferRecord(new ShardId((int) (index % 3)), number((int) (index % 3), index, millis / 1000), millis, key, index % 2 == 0, ByteBuffer.wrap(data));
    }

    private static byte[] file(TransferFormat format, List<TransferRecord> records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TransferWriter writer = format.writer(bytes, outline())) {
            for (TransferRecord record : records) writer.write(record);
        }
        return bytes.toByteArray();
    }

    private static List<TransferRecord> read(TransferFormat format, byte[] file) throws IOException {
        List<TransferRecord> records = new ArrayList<>();
        try (TransferReader reader = format.reader(new ByteArrayInputStream(file))) {
            assertThat(reader.outline()).isEqualTo(outline());
            for (Optional<TransferRecord> next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
        }
        return records;
    }

    @ParameterizedTest
    @EnumSource(TransferFormat.class)
    void nothingIsLost(TransferFormat format) throws IOException {
        List<TransferRecord> records = new ArrayList<>();
        for (String key : KEYS) records.add(record(records.size(), Optional.of(key), key.getBytes(UTF_8)));
        records.add(record(100, Optional.empty(), new byte[0]));
        records.add(record(101, Optional.empty(), new byte[] {0, -1, 127, -128, '\n', '"'}));
        records.add(record(102, Optional.of("k".repeat(256)), new byte[1 << 20]));

        assertThat(read(format, file(format, records))).isEqualTo(records);
    }

    static LongStream seeds() {
        return System.getProperty("seed") == null ? LongStream.range(0, 20) : LongStream.of(Long.getLong("seed"));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void randomRecordsComeBackFromEveryFormat(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<TransferRecord> records = new ArrayList<>();
        for (int i = 0; i < 50; i++) records.add(record(i, randomKey(random), randomBytes(random)));

        for (TransferFormat format : TransferFormat.values()) assertThat(read(format, file(format, records))).as(format.name()).isEqualTo(records);
    }

    private static Optional<String> randomKey(SplittableRandom random) {
        if (random.nextInt(4) == 0) return Optional.empty();
        int[] characters = random.ints(random.nextInt(1, 257), 0, random.nextBoolean() ? 128 : 0x11000).filter(c -> c < 0xD800 || c > 0xDFFF).toArray();
        return Optional.of("k" + new String(characters, 0, Math.min(255, characters.length)));
    }

    private static byte[] randomBytes(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(TransferFormat.class)
    void aStreamWithoutRecordsIsAnOutline(TransferFormat format) throws IOException {
        assertThat(read(format, file(format, List.of()))).isEmpty();
    }

    @Test
    void jsonLinesAreForReaders() throws IOException {
        assertThat(new String(file(TransferFormat.JSONL, List.of(record(1, Optional.of("k"), "hi".getBytes(UTF_8)))), UTF_8).lines().skip(1))
                .containsExactly("{\"shardId\":\"shardId-000000000001\",\"sequenceNumber\":\"" + number(1, 1, 1_800_000_000L)
                        + "\",\"arrival\":\"2027-01-15T08:00:00.007Z\",\"partitionKey\":\"k\",\"data\":\"aGk=\"}", "{\"records\":1}");
    }

    @Test
    void anyAvroReaderSeesTheRecords() throws IOException {
        byte[] file = file(TransferFormat.AVRO, List.of(record(1, Optional.of("k"), "hi".getBytes(UTF_8))));
        try (var in = new DataFileStream<GenericRecord>(new ByteArrayInputStream(file), new GenericDatumReader<>())) {
            GenericRecord read = in.next();
            assertThat(read.get("partitionKey").toString()).isEqualTo("k");
            assertThat(read.get("arrival")).isEqualTo(1_800_000_000_007L);
            assertThat(read.get("data")).isEqualTo(ByteBuffer.wrap("hi".getBytes(UTF_8)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"shardId\":\"0\"}|line 3: 'sequenceNumber' is missing",
        "{\"shardId\":\"x\",\"sequenceNumber\":\"1\",\"arrival\":\"2027-01-15T08:00:00Z\",\"data\":\"\"}|line 3: not a shard id: 'x'",
        "{\"shardId\":\"0\",\"sequenceNumber\":\"-1\",\"arrival\":\"2027-01-15T08:00:00Z\",\"data\":\"\"}|line 3: not a sequence number: '-1'",
        "{\"shardId\":\"0\",\"sequenceNumber\":\"1\",\"arrival\":\"noon\",\"data\":\"\"}|line 3: not an instant",
        "{\"shardId\":\"0\",\"sequenceNumber\":\"1\",\"arrival\":\"2027-01-15T08:00:00Z\",\"data\":\"*\"}|line 3: 'data' is not base64",
        "{\"shardId\":\"0\",\"sequenceNumber\":\"1\",\"arrival\":\"2027-01-15T08:00:00Z\",\"data\":\"\",\"partitionKey\":\"\"}|line 3: a partition key has 1",
        "[]|line 3: not a JSON object", "{\"shardId\":|line 3: not JSON", "fish|line 3: not JSON"})
    void aBrokenJsonLineIsNamed(String line, String message) throws IOException {
        String file = new String(old(TransferFormat.JSONL, List.of(record(1, Optional.empty(), new byte[0]))), UTF_8) + line;

        assertThatThrownBy(() -> read(TransferFormat.JSONL, file.getBytes(UTF_8))).isInstanceOf(BadTransferException.class).hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "0,1|line 5: 6 columns wanted, found 2", "0,1,2027-01-15T08:00:00Z,k,*,|line 5: 'data' is not base64",
        "0,1,2027-01-15T08:00:00Z,\"k,|line 5: the file ends within quotes", "0,1,2027-01-15T08:00:00Z,\"k\"k,|line 5: text behind a closing quote",
        "0,1,2027-01-15T08:00:00Z,k\"k,|line 5: a quote within a field"})
    void aBrokenCsvRowIsNamedByTheLineItBeginsIn(String row, String message) throws IOException {
        String file = new String(old(TransferFormat.CSV, List.of(record(1, Optional.of("two\nlines"), new byte[0]))), UTF_8) + row + "\n";

        assertThatThrownBy(() -> read(TransferFormat.CSV, file.getBytes(UTF_8))).isInstanceOf(BadTransferException.class).hasMessageStartingWith(message);
    }

    @Test
    void csvMayHaveBeenOnAnotherSystem() throws IOException {
        List<TransferRecord> records = List.of(record(1, Optional.of("k"), new byte[3]), record(2, Optional.empty(), new byte[0]));
        String file = new String(file(TransferFormat.CSV, records), UTF_8).replace("\n", "\r\n").stripTrailing() + "\r\n\r\n";

        assertThat(read(TransferFormat.CSV, file.getBytes(UTF_8))).isEqualTo(records);
    }

    @Test
    void whatIsNotUtf8IsRefused() throws IOException {
        byte[] csv = file(TransferFormat.CSV, List.of(record(1, Optional.of("key"), new byte[0])));
        csv[new String(csv, UTF_8).indexOf(",key,") + 1] = (byte) 0xFF;

        assertThatThrownBy(() -> read(TransferFormat.CSV, csv)).isInstanceOf(BadTransferException.class).hasMessageStartingWith("line 3: not UTF-8");
    }

    @ParameterizedTest
    @EnumSource(TransferFormat.class)
    void aFileThatIsCutOffIsNamed(TransferFormat format) throws IOException {
        byte[] file = file(format, List.of(record(1, Optional.of("k"), new byte[3000]), record(2, Optional.of("k"), "0123456789".getBytes(UTF_8))));
        byte[] cut = Arrays.copyOf(file, file.length - 12);

        assertThatThrownBy(() -> read(format, cut)).isInstanceOf(BadTransferException.class);
    }

    /** Half of what is base64 may be base64. */
    @Test
    void aCsvFileThatIsCutOffWithinARowIsNamedWhereverThatIs() throws IOException {
        byte[] file = file(TransferFormat.CSV, List.of(record(1, Optional.of("k"), "0123456789".getBytes(UTF_8))));
        int row = new String(file, UTF_8).indexOf("\nshardId-") + 1;

        for (int length = row + 1; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(TransferFormat.CSV, cut)).as("%d bytes", length).isInstanceOf(BadTransferException.class);
        }
    }

    /** As it was written before files ended with the number of their records. */
    private static byte[] old(TransferFormat format, List<TransferRecord> records) throws IOException {
        String text = new String(file(format, records), UTF_8).replace("\"trailer\":true,", "");
        return text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1).getBytes(UTF_8);
    }

    private static List<TransferRecord> three() {
        return List.of(record(1, Optional.of("k"), new byte[30]), record(2, Optional.empty(), new byte[3]), record(3, Optional.of("l"), new byte[0]));
    }

    @ParameterizedTest
    @EnumSource(TransferFormat.class)
    void aFileThatIsCutOffAnywhereIsNamed(TransferFormat format) throws IOException {
        byte[] file = file(format, three());
        for (int length = file.length - 2; length >= 0; length--) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(format, cut)).as("%d of %d bytes", length, file.length).isInstanceOf(BadTransferException.class);
        }
    }

    @Test
    void anAvroFileThatIsCutOffBetweenTwoBlocksIsNamed() throws IOException {
        List<TransferRecord> records = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10; i++) records.add(record(i, Optional.empty(), random.ints(30_000).collect(ByteArrayOutputStream::new, ByteArrayOutputStream::write, (a, b) -> {}).toByteArray()));
        byte[] file = file(TransferFormat.AVRO, records);
        byte[] sync = Arrays.copyOfRange(file, file.length - 16, file.length);
        int cuts = 0;
        for (int end = 16; end < file.length; end++) {
            if (!Arrays.equals(file, end - 16, end, sync, 0, 16)) continue;
            byte[] cut = Arrays.copyOf(file, end);
            assertThatThrownBy(() -> read(TransferFormat.AVRO, cut)).as("%d of %d bytes", end, file.length).isInstanceOf(BadTransferException.class);
            cuts++;
        }
        assertThat(cuts).isGreaterThan(3);
        assertThat(read(TransferFormat.AVRO, file)).isEqualTo(records);
    }

    @ParameterizedTest
    @EnumSource(value = TransferFormat.class, names = {"JSONL", "CSV"})
    void aLineThatIsMissingInTheMiddleIsNoticed(TransferFormat format) throws IOException {
        List<String> lines = new ArrayList<>(new String(file(format, three()), UTF_8).lines().toList());
        lines.remove(lines.size() - 3);

        assertThatThrownBy(() -> read(format, (String.join("\n", lines) + "\n").getBytes(UTF_8)))
                .isInstanceOf(BadTransferException.class)
                .hasMessageContaining("written with 3 records, before this line there are 2");
    }

    @ParameterizedTest
    @EnumSource(value = TransferFormat.class, names = {"JSONL", "CSV"})
    void whatWasWrittenBeforeFilesHadAnEndIsRead(TransferFormat format) throws IOException {
        assertThat(read(format, old(format, three()))).isEqualTo(three());
        assertThat(read(format, old(format, List.of()))).isEmpty();
    }

    @Test
    void rowsThatDoNotSayWhetherTheyAreEncryptedAreRead() throws IOException {
        String file = new String(old(TransferFormat.CSV, three()), UTF_8).replace(",encryptionType", "").replaceAll("(?m),(KMS)?$", "");

        assertThat(read(TransferFormat.CSV, file.getBytes(UTF_8))).extracting(TransferRecord::encrypted).containsExactly(false, false, false);
    }

    @Test
    void anAvroFileOfAnotherSchemaAndWithoutAnEndIsRead() throws IOException {
        String schema = AvroWriter.SCHEMA.toString().replace(",{\"name\":\"encryptionType\",\"type\":[\"null\",\"string\"],\"default\":null}", "");
        assertThat(schema).doesNotContain("encryptionType");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>())) {
            out.setMeta(AvroWriter.OUTLINE, OutlineJson.text(outline()).replace("\"trailer\":true,", ""));
            out.create(new Schema.Parser().parse(schema), bytes);
            var values = new GenericData.Record(new Schema.Parser().parse(schema));
            values.put("shardId", "shardId-000000000001");
            values.put("sequenceNumber", number(1, 1, 1_800_000_000L).toString());
            values.put("arrival", 1_800_000_000_007L);
            values.put("partitionKey", "k");
            values.put("data", ByteBuffer.wrap("hi".getBytes(UTF_8)));
            out.append(values);
        }

        assertThat(read(TransferFormat.AVRO, bytes.toByteArray())).isEqualTo(List.of(record(1, Optional.of("k"), "hi".getBytes(UTF_8))));
    }

    @ParameterizedTest
    @EnumSource(TransferFormat.class)
    void whatIsNoExportIsRefused(TransferFormat format) {
        for (String content : List.of("", "\n", "{}", "# {}", "{\"anabranchStream\":2}", "Obj", "[1,", "# {", "shardId,data\n")) {
            InputStream in = new ByteArrayInputStream(content.getBytes(UTF_8));
            assertThatThrownBy(() -> format.reader(in)).as(content).isInstanceOf(BadTransferException.class);
        }
    }

    @Test
    void anOutlineOfALaterVersionIsNotGuessedAt() throws IOException {
        String file = new String(file(TransferFormat.JSONL, List.of()), UTF_8).replace("\"anabranchStream\":1", "\"anabranchStream\":2");

        assertThatThrownBy(() -> read(TransferFormat.JSONL, file.getBytes(UTF_8))).hasMessage("line 1: no outline of a stream: anabranchStream must be 1, was 2");
    }

    @ParameterizedTest
    @CsvSource({"a.jsonl,JSONL", "A.NDJSON,JSONL", "a.csv,CSV", "a.csv.gz,CSV", "a.jsonl.gz,JSONL", "a.avro,AVRO"})
    void theNameTellsTheFormat(String name, TransferFormat format) {
        assertThat(TransferFormat.of(name)).contains(format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.gz", "a.avro.gz", "a.json.zip", "csv"})
    void anotherNameTellsNothing(String name) {
        assertThat(TransferFormat.of(name)).isEmpty();
    }

    @Test
    void aNameMayAskForCompression() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = TransferFormat.compressing("a.csv.gz", bytes)) {
            out.write(new byte[100_000]);
        }

        assertThat(bytes.size()).isLessThan(1000);
        assertThat(TransferFormat.expanding("a.csv.gz", new ByteArrayInputStream(bytes.toByteArray())).readAllBytes()).hasSize(100_000);
        assertThat(TransferFormat.compressing("a.csv", bytes)).isSameAs(bytes);
    }

    @Test
    void anOutlineNamesEachShardOnce() {
        ShardDescription twice = outline().shards().get(0);

        assertThatThrownBy(() -> new StreamOutline("s", CREATED, 24, List.of(twice, twice))).hasMessageContaining("shardId-000000000000");
        assertThatThrownBy(() -> new HashKeyRange(BigInteger.TWO, BigInteger.ONE)).isInstanceOf(IllegalArgumentException.class);
    }
}
