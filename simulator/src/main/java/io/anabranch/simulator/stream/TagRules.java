package io.anabranch.simulator.stream;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What tags may look like, and how many a resource may have. */
final class TagRules {
    static final int MOST = 50;

    private static final Pattern VALID = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{Zs}_./=+%@-]*");

    private TagRules() {}

    /** A resource as refusals tell it: {@code stream s under account 000000000000}. */
    static String under(Resource resource, Identity owner) {
        String kind = resource instanceof Resource.OfConsumer of ? "consumer " + of.consumer() : "stream " + resource.stream();
        return kind + " under account " + owner.account();
    }

    static void requireAddable(Map<String, String> tags, String under) {
        requireCharacters(Stream.concat(tags.keySet().stream(), tags.values().stream()).toList(), "add tags to " + under);
    }

    static void requireRemovable(Collection<String> keys, String under) {
        requireCharacters(keys, "remove tags from " + under);
    }

    private static void requireCharacters(Collection<String> texts, String what) {
        if (!texts.stream().allMatch(text -> VALID.matcher(text).matches())) {
            throw invalid("Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.");
        }
        // The service's first check lets a % pass and its second does not.
        if (texts.stream().anyMatch(text -> text.indexOf('%') >= 0)) {
            throw invalid("Failed to " + what + " because some tags contained illegal characters. The allowed characters are Unicode letters,"
                    + " white-spaces, '_',',','/','=','+','-','@'.");
        }
    }

    static void requireFew(Collection<String> keys, String under) {
        if (keys.size() > MOST) {
            throw invalid("Failed to add tags to " + under + " because a given " + under.substring(0, under.indexOf(' '))
                    + " cannot have more than " + MOST + " tags associated with it.");
        }
    }

    private static StreamException invalid(String text) {
        return new StreamException(ErrorType.INVALID_ARGUMENT, text);
    }
}
