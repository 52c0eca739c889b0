package io.anabranch.simulator.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the memory of answers that clients have not taken yet. Of a large one about 1 MiB stays in memory until its client has read it, so some
 * hundred clients that do not read would leave nothing for the others. Once the bound is reached no request begins, and clients that have kept
 * an answer waiting for long are cut off, the longest waiting first, until there is room. Thread-safe.
 */
final class AnswersUnderWay {
    private static final Logger LOG = LoggerFactory.getLogger(AnswersUnderWay.class);
    /** Smaller ones are bounded by the write buffer of their connection. */
    private static final int LARGE_BYTES = 64 << 10;

    private static final long PATIENCE_MILLIS = 1_000;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    /** The longest waiting first. */
    private final ConcurrentLinkedQueue<Answer> late = new ConcurrentLinkedQueue<>();

    AnswersUnderWay(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes note of an answer that was handed to its connection. */
    void add(Channel channel, int length, ChannelFuture written) {
        if (length < LARGE_BYTES || written.isDone()) {
            return;
        }
        bytes.addAndGet(length);
        var answer = new Answer(channel, length);
        var timer = channel.eventLoop().schedule(() -> late.add(answer), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        written.addListener(done -> {
            bytes.addAndGet(-length);
            if (!timer.cancel(false)) {
                late.remove(answer);
            }
        });
    }

    /** False if no further request should begin now. */
    boolean hasRoom() {
        return bytes.get() <= maxBytes || madeRoom();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the end of a connection frees what it held, however it ends
    private synchronized boolean madeRoom() {
        long excess = bytes.get() - maxBytes;
        for (Iterator<Answer> longest = late.iterator(); excess > 0 && longest.hasNext(); ) {
            Answer answer = longest.next();
            longest.remove();
            excess -= answer.length;
            LOG.warn("connection={} closed: it does not take its answer of {} bytes, and memory is needed", answer.channel, answer.length);
            answer.channel.close();
        }
        return bytes.get() <= maxBytes;
    }

    /** Told apart by identity. */
    private static final class Answer {
        private final Channel channel;
        private final int length;

        Answer(Channel channel, int length) {
            this.channel = channel;
            this.length = length;
        }
    }
}
