package io.anabranch.simulator.server;

import io.anabranch.simulator.fault.LineFault;
import io.anabranch.simulator.operation.EventStream;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2StreamChannel;

/** Breaks a connection as a script of faults says. On the connection's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the connection, and that is what is wanted
final class BrokenLine {
    private BrokenLine() {}

    /** Breaks the line in place of the answer; no further request of it may be answered then. */
    static void instead(ChannelHandlerContext context, ServiceAnswer answer, LineFault fault) {
        answer.body().events().ifPresent(EventStream::close);
        if (fault.kind() == LineFault.Kind.CUT && answer.body().length() > 0) {
            cut(context, answer, fault.percent());
        } else if (fault.kind() == LineFault.Kind.RESET_STREAM && context.channel() instanceof Http2StreamChannel) {
            context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
        } else {
            reset(context.channel());
        }
    }

    private static void cut(ChannelHandlerContext context, ServiceAnswer answer, int percent) {
        FullHttpResponse whole = HttpAnswers.whole(answer, false);
        context.write(new DefaultHttpResponse(whole.protocolVersion(), whole.status(), whole.headers()));
        int length = part(answer.body().length(), percent);
        context.writeAndFlush(new DefaultHttpContent(whole.content().readSlice(length))).addListener(done -> end(context.channel()));
    }

    static int part(int length, int percent) {
        return (int) (length * (long) percent / 100);
    }

    /** No stream begins on an HTTP/2 connection any more; it closes once those under way are over. */
    static void goAway(Channel channel) {
        if (channel instanceof Http2StreamChannel stream) stream.parent().close();
    }

    private static void reset(Channel channel) {
        connection(channel).config().setOption(ChannelOption.SO_LINGER, 0);
        end(channel);
    }

    /** Closes the socket at once: past TLS and HTTP/2, which would say goodbye. */
    static void end(Channel channel) {
        connection(channel).pipeline().firstContext().close();
    }

    private static Channel connection(Channel channel) {
        return channel instanceof Http2StreamChannel stream ? stream.parent() : channel;
    }
}
