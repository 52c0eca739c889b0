package io.anabranch.simulator.operation;

import io.anabranch.simulator.fault.LineFault;
import java.util.List;
import java.util.Optional;

/**
 * One HTTP answer; the length header is left to the server.
 *
 * @param headers names and values in turn
 * @param fault   what happens to the connection when this is to be sent
 */
public record ServiceAnswer(int status, List<String> headers, Body body, Optional<LineFault> fault) {
    public ServiceAnswer {
        headers = List.copyOf(headers);
    }

    public ServiceAnswer(int status, List<String> headers, Body body) {
        this(status, headers, body, Optional.empty());
    }

    /** Nothing to be sent: the line breaks. */
    static ServiceAnswer none(LineFault fault) {
        return new ServiceAnswer(200, List.of(), Body.EMPTY, Optional.of(fault));
    }

    ServiceAnswer with(LineFault value) {
        return new ServiceAnswer(status, headers, body, Optional.of(value));
    }
}
