package io.anabranch.samples.cli;

import io.anabranch.simulator.stream.Identity;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stream that {@code serve} makes unless it exists. */
record InitialStream(String name, int shards, Optional<String> region) {
    /** Reads {@code a:4,b:2:eu-west-1}; nothing is no stream. */
    static List<InitialStream> parse(String list) {
        List<InitialStream> streams = new ArrayList<>();
        if (list.isBlank()) return streams;
        for (String entry : list.split(",", -1)) streams.add(one(entry.strip()));
        return streams;
    }

    private static InitialStream one(String entry) {
        if (!entry.matches("[a-zA-Z0-9_.-]{1,128}:[1-9]\\d{0,4}(:[a-z0-9-]+)?"))
            throw new IllegalArgumentException("--init-streams wants name:shards or name:shards:region, separated by commas, not '" + entry + "'");
        String[] parts = entry.split(":", 3);
        return new InitialStream(parts[0], Integer.parseInt(parts[1]), parts.length > 2 ? Optional.of(parts[2]) : Optional.empty());
    }

    void create(Streams home) {
        Streams streams = region.map(other -> home.of(new Identity(home.account(), other))).orElse(home);
        if (streams.list().stream().map(StreamDescription::name).noneMatch(name::equals)) streams.create(name, shards);
    }
}
