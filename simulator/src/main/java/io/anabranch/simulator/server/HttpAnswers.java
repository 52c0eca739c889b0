package io.anabranch.simulator.server;

import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** Answers of the service as HTTP messages. */
final class HttpAnswers {
    private HttpAnswers() {}

    static FullHttpResponse whole(ServiceAnswer answer, boolean head, boolean last) {
        Body body = answer.body().whole();
        ByteBuf content = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body.bytes(), 0, body.length());
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
        setHeaders(response, answer, last);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length());
        return response;
    }

    /** What comes before the pieces of a body. */
    static HttpResponse beforePieces(ServiceAnswer answer, boolean last) {
        HttpResponse response = head(answer, last);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length());
        return response;
    }

    /** What comes before the frames of an event stream. */
    static HttpResponse beginning(ServiceAnswer answer, boolean last) {
        HttpResponse response = head(answer, last);
        HttpUtil.setTransferEncodingChunked(response, true);
        return response;
    }

    private static HttpResponse head(ServiceAnswer answer, boolean last) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
        setHeaders(response, answer, last);
        return response;
    }

    private static void setHeaders(HttpResponse response, ServiceAnswer answer, boolean last) {
        List<String> headers = answer.headers();
        for (int i = 0; i < headers.size(); i += 2) {
            response.headers().set(headers.get(i), headers.get(i + 1));
        }
        if (last) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }
}
