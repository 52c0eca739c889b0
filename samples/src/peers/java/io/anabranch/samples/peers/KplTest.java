package io.anabranch.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.UserRecordResult;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** The Kinesis Producer Library as it is published, its native daemon over TLS: what it aggregates arrives whole. */
class KplTest {
    private static final int RECORDS = 5_000;
    /** Put one by one: the daemon aggregates nothing before it has learnt of the shards. */
    private static final int FIRST = 20;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void everyUserRecordArrives() throws Exception {
        try (LocalKinesis kinesis = new LocalKinesis(folder.resolve("data"))) {
            kinesis.create("events", 3);
            KinesisProducer producer = new KinesisProducer(configuration(kinesis.port()));
            try {
                put(producer);
            } finally {
                producer.destroy();
            }
            List<Record> stored = kinesis.drain("events");
            List<KinesisClientRecord> user = new AggregatorUtil().deaggregate(stored.stream().map(KinesisClientRecord::fromRecord).toList());
            assertThat(stored.size()).as("aggregated into fewer").isLessThan(RECORDS);
            assertThat(user).extracting(record -> Integer.parseInt(StandardCharsets.UTF_8.decode(record.data()).toString()))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, RECORDS).boxed().toList());
        }
    }

    private static void put(KinesisProducer producer) throws Exception {
        for (int i = 0; i < FIRST; i++) assertThat(put(producer, i).get(120, TimeUnit.SECONDS).isSuccessful()).isTrue();
        List<ListenableFuture<UserRecordResult>> results = new ArrayList<>();
        for (int i = FIRST; i < RECORDS; i++) results.add(put(producer, i));
        for (ListenableFuture<UserRecordResult> result : results) assertThat(result.get(120, TimeUnit.SECONDS).isSuccessful()).isTrue();
    }

    private static ListenableFuture<UserRecordResult> put(KinesisProducer producer, int number) {
        return producer.addUserRecord("events", "key-" + number % 100, ByteBuffer.wrap(Integer.toString(number).getBytes(StandardCharsets.UTF_8)));
    }

    private KinesisProducerConfiguration configuration(int port) {
        return new KinesisProducerConfiguration()
                .setRegion("us-east-1")
                .setCredentialsProvider(LocalKinesis.CREDENTIALS)
                .setKinesisEndpoint("127.0.0.1")
                .setKinesisPort(port)
                .setStsEndpoint("127.0.0.1")
                .setStsPort(port)
                .setCloudwatchEndpoint("127.0.0.1")
                .setCloudwatchPort(port)
                .setVerifyCertificate(false)
                .setMetricsLevel("none")
                .setTempDirectory(folder.toString());
    }
}
