package io.anabranch.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.metrics.ServerMeters;
import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.operation.EventStream;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How the frames of an event stream reach one connection. */
class StreamedAnswerTest {
    private static final int FRAME_BYTES = 10 << 10;

    private final StreamedAnswers streams = new StreamedAnswers();
    private final Frames frames = new Frames();
    private final EmbeddedChannel channel = new EmbeddedChannel(handler());
    private int begun;

    private static final class Frames implements EventStream {
        private final ArrayDeque<Body> waiting = new ArrayDeque<>();
        private Runnable ready = () -> {};
        private boolean over;
        private boolean broken;
        private boolean closed;

        @Override
        public Optional<Body> next() {
            if (broken) {
                throw new IllegalStateException("expected by this test");
            }
            return Optional.ofNullable(waiting.poll());
        }

        @Override
        public boolean isOver() {
            return over && waiting.isEmpty();
        }

        @Override
        public void onReady(Runnable runnable) {
            ready = runnable;
        }

        @Override
        public void close() {
            closed = true;
        }

        void add(int count) {
            for (int i = 0; i < count; i++) {
                waiting.add(new Body(new byte[FRAME_BYTES], FRAME_BYTES));
            }
            ready.run();
        }
    }

    private RequestHandler handler() {
        return new RequestHandler(
                new Port(ServerSettings.loopback(), this::serve, new RequestMemory(1 << 20), new AnswersUnderWay(1 << 20), streams, new ServerMeters(() -> 0)),
                () -> {});
    }

    private CompletionStage<ServiceAnswer> serve(ServiceRequest request) {
        begun++;
        Body body = request.target().equals("/events") ? new Body(new byte[0], 0, Optional.of(frames), Optional.empty()) : new Body(new byte[0], 0);
        return CompletableFuture.completedStage(new ServiceAnswer(200, List.of(), body));
    }

    private static void request(EmbeddedChannel to, String path) {
        to.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path, Unpooled.EMPTY_BUFFER));
    }

    private void subscribe() {
        request(channel, "/events");
        HttpResponse head = channel.readOutbound();
        assertThat(head.headers().get("Transfer-Encoding")).isEqualTo("chunked");
    }

    private int read() {
        int count = 0;
        for (Object out = channel.readOutbound(); out instanceof HttpContent content && !(out instanceof LastHttpContent); out = channel.readOutbound()) {
            assertThat(content.content().readableBytes()).isEqualTo(FRAME_BYTES);
            content.release();
            count++;
        }
        return count;
    }

    @Test
    void framesGoOutWhenTheyCome() {
        subscribe();
        assertThat(read()).isZero();
        frames.add(2);
        channel.runPendingTasks();
        assertThat(read()).isEqualTo(2);
        frames.add(100);
        channel.runPendingTasks();
        assertThat(read()).isEqualTo(100);
    }

    @Test
    void requestsBehindAStreamAreAnsweredWhenItIsOver() {
        subscribe();
        request(channel, "/other");
        assertThat(begun).isEqualTo(1);
        frames.over = true;
        frames.ready.run();
        channel.runPendingTasks();
        assertThat(begun).isEqualTo(2);
        assertThat(channel.<Object>readOutbound()).isInstanceOf(LastHttpContent.class);
        assertThat(frames.closed).isTrue();
    }

    @Test
    void aClientThatIsGoneIsForgotten() {
        subscribe();
        channel.close();
        assertThat(frames.closed).isTrue();
        frames.add(1);
        channel.runPendingTasks();
        assertThat(frames.waiting).hasSize(1);
    }

    @Test
    void aServerThatClosesEndsTheStreamInGoodOrder() {
        subscribe();
        streams.end();
        channel.pipeline().fireUserEventTriggered(RequestHandler.DRAIN);
        channel.runPendingTasks();
        assertThat(channel.<Object>readOutbound()).isInstanceOf(LastHttpContent.class);
        assertThat(channel.isOpen()).isFalse();
        assertThat(frames.closed).isTrue();
    }

    @Test
    void noStreamOutlivesTheServer() {
        streams.end();
        subscribe();
        channel.runPendingTasks();
        assertThat(channel.<Object>readOutbound()).isInstanceOf(LastHttpContent.class);
        assertThat(frames.closed).isTrue();
    }

    @Test
    void aStreamThatBreaksEndsTheConnection() {
        subscribe();
        frames.broken = true;
        frames.ready.run();
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(frames.closed).isTrue();
    }

    @Test
    void aClientThatTakesNothingIsGivenAFewFramesOnly() {
        List<ChannelPromise> kept = new ArrayList<>();
        EmbeddedChannel slow = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                        ReferenceCountUtil.release(message);
                        kept.add(promise);
                    }
                },
                handler());
        frames.add(100);
        request(slow, "/events");
        slow.runPendingTasks();
        assertThat(kept).hasSize(1 + 7);
        frames.add(1);
        slow.runPendingTasks();
        assertThat(kept).hasSize(1 + 7);
        List.copyOf(kept).forEach(promise -> promise.trySuccess());
        slow.runPendingTasks();
        assertThat(kept).hasSize(1 + 7 + 7);
    }
}
