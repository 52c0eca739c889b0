package io.anabranch.simulator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardRecords;
import io.anabranch.simulator.stream.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordsAnswerTest {
    private static final String[] KEYS = {"plain", "\"quoted\\\"", "\n\t\u0001", "ключ", "k".repeat(256)};

    @TempDir
    Path data;

    private ShardRecords read(int count, int mostBytes) throws IOException {
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data).withDurability(Durability.NONE))) {
            simulator.streams().create("s", 1);
            Stream stream = simulator.streams().stream("s");
            PutBatch batch = new PutBatch();
            Random random = new Random(7);
            for (int i = 0; i < count; i++) {
                byte[] payload = new byte[random.nextInt(mostBytes)];
                random.nextBytes(payload);
                batch.add(KEYS[i % KEYS.length].getBytes(UTF_8), payload);
            }
            stream.put(batch).toCompletableFuture().join();
            Shard shard = stream.shards().get(0);
            ShardRecords records = shard.read(shard.firstIndex(), count, Integer.MAX_VALUE);
            assertThat(records.count()).isEqualTo(count);
            return records;
        }
    }

    private static RecordsAnswer answer(WireFormat format, ShardRecords records) {
        return RecordsAnswer.of(format, records, "next", null);
    }

    private static byte[] whole(WireFormat format, ShardRecords records) {
        OutputBuffer out = answer(format, records).whole();
        return Arrays.copyOf(out.array(), out.length());
    }

    private static byte[] pieces(WireFormat format, ShardRecords records) {
        RecordsAnswer answer = answer(format, records);
        int length = answer.length();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < length) {
            OutputBuffer piece = answer.next();
            all.write(piece.array(), 0, piece.length());
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void piecesAreTheWholeAndAsLongAsWasSaid(WireFormat format) throws IOException {
        ShardRecords records = read(3_000, 1_000);
        assertThat(answer(format, records).isSmall()).isFalse();
        assertThat(pieces(format, records)).isEqualTo(whole(format, records)).hasSize(answer(format, records).length());
    }

    @ParameterizedTest
    @EnumSource
    void recordsLargerThanAPieceComeWholeToo(WireFormat format) throws IOException {
        ShardRecords records = read(4, 1 << 20);
        assertThat(pieces(format, records)).isEqualTo(whole(format, records));
    }

    @ParameterizedTest
    @EnumSource
    void aThousandSmallRecordsAreOneBuffer(WireFormat format) throws Exception {
        ShardRecords records = read(1_000, 200);
        assertThat(answer(format, records).isSmall()).isTrue();
        WireValue.Structure read = (WireValue.Structure) WireReader.read(format, whole(format, records));
        assertThat(((WireValue.Items) read.members().get("Records")).values()).hasSize(1_000);
        assertThat(read.members().get("NextShardIterator")).isEqualTo(new WireValue.Text("next"));
    }
}
