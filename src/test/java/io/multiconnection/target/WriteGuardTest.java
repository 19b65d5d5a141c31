package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfKind;
import io.multiconnection.target.WriteSubject.Call;
import io.multiconnection.target.WriteSubject.Slot;
import io.multiconnection.target.WriteSubject.StreamData;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and writes of one server, on a clock that the test moves. */
class WriteGuardTest {

    private static final Set<AmfKind> TYPED = EnumSet.of(AmfKind.TYPED_OBJECT, AmfKind.STRING);
    private static final Set<AmfKind> TEXT = EnumSet.of(AmfKind.STRING);
    private static final WriteSubject METADATA = new StreamData(1, WriteSubject.METADATA);

    private final List<WriteSubject> setAside = new ArrayList<>();
    private long now = Long.MAX_VALUE - 1_000_000_000L; // wraps soon
    private final WriteGuard guard = new WriteGuard(() -> now, setAside::add);

    private static Slot slot(String name) {
        return new Slot("chat", name);
    }

    @Test
    void withholdsWriteThatPrecedesTwoLosses() {
        for (int i = 0; i < 2; i++) {
            assertThat(guard.verdict(slot("a"), TYPED)).isEqualTo(WriteVerdict.NOW);
            guard.sent(slot("a"), TYPED);
            pass(1999);
            guard.lost();
        }
        assertThat(setAside).containsExactly(slot("a"));
        assertThat(guard.verdict(slot("a"), TYPED)).isEqualTo(WriteVerdict.NEVER);
    }

    @Test
    void clearsWriteThatServerSurvivedOrAnswered() {
        for (int i = 0; i < 10; i++) {
            guard.sent(slot("a"), TYPED);
            guard.answered(slot("a"));
            guard.sent(METADATA, TEXT);
            pass(2001);
            guard.lost();
        }
        assertThat(setAside).isEmpty();
    }

    /** The server acknowledges harmless writes, and the last slot makes it hang up. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void findsOneAmongOthersWithTwoLosses(int slots) {
        assertThat(lossesUntilTheLastOf(slots)).isEqualTo(2);
        assertThat(setAside).containsExactly(slot("slot " + (slots - 1)));
    }

    @Test
    void findsOneAmongThousandsWithFewLosses() {
        assertThat(lossesUntilTheLastOf(4000)).isLessThanOrEqualTo(6);
        assertThat(setAside).containsExactly(slot("slot 3999"));
    }

    private int lossesUntilTheLastOf(int slots) {
        List<Slot> all = IntStream.range(0, slots).mapToObj(i -> slot("slot " + i)).toList();
        int losses = 0;
        while (deliver(all)) {
            losses++;
            guard.lost();
        }
        return losses;
    }

    /** Writes slots as soon as they may be written; true if the last one is among them. */
    private boolean deliver(List<Slot> slots) {
        List<Slot> left = new ArrayList<>(slots);
        while (!left.isEmpty()) {
            List<Slot> now = new ArrayList<>();
            while (!left.isEmpty()) {
                WriteVerdict verdict = guard.verdict(left.getFirst(), TYPED);
                if (verdict == WriteVerdict.LATER) {
                    break;
                }
                Slot next = left.removeFirst();
                if (verdict == WriteVerdict.NOW) {
                    guard.sent(next, TYPED);
                    now.add(next);
                }
            }
            for (Slot slot : now) {
                if (slot.equals(slots.getLast())) {
                    return true;
                }
            }
            now.forEach(guard::answered);
        }
        return false;
    }

    @Test
    void findsTwoAmongOthers() {
        Slot a = slot("a");
        Slot b = slot("b");
        guard.sent(a, TYPED);
        guard.sent(b, TYPED);
        guard.lost();
        guard.sent(a, TYPED);
        assertThat(guard.verdict(b, TYPED)).isEqualTo(WriteVerdict.LATER);
        guard.lost();
        assertThat(guard.verdict(b, TYPED)).isEqualTo(WriteVerdict.NEVER); // as it is like a
        assertThat(setAside).containsExactly(a, b);
    }

    @Test
    void retriesMetadataAndSlotsOneByOne() {
        guard.sent(METADATA, TYPED);
        guard.sent(slot("a"), TEXT);
        guard.lost();
        guard.sent(METADATA, TYPED);
        assertThat(guard.verdict(slot("a"), TEXT)).isEqualTo(WriteVerdict.LATER);
        pass(2001);
        assertThat(guard.verdict(slot("a"), TEXT)).isEqualTo(WriteVerdict.NOW);
        guard.sent(slot("a"), TEXT);
        guard.lost();
        assertThat(setAside).containsExactly(slot("a"));
        assertThat(guard.verdict(METADATA, TYPED)).isEqualTo(WriteVerdict.NOW);
    }

    @Test
    void unsuspectedWritesDoNotWait() {
        guard.sent(slot("a"), TYPED);
        guard.lost();
        guard.sent(slot("a"), TYPED);
        assertThat(guard.verdict(slot("b"), TEXT)).isEqualTo(WriteVerdict.NOW);
    }

    @Test
    void withholdsOnlyValuesOfSameKinds() {
        kill(slot("a"), TYPED);
        Set<AmfKind> more = EnumSet.copyOf(TYPED);
        more.add(AmfKind.NUMBER);
        assertThat(guard.verdict(slot("a"), more)).isEqualTo(WriteVerdict.NEVER);
        assertThat(guard.verdict(slot("a"), TEXT)).isEqualTo(WriteVerdict.NOW);
        assertThat(guard.verdict(slot("b"), TEXT)).isEqualTo(WriteVerdict.NOW);
        assertThat(guard.verdict(slot("b"), more)).isEqualTo(WriteVerdict.NEVER);
        assertThat(guard.verdict(slot("b"), more)).isEqualTo(WriteVerdict.NEVER);
        assertThat(guard.verdict(METADATA, TYPED)).isEqualTo(WriteVerdict.NOW);
        assertThat(setAside).containsExactly(slot("a"), slot("b")); // each is told once
    }

    @Test
    void withholdsPlainValueInItsOwnPlaceOnly() {
        kill(slot("a"), TEXT);
        assertThat(guard.verdict(slot("a"), TEXT)).isEqualTo(WriteVerdict.NEVER);
        assertThat(guard.verdict(slot("b"), TEXT)).isEqualTo(WriteVerdict.NOW);
    }

    @Test
    void lossWithoutWriteClearsIt() {
        kill(METADATA, TEXT);
        guard.connected();
        pass(1000);
        guard.lost();
        assertThat(guard.verdict(METADATA, TEXT)).isEqualTo(WriteVerdict.NOW);
        kill(METADATA, TEXT);
        assertThat(guard.verdict(METADATA, TEXT)).isEqualTo(WriteVerdict.NOW);
        assertThat(setAside).containsExactly(METADATA);
    }

    @Test
    void longConnectionWithoutWriteDoesNotClearIt() {
        kill(METADATA, TEXT);
        guard.connected();
        pass(60_000);
        guard.lost();
        assertThat(guard.verdict(METADATA, TEXT)).isEqualTo(WriteVerdict.NEVER);
    }

    /** Calls do not wait for each other. */
    @Test
    void withholdsCallsThatAlwaysComeTogether() {
        int losses = 0;
        while (guard.verdict(new Call("a"), TEXT) != WriteVerdict.NEVER && losses < 100) {
            guard.sent(new Call("a"), TEXT);
            guard.sent(new Call("b"), TEXT);
            guard.lost();
            losses++;
        }
        assertThat(losses).isEqualTo(6);
    }

    @Test
    void forgetsSuspectAfterTenMinutes() {
        guard.sent(new Call("a"), TEXT);
        guard.lost();
        pass(600_000);
        guard.sent(new Call("a"), TEXT);
        guard.lost();
        assertThat(setAside).isEmpty();
    }

    @Test
    void boundsNumberOfSubjects() {
        for (int i = 0; i < 1000; i++) {
            kill(slot("slot " + i), TEXT);
        }
        assertThat(guard.verdict(slot("slot 999"), TEXT)).isEqualTo(WriteVerdict.NEVER);
        assertThat(guard.verdict(slot("slot 0"), TEXT)).isEqualTo(WriteVerdict.NOW); // forgotten
    }

    private void kill(WriteSubject subject, Set<AmfKind> kinds) {
        for (int i = 0; i < 2; i++) {
            guard.sent(subject, kinds);
            guard.lost();
        }
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
