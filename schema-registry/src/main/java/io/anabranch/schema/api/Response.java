package io.anabranch.schema.api;

/** What to send back. {@code json} is not shared; the receiver may keep it. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Response(int status, byte[] json) {}
