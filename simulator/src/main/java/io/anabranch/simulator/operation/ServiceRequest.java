package io.anabranch.simulator.operation;

import java.util.Optional;

/**
 * One HTTP request, gathered.
 *
 * @param target  path and query
 * @param body    whole; belongs to the service from here on
 */
public record ServiceRequest(String method, String target, Headers headers, byte[] body) {
    /** Header lookup, in any case of the name's letters; the first of several. */
    @FunctionalInterface
    public interface Headers {
        Optional<String> get(String name);
    }

    /** The target without its query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    String header(String name) {
        return headers.get(name).orElse("");
    }

    boolean hasHeader(String name) {
        return headers.get(name).isPresent();
    }
}
