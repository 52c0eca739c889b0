package io.anabranch.lease.zookeeper;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ZooKeeper server in this process, on the loopback interface, with its data in a folder: the same server as in production, with real persistence.
 * One server hosts a folder at a time; the file {@code endpoint} in it says where. It is a single point of failure by its nature: while no process
 * hosts the folder nobody can lead or be given anything, sessions survive, and the next server on the folder goes on with all of it.
 *
 * <p>Writes are forced to the disk before they are answered; {@code -Dzookeeper.forceSync=no} gives that up for speed, as tests do.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedZooKeeper.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int TICK_MILLIS = 500;
    private static final int START_MILLIS = 60_000;

    private final Path folder;
    private final int port;
    private final FolderLock lock;
    private final ZooKeeperServerEmbedded server;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedZooKeeper(Path folder, int port, FolderLock lock, ZooKeeperServerEmbedded server) {
        this.folder = folder;
        this.port = port;
        this.lock = lock;
        this.server = server;
    }

    /**
     * Starts the folder's server and returns when it accepts connections. Blocks for the time that takes, some tenths of a second.
     *
     * @param folder created if missing
     * @param port   1 to 65535, or 0 for the port this folder had last if it is still free, else any free one
     * @throws FolderInUseException if another server hosts the folder
     * @throws IOException          if the port is taken or the data cannot be read or written; nothing is left running
     */
    public static EmbeddedZooKeeper start(Path folder, int port) throws IOException {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
        }
        FolderLock lock = FolderLock.tryLock(folder).orElseThrow(() -> new FolderInUseException(folder));
        EmbeddedZooKeeper started = null;
        try {
            started = start(folder, choosePort(folder, port), lock);
            return started;
        } finally {
            if (started == null) {
                lock.close();
            }
        }
    }

    private static EmbeddedZooKeeper start(Path folder, int chosenPort, FolderLock lock) throws IOException {
        removeOldConfigurations(folder);
        ZooKeeperServerEmbedded server = launch(folder, chosenPort);
        int port = server.getClientPort();
        Endpoint.publish(folder, port);
        log.info("zookeeper started folder={} port={}", folder, port);
        return new EmbeddedZooKeeper(folder, port, lock, server);
    }

    private static ZooKeeperServerEmbedded launch(Path folder, int port) throws IOException {
        ZooKeeperServerEmbedded server = null;
        try {
            server = ZooKeeperServerEmbedded.builder().baseDir(folder).configuration(configuration(folder, port)).exitHandler(ExitHandler.LOG_ONLY).build();
            server.start(START_MILLIS);
            return server;
        } catch (Exception e) {
            if (server != null) {
                server.close();
            }
            throw failedStart(folder, e);
        }
    }

    private static IOException failedStart(Path folder, Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new InterruptedIOException("interrupted while ZooKeeper started in " + folder);
        }
        return new IOException("ZooKeeper did not start in " + folder + ": " + e.getMessage(), e);
    }

    private static Properties configuration(Path folder, int port) {
        Properties settings = new Properties();
        settings.setProperty("dataDir", folder.toAbsolutePath().toString());
        settings.setProperty("clientPort", Integer.toString(port));
        settings.setProperty("clientPortAddress", Endpoint.HOST);
        settings.setProperty("tickTime", Integer.toString(TICK_MILLIS));
        settings.setProperty("minSessionTimeout", "1000");
        settings.setProperty("maxSessionTimeout", "600000");
        settings.setProperty("maxClientCnxns", "0");
        settings.setProperty("admin.enableServer", "false");
        settings.setProperty("4lw.commands.whitelist", "ruok,srvr,mntr");
        settings.setProperty("autopurge.snapRetainCount", "3");
        settings.setProperty("autopurge.purgeInterval", "1");
        settings.setProperty("preAllocSize", "1024");
        return settings;
    }

    /** The address for {@link ZooKeeper#connect}. */
    public String connectString() {
        return Endpoint.connectString(port);
    }

    public int port() {
        return port;
    }

    /** Stops the server; what it acknowledged is in the folder. Sessions stay alive in the data and go on if their clients find a server in time. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        server.close();
        try {
            lock.close();
        } catch (IOException e) {
            log.warn("zookeeper lock not released cleanly folder={}", folder, e);
        }
        log.info("zookeeper stopped folder={} port={}", folder, port);
    }

    private static int choosePort(Path folder, int port) throws IOException {
        if (port != 0) {
            requireFree(port);
            return port;
        }
        int last = Endpoint.read(folder).orElse(0);
        return last != 0 && isFree(last) ? last : 0;
    }

    private static boolean isFree(int port) {
        try {
            requireFree(port);
            return true;
        } catch (IOException e) {
            return false; // taken: that is the answer
        }
    }

    /** Asked beforehand, because the server itself would wait for its start time-out to say so. */
    private static void requireFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
        } catch (IOException e) {
            throw new IOException("port " + port + " is taken: " + e.getMessage(), e);
        }
    }

    /** ZooKeeper leaves a copy of its configuration in the folder at every start. */
    private static void removeOldConfigurations(Path folder) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, "zookeeper.configuration*.properties")) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
    }
}
