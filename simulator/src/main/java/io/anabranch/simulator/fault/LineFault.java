package io.anabranch.simulator.fault;

import java.util.Arrays;
import java.util.Optional;

/**
 * What happens to the connection when a call is to be answered.
 *
 * @param percent how much of the answer's body is sent before a {@link Kind#CUT}, 0 to 99
 */
public record LineFault(Kind kind, int percent) {
    /** How the line breaks. */
    public enum Kind {
        /** The connection is reset (TCP RST), with all HTTP/2 streams on it; the call has no effect. */
        RESET("reset", false),
        /** The same, but the call takes effect: a client that tries again does it twice. */
        LOSE_ANSWER("loseAnswer", true),
        /** RST_STREAM with INTERNAL_ERROR instead of the answer, and the call has no effect; over HTTP/1.1 the connection is reset. */
        RESET_STREAM("resetStream", false),
        /** GOAWAY, then the answer, then the end of the connection; over HTTP/1.1 the answer says {@code Connection: close}. */
        GO_AWAY("goAway", true),
        /** The call takes effect, its answer begins, and the connection is closed in the middle of it: of its body, or of an event stream's frame. */
        CUT("cut", true);

        private final String word;
        private final boolean performed;

        Kind(String word, boolean performed) {
            this.word = word;
            this.performed = performed;
        }

        /** As a script says it. */
        String word() {
            return word;
        }

        static Optional<Kind> of(String word) {
            return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
        }
    }

    public LineFault {
        if (percent < 0 || percent > 99) throw new IllegalArgumentException("percent must be 0 to 99, was " + percent);
    }

    static LineFault of(Kind kind) {
        return new LineFault(kind, 0);
    }

    /** True if the call takes effect. */
    public boolean performed() {
        return kind.performed;
    }
}
