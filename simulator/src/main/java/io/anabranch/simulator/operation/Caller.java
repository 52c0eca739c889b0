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
        String[] scope = text.substring(start + name.length()).replace("%2F", "/").replace("%2f", "/").split("[/,& ]", 4);
        String account = isAccount(scope[0]) ? scope[0] : home.account();
        String region = scope.length > 3 && isRegion(scope[2]) ? scope[2] : home.region();
        return account.equals(home.account()) && region.equals(home.region()) ? home : new Identity(account, region);
    }

    private static boolean isAccount(String text) {
        return text.length() == ACCOUNT_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isRegion(String text) {
        return !text.isEmpty() && text.length() <= 32 && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }
}
