package io.anabranch.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.metrics.ServerMeters;
import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How one connection's requests wait for each other and for the client. */
class RequestHandlerTest {
    private final List<String> begun = new ArrayList<>();
    private final List<CompletableFuture<ServiceAnswer>> answers = new ArrayList<>();
    private final AnswersUnderWay underWay = new AnswersUnderWay(1 << 20);
    private final StreamedAnswers streams = new StreamedAnswers();
    private final EmbeddedChannel channel = channel();

    private EmbeddedChannel channel() {
        return new EmbeddedChannel(new RequestHandler(port(), () -> {}));
    }

    private Port port() {
        ServerSettings settings = ServerSettings.loopback().withMaxBodyBytes(4 << 20);
        return new Port(settings, this::serve, new RequestMemory(8 << 20), underWay, streams, new ServerMeters(() -> 0));
    }

    private CompletionStage<ServiceAnswer> serve(ServiceRequest request) {
        begun.add(request.target());
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    }

    private void request(String path) {
        channel.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path, Unpooled.EMPTY_BUFFER));
    }

    private void answer(int request) {
        answers.get(request).complete(new ServiceAnswer(200, List.of("A", begun.get(request)), new Body(new byte[0], 0)));
        channel.runPendingTasks();
    }

    private String written() {
        FullHttpResponse response = channel.readOutbound();
        return response == null ? "" : response.headers().get("A");
    }

    @Test
    void aRequestBeginsWhenTheOneBeforeIsAnswered() {
        request("/1");
        request("/2");
        assertThat(begun).containsExactly("/1");
        answer(0);
        assertThat(begun).containsExactly("/1", "/2");
        assertThat(written()).isEqualTo("/1");
        answer(1);
        assertThat(written()).isEqualTo("/2");
    }

    @Test
    void aClientThatDoesNotTakeItsAnswersGetsNoMore() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        for (int i = 0; i < 40; i++) {
            request("/" + i);
        }
        assertThat(begun).isEmpty();
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        assertThat(begun).containsExactly("/0");
        for (int i = 0; i < 40; i++) {
            answer(i);
        }
        assertThat(begun).hasSize(40);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void whatWaitsIsBounded() {
        for (int i = 0; i < 33; i++) {
            request("/" + i);
        }
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void aFailureWithoutAnAnswerClosesTheConnection() {
        request("/1");
        answers.get(0).completeExceptionally(new IllegalStateException("expected by this test"));
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aServerThatClosesAnswersFirst() {
        request("/1");
        channel.pipeline().fireUserEventTriggered(RequestHandler.DRAIN);
        assertThat(channel.isOpen()).isTrue();
        answer(0);
        assertThat(written()).isEqualTo("/1");
        assertThat(channel.isOpen()).isFalse();
    }

    /** A handler in front that keeps every answer, as a client does that does not read. */
    private EmbeddedChannel stuck(List<ChannelPromise> kept) {
        return new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                        ReferenceCountUtil.release(message);
                        kept.add(promise);
                    }
                },
                new RequestHandler(port(), () -> {}));
    }

    private static void answerLarge(EmbeddedChannel to, CompletableFuture<ServiceAnswer> answer) {
        answer.complete(new ServiceAnswer(200, List.of(), new Body(new byte[2 << 20], 2 << 20)));
        to.runPendingTasks();
    }

    @Test
    void aClientThatKeepsALargeAnswerWaitingIsCutOffWhenOthersNeedTheRoom() {
        EmbeddedChannel slow = stuck(new ArrayList<>());
        slow.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/slow", Unpooled.EMPTY_BUFFER));
        answerLarge(slow, answers.get(0));
        request("/other");
        assertThat(begun).describedAs("there is no room").containsExactly("/slow");
        slow.advanceTimeBy(2, TimeUnit.SECONDS);
        slow.runScheduledPendingTasks();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(slow.isOpen()).isFalse();
    }

    @Test
    void requestsGoOnWhenALargeAnswerWasTaken() {
        List<ChannelPromise> kept = new ArrayList<>();
        EmbeddedChannel slow = stuck(kept);
        slow.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/slow", Unpooled.EMPTY_BUFFER));
        answerLarge(slow, answers.get(0));
        request("/other");
        kept.get(0).setSuccess();
        slow.runPendingTasks();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(begun).containsExactly("/slow", "/other");
        assertThat(slow.isOpen()).isTrue();
    }

    @Test
    void anAnswerThatCannotBeWrittenEndsTheConnection() {
        List<ChannelPromise> kept = new ArrayList<>();
        EmbeddedChannel broken = stuck(kept);
        broken.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/1", Unpooled.EMPTY_BUFFER));
        answerLarge(broken, answers.get(0));
        kept.get(0).setFailure(new IllegalStateException("expected by this test"));
        broken.runPendingTasks();
        assertThat(broken.isOpen()).isFalse();
    }

    @Test
    void largeBodiesDoNotPileUp() {
        for (int i = 0; i < 3; i++) {
            channel.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/" + i, Unpooled.wrappedBuffer(new byte[600 << 10])));
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        answer(0);
        assertThat(channel.config().isAutoRead()).isTrue();
    }
}
