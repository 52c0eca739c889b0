package io.anabranch.simulator.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.Locale;

/** A client that sends exactly the bytes it is told to. Reads give up after ten seconds. */
final class RawConnection implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    RawConnection(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    DataInputStream in() {
        return in;
    }

    /** A status and a body. */
    record Response(int status, String headers, byte[] body) {
        String text() {
            return new String(body, ISO_8859_1);
        }
    }

    Response read() throws IOException {
        String head = head();
        int status = Integer.parseInt(head.substring(9, 12));
        int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        byte[] body = new byte[at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)))];
        in.readFully(body);
        return new Response(status, head, body);
    }

    private String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("connection closed after: " + head);
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    /** True if the server has nothing more to say and closed, however it did. */
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true; // reset is closed too
        }
    }

    /** Nothing more will be sent. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Everything up to the end, which a reset is too. */
    byte[] readAll() throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                all.write(next);
            }
        } catch (java.net.SocketException e) {
            return all.toByteArray();
        }
        return all.toByteArray();
    }

    static String post(String operation, String json) {
        return head(operation) + "Content-Length: " + json.length() + "\r\n\r\n" + json;
    }

    /** The head of a request, its length not told yet. */
    static String head(String operation) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: Kinesis_20131202." + operation
                + "\r\nX-Amz-Date: 20260301T100000Z\r\nAuthorization: " + RunningServer.AUTHORIZATION + "\r\n";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
