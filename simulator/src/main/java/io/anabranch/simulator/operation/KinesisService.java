package io.anabranch.simulator.operation;

import io.anabranch.schema.api.GlueHandler;
import io.anabranch.schema.api.Response;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests as the service does, in its order of checks: method, empty body, content type, whether the body can be read, target, presence
 * of a signature, types, constraints, and then the operation itself. Thread-safe.
 */
public final class KinesisService {
    private static final Logger LOG = LoggerFactory.getLogger(KinesisService.class);
    private static final String TARGET_PREFIX = "Kinesis_20131202.";
    private static final String GLUE_PREFIX = "AWSGlue.";

    private final Operations operations;
    private final Optional<GlueHandler> glue;
    private final Executor blocking;
    private final AnswerWriter answers;
    private final FaultyCalls faulty;
    private final Function<Call, CompletionStage<ServiceAnswer>> performing = this::perform;

    /**
     * @param glue     answers targets of the schema registry; without it they are unknown operations
     * @param faults   by which requests to Kinesis go wrong
     * @param blocking runs what may wait for a disk
     * @param random   thread-safe
     */
    public KinesisService(Streams streams, Optional<GlueHandler> glue, Faults faults, Executor blocking, RandomGenerator random) {
        this.operations = new Operations(streams, random);
        this.glue = glue;
        this.blocking = blocking;
        this.answers = new AnswerWriter(new RequestIds(random), new DateHeader(streams::nowMillis));
        this.faulty = new FaultyCalls(faults, streams, blocking, answers);
    }

    /** Answers one request. Does not block; the stage never fails. */
    public CompletionStage<ServiceAnswer> handle(ServiceRequest request) {
        if (!request.method().equals("POST")) {
            boolean preflight = request.method().equals("OPTIONS") && request.hasHeader("Origin");
            return CompletableFuture.completedStage(preflight ? answers.preflight(request) : answers.accessDenied(request));
        }
        String contentType = request.header("Content-Type").split(";", 2)[0].trim();
        if (request.header("X-Amz-Target").startsWith(GLUE_PREFIX) && glue.isPresent() && contentType.equals(WireFormat.JSON.contentType())) {
            return glue(request, glue.get());
        }
        if (request.body().length == 0) {
            return CompletableFuture.completedStage(withoutBody(request, contentType));
        }
        Optional<WireFormat> format = WireFormat.ofContentType(contentType);
        return format.isPresent()
                ? inFormat(request, format.get())
                : CompletableFuture.completedStage(otherContentType(request, contentType));
    }

    /** A name for what a request asks for, one of few: the operation's, if there is one. */
    public String operationName(ServiceRequest request) {
        String target = request.header("X-Amz-Target");
        if (target.startsWith(GLUE_PREFIX)) return "AWSGlue";
        String name = target.startsWith(TARGET_PREFIX) ? target.substring(TARGET_PREFIX.length()) : "";
        return operations.has(name) ? name : "none";
    }

    private ServiceAnswer withoutBody(ServiceRequest request, String contentType) {
        WireFormat format = contentType.equals(WireFormat.JSON.contentType()) ? WireFormat.JSON : WireFormat.CBOR;
        ErrorType type = operation(request).isPresent() ? ErrorType.SERIALIZATION : ErrorType.UNKNOWN_OPERATION;
        return answers.error(request, format, new StreamException(type, ""));
    }

    private ServiceAnswer otherContentType(ServiceRequest request, String contentType) {
        if (contentType.equals(AnswerWriter.LEGACY_CONTENT_TYPE)) {
            return readable(WireFormat.JSON, request.body())
                    ? answers.legacyError(request, 404, ErrorType.UNKNOWN_OPERATION)
                    : answers.legacyError(request, 400, ErrorType.SERIALIZATION);
        }
        return request.hasHeader("X-Amz-Target") ? answers.unknownOperation(request) : answers.accessDenied(request);
    }

    private CompletionStage<ServiceAnswer> inFormat(ServiceRequest request, WireFormat format) {
        Optional<Operation> operation = operation(request);
        Optional<StreamException> fault = operation.isEmpty()
                ? Optional.of(new StreamException(ErrorType.UNKNOWN_OPERATION, ""))
                : Authorization.fault(request);
        if (fault.isPresent()) {
            // A body that cannot be read comes first in the order of checks; the operation itself finds that on its own.
            StreamException first = readable(format, request.body()) ? fault.get() : unreadable();
            return CompletableFuture.completedStage(answers.error(request, format, first));
        }
        return faulty.run(new Call(request, format, operation.get()), performing);
    }

    private CompletionStage<ServiceAnswer> perform(Call call) {
        CompletionStage<Body> body = call.operation().blocks()
                ? CompletableFuture.supplyAsync(() -> start(call), blocking).thenCompose(stage -> stage)
                : start(call);
        return body.handle((done, failure) -> failure == null
                ? answers.ok(call.request(), call.format(), done)
                : answers.error(call.request(), call.format(), refusal(call.operation(), failure)));
    }

    private static CompletionStage<Body> start(Call call) {
        try {
            return call.operation().answer(call.format(), call.request().body());
        } catch (WireException e) {
            return CompletableFuture.failedStage(unreadable());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static StreamException refusal(Operation operation, Throwable failure) {
        @Nullable Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof StreamException refusal && refusal.type() != ErrorType.INTERNAL_FAILURE) {
            return refusal;
        }
        if (cause instanceof StreamException broken) {
            LOG.error("request failed operation={} {}", operation.name(), broken.getMessage());
            return broken;
        }
        LOG.error("request failed operation={}", operation.name(), cause);
        return new StreamException(ErrorType.INTERNAL_FAILURE, "");
    }

    private CompletionStage<ServiceAnswer> glue(ServiceRequest request, GlueHandler handler) {
        Optional<StreamException> fault = Authorization.fault(request);
        if (fault.isPresent()) {
            return CompletableFuture.completedStage(answers.error(request, WireFormat.JSON, fault.get()));
        }
        String operation = request.header("X-Amz-Target").substring(GLUE_PREFIX.length());
        return CompletableFuture.supplyAsync(() -> handler.handle(operation, request.body()), blocking).handle((done, failure) -> glueAnswer(request, done, failure));
    }

    private ServiceAnswer glueAnswer(ServiceRequest request, @Nullable Response done, @Nullable Throwable failure) {
        if (done == null) {
            LOG.error("schema request failed", failure);
            return answers.error(request, WireFormat.JSON, new StreamException(ErrorType.INTERNAL_FAILURE, ""));
        }
        return answers.json(request, done.status(), done.json());
    }

    private Optional<Operation> operation(ServiceRequest request) {
        String target = request.header("X-Amz-Target");
        return target.startsWith(TARGET_PREFIX)
                ? operations.find(target.substring(TARGET_PREFIX.length()), Caller.of(request, operations.home()))
                : Optional.empty();
    }

    private static boolean readable(WireFormat format, byte[] body) {
        try {
            WireReader.read(format, body);
            return true;
        } catch (WireException e) {
            return false; // that is the question
        }
    }

    private static StreamException unreadable() {
        return new StreamException(ErrorType.SERIALIZATION, "");
    }
}
