package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeCodecTest {
    private static final Identity HOME = new Identity("000000000000", "us-east-1");
    private static final Identity OTHER = new Identity("123456789012", "eu-west-1");

    private static StreamState stream(Optional<Pending> pending) {
        StreamConfig config = StreamConfig.DEFAULT.withRetentionHours(48).withTags(Map.of("team", "größe")).asArchive();
        return new StreamState(7, "s", OTHER, "s-5-x", "id", StreamStatus.UPDATING, pending, 5, config, List.of(), List.of());
    }

    @Test
    void readsWhatItWrote() throws IOException {
        ConsumerState consumer = new ConsumerState("c", ConsumerStatus.CREATING, 9, Attributes.NONE.with("policy", "{}"));
        List<Change> changes = List.of(
                new Change.StreamSet(stream(Optional.empty())),
                new Change.StreamSet(stream(Optional.of(new Reshard.Split(3, BigInteger.TEN)))),
                new Change.StreamSet(stream(Optional.of(new Reshard.Merge(3, 4)))),
                new Change.StreamSet(stream(Optional.of(new Reshard.Scale(7)))),
                new Change.StreamSet(stream(Optional.of(Pending.Configure.from(StreamConfig.DEFAULT.asArchive(), StreamConfig.DEFAULT.withMaxRecordKiB(2048))))),
                new Change.ConsumerSet(7, consumer),
                new Change.ConsumerGone(7, "c"),
                new Change.StreamGone(7),
                new Change.AccountSet(OTHER, Attributes.NONE.with("billing", 1)));
        assertThat(ChangeCodec.decode(ChangeCodec.encode(changes), Optional.empty())).isEqualTo(changes);
    }

    @Test
    void streamOfTheFirstFormatBelongsToTheOriginAndKeepsItsFolder() throws IOException {
        StreamState old = ((Change.StreamSet) ChangeCodec.decode(oldStream(), Optional.of(HOME)).get(0)).stream();
        assertThat(old.owner()).isEqualTo(HOME);
        assertThat(old.folder()).isEqualTo("s-5");
        assertThat(old.config().retentionHours()).isEqualTo(24);
        assertThat(old.pending()).contains(new Reshard.Merge(0, 1));
    }

    private static byte[] oldStream() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(2);
        out.writeLong(7);
        out.writeUTF("s");
        out.writeUTF("id");
        out.writeUTF("UPDATING");
        out.writeByte(2);
        out.writeInt(0);
        out.writeInt(1);
        out.writeLong(5);
        out.writeInt(24);
        return bytes.toByteArray();
    }

    @Test
    void entryOfANewerVersionIsRefused() {
        assertThatThrownBy(() -> ChangeCodec.decode(new byte[] {99}, Optional.empty())).hasMessageContaining("newer version");
    }
}
