package io.anabranch.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.samples.worker.KinesisClients;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.junit.KinesisSimulator;
import io.anabranch.simulator.junit.SimulatorEndpoint;
import io.anabranch.simulator.stream.ServiceClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Record;

/** The README's example of a test against the simulator, run. */
@Timeout(60)
@KinesisSimulator(streams = "orders")
class KinesisSimulatorTest {
    private final String order = "1 book";

    private static KinesisAsyncClient client(SimulatorEndpoint endpoint) {
        return KinesisClients.of(Optional.of(endpoint.uri()), endpoint.region());
    }

    private void put(KinesisAsyncClient kinesis, String text) {
        kinesis.putRecord(put -> put.streamName("orders").partitionKey("customer").data(SdkBytes.fromUtf8String(text))).join();
    }

    private static List<String> ordersIn(KinesisAsyncClient kinesis) {
        String iterator = kinesis.getShardIterator(wanted -> wanted.streamName("orders").shardId("0").shardIteratorType("TRIM_HORIZON")).join().shardIterator();
        return kinesis.getRecords(wanted -> wanted.shardIterator(iterator)).join().records().stream().map(Record::data).map(SdkBytes::asUtf8String).toList();
    }

    @Test
    void anOrderWhoseAnswerIsLostIsThereTwice(SimulatorEndpoint endpoint, Faults faults) {
        faults.on("PutRecord").stream("orders").nth(1).loseAnswer();
        try (KinesisAsyncClient kinesis = client(endpoint)) {
            put(kinesis, order);
            assertThat(ordersIn(kinesis)).containsExactly(order, order);
        }
    }

    @Test
    void ordersExpireAfterADay(SimulatorEndpoint endpoint, ServiceClock clock) {
        try (KinesisAsyncClient kinesis = client(endpoint)) {
            put(kinesis, order);
            clock.advance(Duration.ofHours(25));
            assertThat(ordersIn(kinesis)).isEmpty();
        }
    }
}
