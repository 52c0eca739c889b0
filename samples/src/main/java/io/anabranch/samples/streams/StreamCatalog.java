package io.anabranch.samples.streams;

import java.util.List;

/** Where streams can be looked up. Calls block; a stream that is not there is an exception that names it. */
public interface StreamCatalog {
    /** Names in their order. */
    List<String> names();

    StreamView describe(String stream);

    /** Makes sure that a stream is there, without looking at its shards. */
    void check(String stream);
}
