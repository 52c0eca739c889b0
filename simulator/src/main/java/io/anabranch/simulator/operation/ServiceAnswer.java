package io.anabranch.simulator.operation;

import java.util.List;

/**
 * One HTTP answer; the length header is left to the server.
 *
 * @param headers names and values in turn
 */
public record ServiceAnswer(int status, List<String> headers, Body body) {
    public ServiceAnswer {
        headers = List.copyOf(headers);
    }
}
