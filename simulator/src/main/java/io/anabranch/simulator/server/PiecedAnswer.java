package io.anabranch.simulator.server;

import io.anabranch.simulator.operation.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.stream.ChunkedInput;
import java.util.function.Supplier;

/** A body that is made as fast as its client takes it. On the connection's event loop. */
final class PiecedAnswer implements ChunkedInput<HttpContent> {
    private final Supplier<Body> pieces;
    private final int length;
    private int given;

    PiecedAnswer(Supplier<Body> pieces, int length) {
        this.pieces = pieces;
        this.length = length;
    }

    @Override
    public HttpContent readChunk(ByteBufAllocator allocator) {
        Body piece = pieces.get();
        given += piece.length();
        ByteBuf bytes = Unpooled.wrappedBuffer(piece.bytes(), 0, piece.length());
        return isEndOfInput() ? new DefaultLastHttpContent(bytes) : new DefaultHttpContent(bytes);
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // the interface has it, and nobody here calls it
    public HttpContent readChunk(ChannelHandlerContext context) {
        return readChunk(context.alloc());
    }

    @Override
    public boolean isEndOfInput() {
        return given >= length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long progress() {
        return given;
    }

    @Override
    public void close() {
        // The bytes are the log's.
    }
}
