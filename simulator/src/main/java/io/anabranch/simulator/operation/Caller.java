package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.Identity;

/**
 * Who calls, by what the request's credential says of itself: an access key of twelve digits is an account, the scope names the region. Nothing is
 * verified.
 */
final class Caller {
    private static final String IN_HEADER = "Credential=";
    private static final String IN_QUERY = "X-Amz-Credential=";
    private static final int ACCOUNT_DIGITS = 12;

    private Caller() {}

    /** @param home the identity of those who do not say who they are */
    static Identity of(ServiceRequest request, Identity home) {
        String header = request.header("Authorization");
        return header.isEmpty() ? of(request.target(), IN_QUERY, home) : of(header, IN_HEADER, home);
    }

    private static Identity of(String text, String name, Identity home) {
        int start = text.indexOf(name);
        if (start < 0) return home;
        String scope = text.substring(start + name.length()).replace("%2F", "/").replace("%2f", "/");
        int keyEnd = end(scope, 0);
        int regionStart = Math.min(end(scope, keyEnd + 1) + 1, scope.length());
        int regionEnd = end(scope, regionStart);
        String key = scope.substring(0, keyEnd);
        String named = scope.substring(regionStart, regionEnd);
        String account = isAccount(key) ? key : home.account();
        String region = regionEnd < scope.length() && isRegion(named) ? named : home.region();
        return account.equals(home.account()) && region.equals(home.region()) ? home : new Identity(account, region);
    }

    /** Where a part of the scope that begins at {@code from} ends. */
    private static int end(String scope, int from) {
        int at = from;
        while (at < scope.length() && "/,& ".indexOf(scope.charAt(at)) < 0) at++;
        return Math.min(at, scope.length());
    }

    private static boolean isAccount(String text) {
        return text.length() == ACCOUNT_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isRegion(String text) {
        return !text.isEmpty() && text.length() <= 32 && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }
}
