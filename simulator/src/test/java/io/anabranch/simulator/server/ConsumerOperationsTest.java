package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Registered consumers as clients see them, in both formats. */
class ConsumerOperationsTest {
    private static final String STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    private static final String CONSUMER = STREAM + "/consumer/c:1772359200";

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data);
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RunningServer.Answer register(WireFormat format, String name) {
        return server.ok(format, "RegisterStreamConsumer", json("{'StreamARN':'%s','ConsumerName':'%s'}", STREAM, name));
    }

    private void assertRefused(WireFormat format, String operation, String input, String type, String message) {
        RunningServer.Answer answer = server.call(format, operation, json(input));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("__type")).isEqualTo(type);
        assertThat(answer.at("message")).contains(message);
    }

    @ParameterizedTest
    @EnumSource
    void aConsumerIsKnownByItsArnAndByItsName(WireFormat format) {
        RunningServer.Answer registered = server.ok(
                format, "RegisterStreamConsumer", json("{'StreamARN':'%s','ConsumerName':'c','Tags':{'team':'blue'}}", STREAM));
        assertThat(registered.at("Consumer.ConsumerARN")).isEqualTo(CONSUMER);
        assertThat(registered.at("Consumer.ConsumerName")).isEqualTo("c");
        assertThat(registered.at("Consumer.ConsumerStatus")).isEqualTo("ACTIVE");
        assertThat(registered.at("Consumer.ConsumerCreationTimestamp")).isEqualTo("1772359200");
        String byArn = json("{'ConsumerARN':'%s'}", CONSUMER);
        String byName = json("{'StreamARN':'%s','ConsumerName':'c'}", STREAM);
        for (String input : new String[] {byArn, byName}) {
            RunningServer.Answer described = server.ok(format, "DescribeStreamConsumer", input);
            assertThat(described.at("ConsumerDescription.ConsumerARN")).isEqualTo(CONSUMER);
            assertThat(described.at("ConsumerDescription.StreamARN")).isEqualTo(STREAM);
        }
        RunningServer.Answer gone = server.ok(format, "DeregisterStreamConsumer", byName);
        assertThat(gone.raw()).isEmpty();
        assertRefused(format, "DescribeStreamConsumer", byArn, "ResourceNotFoundException", "Consumer " + CONSUMER + ", account 000000000000 not found.");
        assertRefused(format, "DeregisterStreamConsumer", byName, "ResourceNotFoundException", "Consumer c, account 000000000000 not found.");
    }

    @ParameterizedTest
    @EnumSource
    void pagesFollowEachOtherForFiveMinutes(WireFormat format) {
        IntStream.range(10, 17).forEach(i -> register(format, "c" + i));
        String input = json("{'StreamARN':'%s','MaxResults':3}", STREAM);
        RunningServer.Answer page = server.ok(format, "ListStreamConsumers", input);
        assertThat(page.texts("Consumers", "ConsumerName")).containsExactly("c10", "c11", "c12");
        String next = json("{'StreamARN':'%s','MaxResults':10,'NextToken':'%s'}", STREAM, page.at("NextToken"));
        RunningServer.Answer last = server.ok(format, "ListStreamConsumers", next);
        assertThat(last.texts("Consumers", "ConsumerName")).containsExactly("c13", "c14", "c15", "c16");
        assertThat(last.has("NextToken")).isFalse();
        server.clock().advance(Duration.ofSeconds(301));
        assertRefused(format, "ListStreamConsumers", next, "ExpiredNextTokenException", "");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrongIsSaid(WireFormat format) {
        register(format, "c");
        String arn = json("'StreamARN':'%s'", STREAM);
        String neither = "Both streamARN and consumer name must be provided if consumerARN is not provied.";
        assertRefused(format, "DescribeStreamConsumer", "{}", "InvalidArgumentException", neither);
        assertRefused(format, "DeregisterStreamConsumer", "{" + arn + "}", "InvalidArgumentException", neither);
        assertRefused(
                format, "DescribeStreamConsumer", "{'ConsumerARN':'" + CONSUMER + "','ConsumerName':'d'}", "InvalidArgumentException", CONSUMER);
        assertRefused(format, "RegisterStreamConsumer", "{" + arn + "}", "ValidationException", "Value null at 'consumerName'");
        assertRefused(format, "RegisterStreamConsumer", "{" + arn + ",'ConsumerName':'c'}", "ResourceInUseException", "already exists");
        assertRefused(
                format,
                "RegisterStreamConsumer",
                "{" + arn + ",'ConsumerName':'d','Tags':{'a':'\u2211'}}",
                "InvalidArgumentException",
                "Some tags contain invalid characters.");
        assertRefused(
                format, "RegisterStreamConsumer", "{'StreamARN':'" + STREAM + "x','ConsumerName':'c'}", "ResourceNotFoundException", "Stream sx under");
        assertRefused(format, "ListStreamConsumers", "{" + arn + ",'NextToken':'AAAA'}", "InvalidArgumentException", "NextToken");
        assertRefused(format, "ListStreamConsumers", "{" + arn + ",'StreamCreationTimestamp':1000}", "ResourceNotFoundException", "Stream s under");
        server.ok(format, "ListStreamConsumers", json("{" + arn + ",'StreamCreationTimestamp':1772359200}"));
        assertRefused(format, "DeleteStream", "{'StreamName':'s'}", "ResourceInUseException", "there are consumers associated with this data stream");
        server.ok(format, "DeleteStream", json("{'StreamName':'s','EnforceConsumerDeletion':true}"));
    }
}
