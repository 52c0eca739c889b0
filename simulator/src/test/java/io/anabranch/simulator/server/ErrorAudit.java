package io.anabranch.simulator.server;

import io.anabranch.simulator.server.ApiModel.Kind;
import io.anabranch.simulator.server.ApiModel.Member;
import io.anabranch.simulator.server.RunningServer.Answer;
import io.anabranch.simulator.wire.WireFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sends an operation everything its inputs must not be, one thing at a time, and looks at what it says. */
final class ErrorAudit {
    private static final String LIST = "Start of list found where not expected";
    private static final String STRUCTURE = "Start of structure or map found where not expected.";
    private static final String NUMBER = "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to ";
    private static final String BOOL = "class java.lang.Boolean can not be converted to ";
    private static final String TEXT = "class java.lang.String can not be converted to ";
    private static final int LONGEST_TRIED = 10_000;

    private final RunningServer server;
    private final String operation;
    private final List<Member> members;
    private final List<String> faults = new ArrayList<>();

    ErrorAudit(RunningServer server, String operation) {
        this.server = server;
        this.operation = operation;
        this.members = ApiModel.operations().get(operation);
    }

    /** What was not as the service has it. */
    List<String> faults(WireFormat format) {
        for (Member member : members) {
            wrongTypes(member.kind()).forEach((value, text) -> says(format, member.body(value), "SerializationException", "Message", text));
            for (Broken broken : broken(member)) says(format, member.body(broken.value), "ValidationException", "message", broken.sentence(member));
        }
        missing(format);
        nulls(format);
        return faults;
    }

    private void missing(WireFormat format) {
        for (Member member : members) {
            if (!member.required() || !member.isTop()) continue;
            says(format, "{}", "ValidationException", "message", "Value null at '" + member.toldPath() + "' failed to satisfy constraint: Member must not be null");
        }
    }

    private void nulls(WireFormat format) {
        String nulls = members.stream().filter(Member::isTop).map(member -> "\"" + member.path() + "\":null").collect(Collectors.joining(",", "{", "}"));
        Answer without = server.call(format, operation, "{}");
        Answer with = server.call(format, operation, nulls);
        boolean same = without.status() == with.status() && without.at("message").equals(with.at("message"));
        if (!same) faults.add(format + " " + nulls + " is not answered as {}: " + with.body());
    }

    private void says(WireFormat format, String body, String type, String member, String sentence) {
        Answer answer = server.call(format, operation, body);
        boolean fine = answer.status() == 400 && answer.at("__type").equals(type) && isWithin(answer.at(member), sentence);
        String shown = body.length() > 200 ? body.substring(0, 200) + "..." : body;
        if (!fine) faults.add(format + " " + shown + " should say " + sentence + " but said " + answer.body());
    }

    /** The only sentence, or one of up to ten violations. */
    private static boolean isWithin(String message, String sentence) {
        if (message.equals(sentence)) return true;
        int start = message.indexOf(" detected: ");
        if (start < 0) return false;
        List<String> told = Arrays.asList(message.substring(start + " detected: ".length()).split("; "));
        String head = told.size() + " validation error" + (told.size() == 1 ? "" : "s");
        return told.contains(sentence) && told.size() <= 10 && message.startsWith(head);
    }

    private static Map<String, String> wrongTypes(Kind kind) {
        return switch (kind) {
            case TEXT, ENUM -> Map.of("true", BOOL + "an String", "12", NUMBER + "an String", "[]", LIST, "{}", STRUCTURE);
            case INT -> Map.of("true", BOOL + "an Integer", "\"a\"", TEXT + "an Integer", "[]", LIST, "{}", STRUCTURE);
            case BOOL -> Map.of("1", NUMBER + "an Boolean", "\"maybe\"", "'MAYBE' can not be converted to an Boolean", "[]", LIST, "{}", STRUCTURE);
            case BLOB -> Map.of("true", BOOL + "a Blob", "1", NUMBER + "a Blob", "[]", LIST, "{}", STRUCTURE);
            case TIME -> Map.of("true", BOOL + "milliseconds since epoch", "\"a\"", TEXT + "milliseconds since epoch", "[]", LIST, "{}", STRUCTURE);
            case MAP -> Map.of("true", "Expected map or null", "\"a\"", "Expected map or null", "[]", LIST, "{\"a\":1}", NUMBER + "an String");
            case STRUCTURE -> Map.of("true", "Expected null", "\"a\"", "Expected null", "[]", LIST);
            case LIST -> Map.of("\"a\"", "Expected list or null", "1", "Expected list or null", "{}", STRUCTURE, "[1]", "Expected null");
            case TEXTS, ENUMS -> Map.of("\"a\"", "Expected list or null", "{}", STRUCTURE, "[1]", NUMBER + "an String", "[[]]", LIST);
        };
    }

    /** A value and the constraint it breaks. */
    private record Broken(String value, String shown, String constraint) {
        String sentence(Member member) {
            return "Value '" + shown + "' at '" + member.toldPath() + "' failed to satisfy constraint: " + constraint;
        }
    }

    private static List<Broken> broken(Member member) {
        return switch (member.kind()) {
            case TEXT -> brokenText(member);
            case ENUM -> List.of(new Broken("\"x\"", "x", "Member must satisfy enum value set: [" + values(member) + "]"));
            case INT -> brokenNumber(member);
            case MAP -> List.of(
                    new Broken("{}", "{}", atLeast(1)),
                    new Broken("{\"\":\"b\"}", "{=b}", "Map keys must satisfy constraint: [" + atMost(128) + ", " + atLeast(1) + "]"),
                    new Broken(
                            "{\"a\":\"" + "b".repeat(257) + "\"}",
                            "{a=" + "b".repeat(257) + "}",
                            "Map value must satisfy constraint: [" + atMost(256) + ", " + atLeast(0) + "]"));
            case LIST -> List.of(new Broken("[]", "[]", atLeast(1)));
            case TEXTS -> brokenList(member, "a", "", "[" + atMost(128) + ", " + atLeast(1) + "]");
            case ENUMS -> brokenList(member, "ALL", "x", "[Member must satisfy enum value set: [" + values(member) + "]]");
            case BLOB, BOOL, TIME, STRUCTURE -> List.of();
        };
    }

    private static List<Broken> brokenText(Member member) {
        List<Broken> broken = new ArrayList<>();
        member.min().ifPresent(min -> broken.add(new Broken("\"\"", "", atLeast(min))));
        member.max().filter(max -> max < LONGEST_TRIED).ifPresent(max -> {
            String text = "a".repeat((int) (max + 1));
            broken.add(new Broken("\"" + text + "\"", text, atMost(max)));
        });
        if (!member.rest().isEmpty()) broken.add(new Broken("\"!\"", "!", "Member must satisfy regular expression pattern: " + member.rest()));
        return broken;
    }

    private static List<Broken> brokenNumber(Member member) {
        List<Broken> broken = new ArrayList<>();
        member.min().ifPresent(min -> broken.add(new Broken("" + (min - 1), "" + (min - 1), "Member must have value greater than or equal to " + min)));
        member.max().ifPresent(max -> broken.add(new Broken("" + (max + 1), "" + (max + 1), "Member must have value less than or equal to " + max)));
        return broken;
    }

    private static List<Broken> brokenList(Member member, String good, String bad, String constraints) {
        int many = member.max().orElseThrow().intValue() + 1;
        String items = IntStream.range(0, many).mapToObj(i -> "\"" + good + "\"").collect(Collectors.joining(","));
        return List.of(
                new Broken("[]", "[]", atLeast(1)),
                new Broken("[" + items + "]", items.replace("\"", "").replace(",", ", ").replaceFirst("(.*)", "[$1]"), atMost(many - 1)),
                new Broken("[\"" + bad + "\"]", "[" + bad + "]", "Member must satisfy constraint: " + constraints));
    }

    private static String values(Member member) {
        return member.rest().replace(",", ", ");
    }

    private static String atLeast(long length) {
        return "Member must have length greater than or equal to " + length;
    }

    private static String atMost(long length) {
        return "Member must have length less than or equal to " + length;
    }
}
