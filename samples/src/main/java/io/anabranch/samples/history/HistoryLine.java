package io.anabranch.samples.history;

import org.jspecify.annotations.Nullable;

/**
 * One event in the life of a worker.
 *
 * @param t        wall-clock time, epoch milliseconds; of a record: the moment it was dispatched to the processor
 * @param nanos    the same moment on a clock that never goes back but means nothing outside its process
 * @param worker   who
 * @param shard    where
 * @param epoch    lease epoch of the claim the event belongs to
 * @param sequence of a record its sequence number, of a claim the position it starts from, of a checkpoint the position stored ({@code SHARD_END}
 *                 for the end); decimal, or null where the event has none
 * @param key      partition key of a record, else null
 */
public record HistoryLine(long t, long nanos, Event event, String worker, String shard, long epoch, @Nullable String sequence,
        @Nullable String key) {

    /** What can happen. */
    public enum Event {
        CLAIM("claim"), RECORD("record"), CHECKPOINT("checkpoint"), RELEASE("release"), LOST("lost"), SHARD_END("shard-end");

        private final String text;

        Event(String text) {
            this.text = text;
        }

        /** As it is written. */
        public String text() {
            return text;
        }

        static Event of(String text) {
            for (Event event : values()) {
                if (event.text.equals(text)) return event;
            }
            throw new IllegalArgumentException("not an event: " + text);
        }
    }

    void writeTo(StringBuilder out) {
        out.append("{\"t\":").append(t).append(",\"nanos\":").append(nanos).append(",\"event\":\"").append(event.text);
        out.append("\",\"worker\":");
        quote(out, worker);
        out.append(",\"shard\":");
        quote(out, shard);
        out.append(",\"epoch\":").append(epoch);
        member(out, ",\"sequence\":", sequence);
        member(out, ",\"key\":", key);
        out.append("}\n");
    }

    private static void member(StringBuilder out, String name, @Nullable String value) {
        if (value == null) return;
        out.append(name);
        quote(out, value);
    }

    private static void quote(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
