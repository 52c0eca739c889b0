package io.anabranch.simulator.server;

import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A request and how it is answered; those that never reach the service have their answer already.
 *
 * @param keepAlive false if the connection is closed behind it
 * @param chunked   false if the client is of a time before bodies in chunks, and connections that are kept
 * @param over      run once its answer is there, or will not be: its body is not needed any more
 */
record Exchange(boolean keepAlive, boolean chunked, boolean head, ServiceRequest request, Optional<ServiceAnswer> settled, Runnable over) {
    static Exchange of(HttpRequest head, RequestBody body) {
        var request = new ServiceRequest(
                head.method().name(), inOriginForm(head.uri()), name -> Optional.ofNullable(head.headers().get(name)), body.whole());
        boolean chunked = !head.protocolVersion().equals(HttpVersion.HTTP_1_0);
        return new Exchange(HttpUtil.isKeepAlive(head), chunked, head.method().name().equals("HEAD"), request, Optional.empty(), body::release);
    }

    /** A client may name the whole of the URI, as it would to a proxy. */
    private static String inOriginForm(String uri) {
        int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
        if (scheme < 0) return uri;
        int path = uri.indexOf('/', scheme + 3);
        return path < 0 ? "/" : uri.substring(path);
    }

    /** An empty answer after which the connection is closed. */
    static Exchange refused(int status) {
        var nothing = new ServiceRequest("", "", name -> Optional.empty(), new byte[0]);
        var answer = new ServiceAnswer(status, List.of(), new Body(new byte[0], 0));
        return new Exchange(false, true, false, nothing, Optional.of(answer), () -> {});
    }

    /** The connection is closed behind it. */
    Exchange asLast() {
        return new Exchange(false, chunked, head, request, settled, over);
    }

    CompletionStage<ServiceAnswer> run(Function<ServiceRequest, CompletionStage<ServiceAnswer>> service) {
        return settled.<CompletionStage<ServiceAnswer>>map(CompletableFuture::completedStage).orElseGet(() -> service.apply(request));
    }
}
