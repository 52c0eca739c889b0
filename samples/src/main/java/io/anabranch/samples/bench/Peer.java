package io.anabranch.samples.bench;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Another endpoint of the API, measured in the same run.
 *
 * @param name    heads its column
 * @param address takes plain HTTP/1.1
 */
public record Peer(String name, InetSocketAddress address) {
    private static final int HTTP_PORT = 80;

    /**
     * @param text such as {@code kinesalite=http://127.0.0.1:4567}
     * @throws IllegalArgumentException if it is not a name and a URL of plain HTTP
     */
    public static Peer parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) throw new IllegalArgumentException("a peer is NAME=URL, was " + text);
        URI url = URI.create(text.substring(equals + 1));
        if (!"http".equals(url.getScheme()) || url.getHost() == null) throw new IllegalArgumentException("a peer's URL begins with http://, was " + url);
        return new Peer(text.substring(0, equals), new InetSocketAddress(url.getHost(), url.getPort() < 0 ? HTTP_PORT : url.getPort()));
    }
}
