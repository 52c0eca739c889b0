package io.anabranch.simulator.server;

import io.anabranch.simulator.metrics.ServerMeters;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What the connections of one port share. */
record Port(
        ServerSettings settings,
        Function<ServiceRequest, CompletionStage<ServiceAnswer>> service,
        RequestMemory memory,
        AnswersUnderWay underWay,
        StreamedAnswers streams,
        ServerMeters meters) {}
