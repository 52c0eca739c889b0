package io.anabranch.samples.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecordFeedTest {
    private static final KeyPattern NUMBERED = new KeyPattern("k-{n}", 2, new SplittableRandom(1));

    private static List<String> all(RecordFeed feed) throws IOException {
        List<String> all = new ArrayList<>();
        for (Optional<RecordFeed.Keyed> next = feed.next(); next.isPresent(); next = feed.next()) {
            all.add(next.get().key() + "=" + UTF_8.decode(next.get().data().duplicate()));
        }
        return all;
    }

    private static LineFeed lines(String text, Optional<String> separator) {
        return new LineFeed(new ByteArrayInputStream(text.getBytes(UTF_8)), separator, NUMBERED);
    }

    @Test
    void linesAreRecords() throws IOException {
        assertThat(all(lines("a\nb\n\nпривет", Optional.empty()))).containsExactly("k-1=a", "k-2=b", "k-1=", "k-2=привет");
    }

    @Test
    void aRecordHasTheVeryBytesOfItsLine() throws IOException {
        byte[] bytes = {(byte) 0xFF, 0, '\r', (byte) 0xE9, '\n', (byte) 0xC3, '\r', '\n', '\r'};
        LineFeed feed = new LineFeed(new ByteArrayInputStream(bytes), Optional.empty(), NUMBERED);

        assertThat(bytes(feed)).containsExactly(bytes[0], bytes[1], bytes[2], bytes[3]);
        assertThat(bytes(feed)).containsExactly(bytes[5]);
        assertThat(bytes(feed)).containsExactly('\r');
        assertThat(feed.next()).isEmpty();
    }

    private static byte[] bytes(RecordFeed feed) throws IOException {
        ByteBuffer data = feed.next().orElseThrow().data();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    @Test
    void aLineIsNoLongerThanARecord() throws IOException {
        byte[] longest = new byte[10 << 20];
        assertThat(bytes(new LineFeed(new ByteArrayInputStream(longest), Optional.empty(), NUMBERED))).hasSize(longest.length);
        LineFeed longer = new LineFeed(new ByteArrayInputStream(new byte[11 << 20]), Optional.empty(), NUMBERED);
        assertThatThrownBy(longer::next).hasMessage("line 1: longer than 10 MiB, the most a record can have");
    }

    @Test
    void aKeyIsText() {
        byte[] bytes = {(byte) 0xFF, '=', 'a'};
        assertThatThrownBy(() -> new LineFeed(new ByteArrayInputStream(bytes), Optional.of("="), NUMBERED).next()).hasMessage("line 1: the key is not UTF-8");
        assertThatThrownBy(() -> all(lines("k=v\n" + "k".repeat(257) + "=v", Optional.of("=")))).hasMessageStartingWith("line 2: a partition key");
    }

    @Test
    void nothingIsWaitedForWhileALineIsThere() throws IOException {
        LineFeed feed = lines("a\nb\npart", Optional.empty());
        assertThat(feed.isWaiting()).isFalse();
        feed.next();
        assertThat(feed.isWaiting()).isFalse();
        feed.next();
        assertThat(feed.isWaiting()).as("the rest of a line is waited for").isTrue();
    }

    @Test
    void aLineMayBringItsKey() throws IOException {
        assertThat(all(lines("x::1::2\ny::", Optional.of("::")))).containsExactly("x=1::2", "y=");
        assertThatThrownBy(() -> all(lines("x::1\nfish", Optional.of("::")))).hasMessage("line 2: no key before '::'");
        assertThatThrownBy(() -> all(lines("::1", Optional.of("::")))).hasMessage("line 1: no key before '::'");
    }

    @Test
    void generatedRecordsHaveTheirSize() throws IOException {
        assertThat(all(new GeneratedFeed(NUMBERED, 3, 12))).containsExactly("k-1=record 1 ...", "k-2=record 2 ...", "k-1=record 3 ...");
        assertThat(all(new GeneratedFeed(NUMBERED, 1, 3))).containsExactly("k-1=rec");
    }

    @Test
    void randomKeysComeOfTheSeed() {
        KeyPattern random = new KeyPattern("r-{random}", 0, new SplittableRandom(1));
        assertThat(random.key(1)).matches("r-[0-9a-f]{16}").isNotEqualTo(random.key(2)).isEqualTo(new KeyPattern("r-{random}", 0, new SplittableRandom(1)).key(1));
    }
}
