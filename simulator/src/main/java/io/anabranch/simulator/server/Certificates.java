package io.anabranch.simulator.server;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port's own certificate, self-signed, made by the JDK's keytool at the first TLS connection and kept. The password guards nothing: whoever
 * can read the folder can read the streams in it.
 */
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final String PASSWORD = "anabranch";
    private static final long KEYTOOL_SECONDS = 60;

    private Certificates() {}

    /** Blocks while keytool runs, once in the life of a folder. */
    static SslContext context(Path folder, String host) throws IOException, GeneralSecurityException {
        Path store = folder.resolve("server.p12");
        if (!Files.exists(store)) {
            create(folder, store, host);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        return SslContextBuilder.forServer(factory).sslProvider(SslProvider.JDK).applicationProtocolConfig(alpn()).build();
    }

    private static ApplicationProtocolConfig alpn() {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                "h2",
                "http/1.1");
    }

    private static void create(Path folder, Path store, String host) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = folder.resolve("server.p12.new");
        Files.deleteIfExists(unfinished);
        run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "server", "-keyalg", "RSA", "-keysize", "2048", "-validity", "3650",
                "-dname", "CN=localhost", "-ext", "san=" + names(host),
                "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", unfinished.toString()));
        Files.move(unfinished, store, StandardCopyOption.ATOMIC_MOVE);
        LOG.info("made a certificate file={}", store);
    }

    private static String names(String host) {
        String own = "dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1";
        if (host.equals("localhost") || host.equals("127.0.0.1") || host.contains(":")) {
            return own;
        }
        return own + (host.matches("[0-9.]+") ? ",ip:" : ",dns:") + host;
    }

    private static void run(List<String> command) throws IOException {
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(keytool.getInputStream().readAllBytes(), Charset.defaultCharset());
            if (!keytool.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IOException("keytool made no certificate: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool made a certificate", e);
        } finally {
            keytool.destroy();
        }
    }
}
