package io.anabranch.lease.zookeeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The file {@code endpoint} of a hosted folder: one line {@code 127.0.0.1:PORT}. It stays when the server ends, so that the next one can take the same
 * port and clients find it where it was.
 */
final class Endpoint {
    static final String HOST = "127.0.0.1";

    private Endpoint() {}

    /** The port last published; empty if there is none, or if the file is not one line as above. */
    static Optional<Integer> read(Path folder) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String line = Files.readString(file, StandardCharsets.US_ASCII).strip();
        return line.matches(HOST.replace(".", "\\.") + ":[0-9]{1,5}") ? Optional.of(Integer.parseInt(line.substring(HOST.length() + 1))) : Optional.empty();
    }

    static void publish(Path folder, int port) throws IOException {
        Path next = folder.resolve("endpoint.next");
        Files.writeString(next, connectString(port) + "\n", StandardCharsets.US_ASCII);
        Files.move(next, file(folder), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static String connectString(int port) {
        return HOST + ":" + port;
    }

    private static Path file(Path folder) {
        return folder.resolve("endpoint");
    }
}
