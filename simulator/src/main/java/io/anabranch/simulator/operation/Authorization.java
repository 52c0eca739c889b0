package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks whether a request is signed at all, in the header or in the query; the signature itself is nobody's concern here. */
final class Authorization {
    private static final List<String> HEADER_PARTS = List.of("Credential", "Signature", "SignedHeaders");
    private static final List<String> QUERY_PARTS =
            List.of("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date");

    private Authorization() {}

    /** What is wrong with it, if anything. */
    static Optional<StreamException> fault(ServiceRequest request) {
        Set<String> query = queryNames(request.target());
        boolean inQuery = query.contains("X-Amz-Algorithm");
        String header = request.header("Authorization").trim();
        if (!header.isEmpty() && inQuery) {
            return fault(
                    ErrorType.INVALID_SIGNATURE,
                    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
        }
        if (inQuery) {
            return incompleteQuery(query);
        }
        if (!header.startsWith("AWS4-")) {
            return fault(ErrorType.MISSING_AUTHENTICATION_TOKEN, "Missing Authentication Token");
        }
        return incompleteHeader(request, header);
    }

    private static Optional<StreamException> incompleteQuery(Set<String> query) {
        String missing = QUERY_PARTS.stream()
                .filter(part -> !query.contains(part))
                .map(part -> "AWS query-string parameters must include '" + part + "'. ")
                .collect(Collectors.joining());
        return missing.isEmpty()
                ? Optional.empty()
                : fault(ErrorType.INCOMPLETE_SIGNATURE, missing + "Re-examine the query-string parameters.");
    }

    private static Optional<StreamException> incompleteHeader(ServiceRequest request, String header) {
        List<String> sentences = new ArrayList<>(0);
        for (String part : HEADER_PARTS) {
            if (!names(header, part)) sentences.add("Authorization header requires '" + part + "' parameter. ");
        }
        if (!request.hasHeader("X-Amz-Date") && !request.hasHeader("Date")) {
            sentences.add("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        return sentences.isEmpty()
                ? Optional.empty()
                : fault(ErrorType.INCOMPLETE_SIGNATURE, String.join("", sentences) + "Authorization=" + header);
    }

    /** True if a parameter has this name, with a value or without; commas and spaces stand between them. */
    private static boolean names(String header, String name) {
        int at = header.indexOf(name);
        while (at >= 0 && !isWhole(header, at, at + name.length())) at = header.indexOf(name, at + 1);
        return at >= 0;
    }

    private static boolean isWhole(String header, int start, int end) {
        return (start == 0 || separates(header.charAt(start - 1)))
                && (end == header.length() || header.charAt(end) == '=' || separates(header.charAt(end)));
    }

    private static boolean separates(char c) {
        return c == ',' || c == ' ';
    }

    private static Set<String> queryNames(String target) {
        int question = target.indexOf('?');
        return question < 0
                ? Set.of()
                : Arrays.stream(target.substring(question + 1).split("&")).map(pair -> pair.split("=", 2)[0]).collect(Collectors.toSet());
    }

    private static Optional<StreamException> fault(ErrorType type, String text) {
        return Optional.of(new StreamException(type, text));
    }
}
