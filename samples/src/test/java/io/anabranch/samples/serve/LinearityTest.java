package io.anabranch.samples.serve;

import static io.anabranch.samples.serve.ShardHistory.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.samples.serve.ShardHistory.Put;
import io.anabranch.samples.serve.ShardHistory.Read;
import io.anabranch.samples.serve.ShardHistory.Seen;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checker finds what it is there to find, and nothing where there is nothing. */
class LinearityTest {
    private final ShardHistory history = new ShardHistory();

    private void put(String id, long invoked, long returned, int sequence) {
        history.add(new Put(id, invoked, returned, Optional.of(BigInteger.valueOf(sequence))));
    }

    private void unknown(String id, long invoked) {
        history.add(new Put(id, invoked, NEVER, Optional.empty()));
    }

    /** @param records such as {@code a@1} */
    private void read(int after, long invoked, long returned, String... records) {
        read(after, invoked, returned, false, records);
    }

    private void read(int after, long invoked, long returned, boolean more, String... records) {
        List<Seen> seen = Arrays.stream(records).map(text -> text.split("@")).map(part -> new Seen(new BigInteger(part[1]), part[0])).toList();
        history.add(new Read(BigInteger.valueOf(after), invoked, returned, seen, more));
    }

    private void assertFound(String violation) {
        assertThat(Linearity.violations(history)).hasSize(1).first().asString().contains(violation);
    }

    @Test
    void aLogIsInOrder() {
        put("a", 1, 4, 1);
        put("b", 2, 3, 2);
        unknown("lost", 2);
        unknown("stored", 2);
        put("c", 5, 8, 4);
        read(0, 1, 6, "a@1", "b@2", "stored@3");
        read(0, 6, 7, true, "a@1");
        read(3, 6, 7, "c@4");
        read(3, 6, 7);
        read(0, 9, 10, "a@1", "b@2", "stored@3", "c@4");
        assertThat(Linearity.violations(history)).isEmpty();
    }

    @Test
    void anAcknowledgedRecordThatIsNotReadIsMissed() {
        put("a", 1, 2, 1);
        read(0, 3, 4);
        assertFound("stopped at 0 although a was known before");
    }

    @Test
    void aRecordThatWasReadAndIsGoneIsMissed() {
        unknown("a", 1);
        read(0, 2, 3, "a@1");
        read(0, 4, 5);
        assertFound("stopped at 0 although a was known before");
    }

    @Test
    void aHoleIsFound() {
        put("a", 1, 10, 1);
        put("b", 2, 10, 2);
        read(0, 3, 4, "b@2");
        assertFound("brought [2] where there is [1, 2]");
    }

    @Test
    void recordsInTheWrongOrderAreFound() {
        put("a", 1, 10, 1);
        put("b", 1, 10, 2);
        read(0, 3, 4, "b@2", "a@1");
        assertThat(Linearity.violations(history)).anyMatch(text -> text.contains("brought [2, 1]"));
    }

    @Test
    void aRecordThatIsThereTwiceIsFound() {
        put("a", 1, 2, 1);
        read(0, 3, 4, "a@1", "a@2");
        assertFound("a stands at 1, and by a read at 2");
    }

    @Test
    void twoRecordsInOnePlaceAreFound() {
        put("a", 1, 10, 1);
        put("b", 1, 10, 1);
        assertFound("1 holds a, and by an answer b");
    }

    @Test
    void sequenceNumbersAgainstTheOrderOfTimeAreFound() {
        put("a", 1, 2, 2);
        put("b", 3, 4, 1);
        assertFound("a returned before b was put, and stands behind it");
    }

    @Test
    void aRecordNobodyPutIsFound() {
        read(0, 3, 4, "a@1");
        assertFound("a was read before anybody put it");
    }

    @Test
    void aRecordReadBeforeItWasPutIsFound() {
        put("a", 5, 6, 1);
        read(0, 3, 4, "a@1");
        assertFound("a was read before anybody put it");
    }
}
