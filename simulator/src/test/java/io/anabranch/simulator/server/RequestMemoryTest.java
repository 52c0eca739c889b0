package io.anabranch.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.metrics.ServerMeters;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What requests hold together, whatever their clients do. */
class RequestMemoryTest {
    private static final int BOUND = 8 << 20;

    private final RequestMemory memory = new RequestMemory(BOUND);
    private final List<CompletableFuture<ServiceAnswer>> answers = new ArrayList<>();

    private EmbeddedChannel connect() {
        var port = new Port(ServerSettings.loopback(), this::serve, memory, new AnswersUnderWay(1 << 20), new StreamedAnswers(), new ServerMeters(() -> 0));
        return new EmbeddedChannel(new RequestHandler(port, () -> {}));
    }

    private CompletionStage<ServiceAnswer> serve(ServiceRequest request) {
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    }

    private static void begin(EmbeddedChannel channel, long announced, int sent) {
        var head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        if (announced >= 0) head.headers().set(HttpHeaderNames.CONTENT_LENGTH, announced);
        channel.writeInbound(head, new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[sent])));
    }

    private static void end(EmbeddedChannel channel, int sent) {
        channel.writeInbound(new DefaultLastHttpContent(Unpooled.wrappedBuffer(new byte[sent])));
    }

    private void answerAll() {
        answers.forEach(answer -> answer.complete(new ServiceAnswer(200, List.of(), new Body(new byte[0], 0))));
    }

    private static int status(EmbeddedChannel channel) {
        channel.runPendingTasks();
        FullHttpResponse response = channel.readOutbound();
        return response == null ? 0 : response.status().code();
    }

    @Test
    void halfBodiesOfAThousandClientsStayWithinTheBound() {
        List<EmbeddedChannel> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            EmbeddedChannel channel = connect();
            all.add(channel);
            begin(channel, 16 << 20, 64 << 10);
            all.subList(Math.max(0, i - 20), i).forEach(EmbeddedChannel::runPendingTasks);
            assertThat(memory.usedBytes()).isLessThanOrEqualTo(BOUND);
        }
        assertThat(status(begun())).isEqualTo(503);
        all.forEach(EmbeddedChannel::runPendingTasks);
        EmbeddedChannel honest = begun(); // it comes again, as it was told
        end(honest, 1 << 19);
        answerAll();
        assertThat(status(honest)).isEqualTo(200);
        all.forEach(EmbeddedChannel::close);
    }

    private EmbeddedChannel begun() {
        EmbeddedChannel channel = connect();
        begin(channel, 1 << 20, 1 << 19);
        return channel;
    }

    @Test
    void thoseThatHaveBeenArrivingForTheLongestGiveWay() {
        List<EmbeddedChannel> halfWay = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            halfWay.add(connect());
            begin(halfWay.get(i), 16 << 20, 1000);
        }
        assertThat(memory.usedBytes()).isEqualTo(BOUND);
        EmbeddedChannel refused = connect();
        begin(refused, 1 << 20, 1000);
        assertThat(status(refused)).isEqualTo(503);
        assertThat(status(halfWay.get(0))).as("the first").isEqualTo(503);
        assertThat(status(halfWay.get(1))).as("the second").isZero();
        EmbeddedChannel again = connect();
        begin(again, 1 << 20, 1000);
        end(again, (1 << 20) - 1000);
        answerAll();
        assertThat(status(again)).isEqualTo(200);
        for (int i = 1; i < 8; i++) end(halfWay.get(i), 10);
        answerAll();
        for (int i = 1; i < 8; i++) assertThat(status(halfWay.get(i))).isEqualTo(200);
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void aBodyIsHeldUntilItsRequestIsAnswered() {
        EmbeddedChannel channel = connect();
        begin(channel, 100_000, 50_000);
        end(channel, 50_000);
        assertThat(memory.usedBytes()).isEqualTo(100_000);
        answerAll();
        assertThat(status(channel)).isEqualTo(200);
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void aClientThatGoesAwayTakesItsBodiesWithIt() {
        EmbeddedChannel channel = connect();
        for (int i = 0; i < 3; i++) {
            begin(channel, 100_000, 50_000);
            end(channel, 50_000);
        }
        begin(channel, 100_000, 50_000);
        assertThat(memory.usedBytes()).isEqualTo(400_000);
        channel.close();
        assertThat(memory.usedBytes()).as("one is being answered").isEqualTo(100_000);
        answerAll();
        channel.runPendingTasks();
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void aRefusedBodyHoldsNothing() {
        EmbeddedChannel channel = connect();
        begin(channel, -1, 8 << 20);
        assertThat(memory.usedBytes()).isEqualTo(BOUND);
        channel.writeInbound(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1])));
        assertThat(status(channel)).isEqualTo(503);
        assertThat(memory.usedBytes()).isZero();
    }
}
