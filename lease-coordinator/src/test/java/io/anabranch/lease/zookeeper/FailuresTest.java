package io.anabranch.lease.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.lease.store.StoreException.Kind;
import java.util.List;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult.CheckResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FailuresTest {
    @ParameterizedTest
    @EnumSource(value = Code.class, names = {"CONNECTIONLOSS", "OPERATIONTIMEOUT", "SESSIONMOVED", "REQUESTTIMEOUT", "SYSTEMERROR", "MARSHALLINGERROR"})
    void whatDoesNotSayThatNothingWasWrittenIsUnknown(Code code) {
        assertThat(Failures.kind(code)).isEqualTo(Kind.OUTCOME_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(value = Code.class, names = {"NOAUTH", "AUTHFAILED", "NOCHILDRENFOREPHEMERALS", "QUOTAEXCEEDED", "BADARGUMENTS"})
    void whatTheServerWillNotDoIsRejected(Code code) {
        assertThat(Failures.kind(code)).isEqualTo(Kind.REJECTED);
    }

    @Test
    void theFailedOperationIsTheOneWithACauseOfItsOwn() {
        ErrorResult before = new ErrorResult(Code.OK.intValue());
        ErrorResult cause = new ErrorResult(Code.BADVERSION.intValue());
        ErrorResult after = new ErrorResult(Code.RUNTIMEINCONSISTENCY.intValue());

        assertThat(Failures.failedOperation(List.of(before, cause, after))).isEqualTo(1);
        assertThat(Failures.failedOperation(List.of(new CheckResult()))).isEqualTo(-1);
        assertThat(Failures.failedOperation(List.of())).isEqualTo(-1);
    }
}
