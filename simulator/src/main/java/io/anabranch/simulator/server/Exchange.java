package io.anabranch.simulator.server;

import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A request and how it is answered; those that never reach the service have their answer already.
 *
 * @param over run once its answer is there, or will not be: its body is not needed any more
 */
record Exchange(boolean keepAlive, boolean head, ServiceRequest request, Optional<ServiceAnswer> settled, Runnable over) {
    static Exchange of(HttpRequest head, RequestBody body) {
        var request = new ServiceRequest(
                head.method().name(), head.uri(), name -> Optional.ofNullable(head.headers().get(name)), body.whole());
        return new Exchange(HttpUtil.isKeepAlive(head), head.method().name().equals("HEAD"), request, Optional.empty(), body::release);
    }

    /** An answer after which the connection is closed. */
    static Exchange refused(ServiceAnswer answer) {
        var nothing = new ServiceRequest("", "", name -> Optional.empty(), new byte[0]);
        return new Exchange(false, false, nothing, Optional.of(answer), () -> {});
    }

    /** The connection is closed behind it. */
    Exchange asLast() {
        return new Exchange(false, head, request, settled, over);
    }

    CompletionStage<ServiceAnswer> run(Function<ServiceRequest, CompletionStage<ServiceAnswer>> service) {
        return settled.<CompletionStage<ServiceAnswer>>map(java.util.concurrent.CompletableFuture::completedStage)
                .orElseGet(() -> service.apply(request));
    }
}
