package io.anabranch.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanners either say what the tree says, or give up; they never say anything else. */
class BodyCursorTest {
    private record Member(String name, String text) {}

    static LongStream seeds() {
        Long only = Long.getLong("seed");
        return only != null ? LongStream.of(only) : LongStream.range(0, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatTheScannerReadsIsWhatTheTreeReads(long seed) throws Exception {
        Random random = new Random(seed);
        String json = json(random);
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        assertThat(walk(WireFormat.JSON, body)).as(json).isEqualTo(fromTree(WireFormat.JSON, body));
        byte[] cbor = WireWriter.write(WireFormat.CBOR, WireReader.read(WireFormat.JSON, body));
        assertThat(walk(WireFormat.CBOR, cbor)).as(json).isEqualTo(fromTree(WireFormat.CBOR, cbor));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void damagedBodiesAreGivenUpOrReadAsTheTreeReadsThem(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] json = json(random).getBytes(StandardCharsets.UTF_8);
        for (WireFormat format : WireFormat.values()) {
            byte[] body = format == WireFormat.JSON ? json : WireWriter.write(format, WireReader.read(WireFormat.JSON, json));
            for (int i = 0; i < 50; i++) {
                agreeOrGiveUp(format, damaged(body, random));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Data", "PartitionKey", "ExplicitHashKey"})
    void nameThatDiffersAnywhereIsAnother(String name) {
        for (int i = 0; i < name.length(); i++) {
            String other = name.substring(0, i) + '_' + name.substring(i + 1);
            String record = "{\"Data\":\"AAAA\",\"PartitionKey\":\"k\",\"ExplicitHashKey\":\"7\"}";
            byte[] body = ("{\"StreamName\":\"s\",\"Records\":[" + record.replace(name, other) + "]}").getBytes(StandardCharsets.UTF_8);
            PutRequest request = new PutRequest();
            assertThat(request.scanRecords(WireFormat.JSON, body)).as(other).isEqualTo(!name.equals("Data"));
            assertThat(request.keyMissing()).as(other).isEqualTo(name.equals("PartitionKey"));
        }
    }

    private static void agreeOrGiveUp(WireFormat format, byte[] body) throws Exception {
        List<Member> walked;
        try {
            walked = walk(format, body);
        } catch (Unusual e) {
            return;
        }
        assertThat(walked).as(Arrays.toString(body)).isEqualTo(fromTree(format, body));
    }

    private static byte[] damaged(byte[] body, Random random) {
        byte[] copy = random.nextInt(4) == 0 ? Arrays.copyOf(body, random.nextInt(body.length)) : body.clone();
        for (int i = random.nextInt(3); i >= 0 && copy.length > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    @ParameterizedTest
    @ValueSource(strings = {"QQ=", "Q", "QR==", "QUJ=", "QU*J", "====", "QQ==QQ==", "Q\\u0051==", "QUJD\\n"})
    void base64ThatTheServiceRefusesIsLeftToTheTree(String text) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(("\"" + text + "\"").getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(cursor::blob).isSameAs(Unusual.BODY);
    }

    @Test
    void blobsAreDecodedOneAfterTheOther() throws Exception {
        JsonCursor cursor = new JsonCursor();
        cursor.reset("[\"QUJD\", \"\", \"QQ==\"]".getBytes(StandardCharsets.UTF_8));
        cursor.enterList();
        List<String> blobs = new ArrayList<>();
        while (cursor.nextItem()) {
            cursor.blob();
            blobs.add(cursor.string());
        }
        assertThat(blobs).containsExactly("ABC", "", "A");
    }

    @Test
    void lengthIsCountedInUtf16Units() throws Exception {
        JsonCursor cursor = new JsonCursor();
        byte[] body = "\"a\u00e9\u20ac\uD83D\uDE00\"".getBytes(StandardCharsets.UTF_8);
        cursor.reset(body);
        cursor.text(5);
        cursor.reset(body);
        assertThatThrownBy(() -> cursor.text(4)).isSameAs(Unusual.BODY);
    }

    @Test
    void indefiniteCborIsReadAsDefiniteCborIs() throws Exception {
        // {_ "a": "b", "c": [_ ...] } as the SDKs write it, with a member nobody knows
        byte[] body = hex("bf 61 61 61 62 62 63 63 9f 01 fb 3ff0000000000000 f5 43 010203 bf ff ff 61 64 61 65 ff");
        assertThat(walk(WireFormat.CBOR, body)).containsExactly(new Member("a", "b"), new Member("d", "e"));
    }

    private static byte[] hex(String text) {
        return java.util.HexFormat.of().parseHex(text.replace(" ", ""));
    }

    /** Reads the text members of a flat map and skips all others. */
    private static List<Member> walk(WireFormat format, byte[] body) throws Unusual {
        BodyCursor cursor = format == WireFormat.JSON ? new JsonCursor() : new CborCursor();
        cursor.reset(body);
        List<Member> members = new ArrayList<>();
        cursor.enterMap();
        while (cursor.nextMember()) {
            String name = new String(body, cursor.start(), cursor.length(), StandardCharsets.UTF_8);
            if (name.length() != 1) {
                cursor.skip();
            } else if (!cursor.takeNull()) {
                cursor.text(1000);
                members.removeIf(member -> member.name.equals(name));
                members.add(new Member(name, cursor.string()));
            } else {
                members.removeIf(member -> member.name.equals(name));
            }
        }
        cursor.end();
        return members.stream().sorted(java.util.Comparator.comparing(Member::name)).toList();
    }

    private static List<Member> fromTree(WireFormat format, byte[] body) throws WireException {
        List<Member> members = new ArrayList<>();
        ((WireValue.Structure) WireReader.read(format, body)).members().forEach((name, value) -> {
            if (name.length() == 1) {
                members.add(new Member(name, ((WireValue.Text) value).value()));
            }
        });
        return members.stream().sorted(java.util.Comparator.comparing(Member::name)).toList();
    }

    private static String json(Random random) {
        StringBuilder json = new StringBuilder("{");
        int members = random.nextInt(6);
        for (int i = 0; i < members; i++) {
            json.append(i == 0 ? "" : ",").append(space(random));
            boolean known = random.nextInt(3) > 0;
            json.append('"').append(known ? "" + (char) ('a' + i) : "unknown" + i).append('"').append(space(random)).append(':');
            json.append(space(random)).append(known && random.nextInt(5) > 0 ? text(random) : known ? "null" : other(random));
        }
        return json.append(space(random)).append("}").append(space(random)).toString();
    }

    private static String space(Random random) {
        return random.nextInt(3) == 0 ? " \n\t\r".substring(0, 1 + random.nextInt(4)) : "";
    }

    private static String other(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "[]";
            case 1 -> "{\"x\":[true,false,null,{}]}";
            case 2 -> "true";
            case 3 -> "\"" + Base64.getEncoder().encodeToString(new byte[random.nextInt(40)]) + "\"";
            case 4 -> "null";
            default -> "[[\"a\",\"b\"],{\"c\":\"d\"}]";
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("\"");
        int length = random.nextInt(30);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(8)) {
                case 0 -> text.append("\\").append("\"\\/bfnrt".charAt(random.nextInt(8)));
                case 1 -> text.append(String.format("\\u%04x", random.nextInt(0xD800)));
                case 2 -> text.appendCodePoint(0x80 + random.nextInt(0xD000));
                case 3 -> text.appendCodePoint(0x10000 + random.nextInt(0x1000));
                default -> text.append((char) ('#' + random.nextInt(50)));
            }
        }
        return text.append("\"").toString().replace("\\\"\"", "\"");
    }

    @Test
    void roomForALargeBodyIsGivenBack() throws Unusual {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(("\"" + "A".repeat(12 << 20) + "\"").getBytes(StandardCharsets.US_ASCII));
        cursor.blob();
        assertThat(cursor.length()).isEqualTo(9 << 20);
        cursor.reset(new byte[0]);
        assertThat(cursor.heldBytes()).isZero();
    }
}
