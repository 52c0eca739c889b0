package io.anabranch.lease.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.model.WorkerTraits;
import io.anabranch.lease.store.CoordinationSession.Node;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is in the nodes, byte for byte: processes of other versions read it. */
class DocumentsTest {
    private static final LeaseKey KEY = new LeaseKey("orders", "shardId-000000000002");

    @Test
    void leaseRecord() {
        LeaseRecord record = new LeaseRecord(4294967301L, Optional.of("w3#1"), LeaseState.OWNED, 17, Optional.of("4959"),
                List.of("shardId-000000000001"), 0, Optional.empty(), Instant.ofEpochMilli(1_700_000_000_000L));
        String json = """
                {"v":1,"e":4294967301,"o":"w3#1","s":"OWNED","w":17,"c":"4959","pp":["shardId-000000000001"],"t":1700000000000}""";
        assertThat(record.encode()).asString(UTF_8).isEqualTo(json);
        assertThat(LeaseRecord.decode(json.getBytes(UTF_8))).isEqualTo(record);
    }

    @Test
    void leaseRecordNobodyHasClaimed() {
        LeaseRecord record = LeaseRecord.created(List.of(), 2, Instant.ofEpochMilli(5));
        String json = """
                {"v":1,"e":0,"o":null,"s":"RELEASED","w":0,"c":null,"pp":[],"gen":2,"t":5}""";
        assertThat(record.encode()).asString(UTF_8).isEqualTo(json);
        assertThat(LeaseRecord.decode(json.getBytes(UTF_8))).isEqualTo(record);
    }

    @Test
    void failedLeaseRecordSaysWhy() {
        LeaseRecord record = LeaseRecord.created(List.of(), 0, Instant.EPOCH).claimed(9, "w1#a", LeaseState.OWNED, Instant.EPOCH)
                .next(LeaseState.FAILED, Optional.of("7"), Optional.of("bad \"record\""), Instant.EPOCH);
        assertThat(LeaseRecord.decode(record.encode())).isEqualTo(record);
        assertThat(record.encode()).asString(UTF_8).contains("\"why\":\"bad \\\"record\\\"\"");
    }

    @Test
    void assignment() {
        Assignment assignment = new Assignment(7, 41, List.of(new Assignment.Entry(KEY, 30064771073L, Assignment.Wish.ACTIVE, 0),
                new Assignment.Entry(KEY, 30064771074L, Assignment.Wish.STANDBY, 30_000)));
        String json = """
                {"v":1,"term":7,"rev":41,"leases":[["orders","shardId-000000000002",30064771073,"ACTIVE",0],\
                ["orders","shardId-000000000002",30064771074,"STANDBY",30000]]}""";
        assertThat(assignment.encode()).asString(UTF_8).isEqualTo(json);
        assertThat(Assignment.decode(json.getBytes(UTF_8))).isEqualTo(assignment);
    }

    @Test
    void letterLeaderWorkerAndStream() {
        Letter letter = new Letter(Letter.About.ENDED, "w1#a", Optional.of(KEY), 5, List.of("shardId-000000000003"));
        assertThat(letter.encode()).asString(UTF_8).isEqualTo("""
                {"v":1,"about":"ENDED","from":"w1#a","stream":"orders","shard":"shardId-000000000002","e":5,"children":["shardId-000000000003"]}""");
        assertThat(Letter.decode(letter.encode())).isEqualTo(letter);
        assertThat(Letter.decode(Letter.draining("w1#a").encode())).isEqualTo(Letter.draining("w1#a"));
        LeaderNode leader = new LeaderNode(3, "w1#a", Instant.ofEpochMilli(8));
        assertThat(leader.encode()).asString(UTF_8).isEqualTo("""
                {"v":1,"term":3,"id":"w1#a","since":8}""");
        assertThat(LeaderNode.decode(leader.encode())).isEqualTo(leader);
        WorkerNode worker = new WorkerNode("w1", "host", WorkerTraits.PLAIN, true);
        assertThat(worker.encode()).asString(UTF_8).isEqualTo("""
                {"v":1,"id":"w1","host":"host","draining":true}""");
        assertThat(WorkerNode.decode(worker.encode())).isEqualTo(worker);
        WorkerNode strong = new WorkerNode("w2", "", new WorkerTraits(2.5, 40, "a", Set.of("gpu", "big")), false);
        assertThat(strong.encode()).asString(UTF_8).isEqualTo("""
                {"v":1,"id":"w2","host":"","draining":false,"cap":2.5,"max":40,"az":"a","tags":["big","gpu"]}""");
        assertThat(WorkerNode.decode(strong.encode())).isEqualTo(strong);
        StreamNode stream = new StreamNode("created 7", "AT 9", 1);
        assertThat(stream.encode()).asString(UTF_8).isEqualTo("""
                {"v":1,"id":"created 7","start":"AT 9","gen":1}""");
        assertThat(StreamNode.decode(stream.encode())).isEqualTo(stream);
    }

    @Test
    void fieldsOfLaterVersionsArePassedOver() {
        byte[] later = """
                {"v":2,"new":{"x":[1]},"e":5,"o":"w1#a","s":"OWNED","w":1,"c":"9","pp":[],"t":1}""".getBytes(UTF_8);
        assertThat(LeaseRecord.decode(later).checkpoint()).contains("9");
    }

    @Test
    void whatIsNoDocumentIsRefused() {
        assertThatThrownBy(() -> LeaseRecord.decode("[]".getBytes(UTF_8))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> Assignment.decode(new byte[0])).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> Assignment.decode("{".getBytes(UTF_8))).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aRegistrationOfAnotherSessionIsAGhost() {
        String name = WorkerNode.incarnation("w1", 0x1F);
        assertThat(name).isEqualTo("w1#1f");
        assertThat(WorkerNode.id(name)).isEqualTo("w1");
        assertThat(WorkerNode.isGenuine(name, new Node(new byte[0], 0, 0x1F))).isTrue();
        assertThat(WorkerNode.isGenuine(name, new Node(new byte[0], 0, 0x2F))).isFalse();
    }
}
