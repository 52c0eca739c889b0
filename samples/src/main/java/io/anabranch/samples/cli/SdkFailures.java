package io.anabranch.samples.cli;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the SDK's client says, without what only its authors need. */
final class SdkFailures {
    private static final Pattern REMARKS = Pattern.compile("\\s*\\((Service|SDK Attempt Count): .*", Pattern.DOTALL);

    private SdkFailures() {}

    static String text(SdkException failure) {
        if (failure instanceof AwsServiceException refused && refused.awsErrorDetails() != null && refused.awsErrorDetails().errorMessage() != null)
            return OneLine.text(failure, refused.awsErrorDetails().errorMessage());
        Optional<ConnectException> unreachable = OneLine.within(failure, ConnectException.class);
        if (unreachable.isPresent()) return OneLine.unreachable(unreachable.get());
        Optional<UnknownHostException> unknown = OneLine.within(failure, UnknownHostException.class);
        if (unknown.isPresent()) return "no such host: " + unknown.get().getMessage();
        Optional<SSLException> secret = OneLine.within(failure, SSLException.class);
        if (secret.isPresent()) return "no TLS with the service: it has a certificate that is not trusted here, or speaks no TLS: " + OneLine.text(failure, secret.get().getMessage());
        return other(failure);
    }

    private static String other(SdkException failure) {
        if (isTimeout(failure)) return "the service does not answer";
        if (says(failure, "frame was not SETTINGS")) return "no Kinesis service answers there: what does speaks no HTTP/2";
        if (says(failure, "Unable to load credentials"))
            return "no credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (a simulator takes any)";
        return OneLine.text(failure, REMARKS.matcher(String.valueOf(failure.getMessage())).replaceFirst(""));
    }

    private static boolean isTimeout(SdkException failure) {
        return failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException
                || OneLine.within(failure, TimeoutException.class).isPresent() || says(failure, "Acquire operation took longer");
    }

    private static boolean says(Throwable failure, String words) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(cause -> String.valueOf(cause.getMessage()).contains(words));
    }
}
