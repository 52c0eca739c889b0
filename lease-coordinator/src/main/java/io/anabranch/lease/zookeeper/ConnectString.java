package io.anabranch.lease.zookeeper;

import org.apache.zookeeper.client.ConnectStringParser;

/**
 * {@code host:port,host:port/root} in its two parts. The root is put before every path here and not left to the client library, which does not
 * take it off the paths of created nodes again in every kind of answer.
 *
 * @param servers what the client connects to
 * @param root    empty, or a path that starts with a slash and does not end with one
 */
record ConnectString(String servers, String root) {
    static ConnectString parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("connect string is empty");
        }
        ConnectStringParser parsed = new ConnectStringParser(text);
        if (parsed.getServerAddresses().isEmpty()) {
            throw new IllegalArgumentException("connect string names no server: '" + text + "'");
        }
        int slash = text.indexOf('/');
        return slash < 0 ? new ConnectString(text, "") : new ConnectString(text.substring(0, slash), rootOf(parsed));
    }

    private static String rootOf(ConnectStringParser parsed) {
        String root = parsed.getChrootPath();
        return root == null ? "" : root;
    }

    /** The path as the server knows it. */
    String absolute(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path does not start with a slash: '" + path + "'");
        }
        return path.length() == 1 && !root.isEmpty() ? root : root + path;
    }
}
