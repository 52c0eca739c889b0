package io.anabranch.samples.cli;

import java.net.URI;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Addresses as the flags take them. */
final class Endpoints {
    /** {@code host:port}, an IPv6 host in brackets, several separated by commas, and perhaps a path under which all else lies. */
    private static final Pattern CONNECT = Pattern.compile("%1$s(,%1$s)*(/\\S*)?".formatted("([^\\s,/:\\[\\]]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?"));

    private Endpoints() {}

    /** Refuses what is no address of a service. */
    static void check(String flag, URI url, CommandSpec command) {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) throw wrong(flag + " wants a URL such as http://127.0.0.1:4567, not '" + url + "'", command);
    }

    /** Refuses what is no ZooKeeper connect string. */
    static void checkConnect(String flag, String connect, CommandSpec command) {
        if (!CONNECT.matcher(connect).matches()) throw wrong(flag + " wants host:port, several separated by commas, not '" + connect + "'", command);
    }

    private static ParameterException wrong(String message, CommandSpec command) {
        return new ParameterException(command.commandLine(), message);
    }
}
