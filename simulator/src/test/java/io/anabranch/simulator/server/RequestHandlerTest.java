package io.anabranch.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How one connection's requests wait for each other and for the client. */
class RequestHandlerTest {
    private final List<String> begun = new ArrayList<>();
    private final List<CompletableFuture<ServiceAnswer>> answers = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new RequestHandler(this::serve, 1_000, () -> {}));

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
}
