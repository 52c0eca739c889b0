package io.anabranch.kcl.source.kinesis;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;

/** The service's clock, as the Date header of an answer shows it: in whole seconds, never ahead. */
final class ServiceTime {
    private ServiceTime() {}

    static Optional<Instant> of(SdkResponse answer) {
        return Optional.ofNullable(answer.sdkHttpResponse()).flatMap(http -> http.firstMatchingHeader("Date")).flatMap(ServiceTime::parse);
    }

    static Optional<Instant> parse(String date) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty(); // an answer without a readable date: the caller has another clock
        }
    }
}
