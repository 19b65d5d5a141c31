package io.multiconnection.target;

import io.multiconnection.amf.AmfKind;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Guard that finds the writes on which one server hangs up, and withholds them from that server, so
 * that its streams and other writes continue.
 *
 * <p>Writes without a response in the last two seconds before a loss are suspects. Suspects are
 * then written one by one, and more at a time only as they prove harmless, so that the next loss
 * identifies one. A write that has preceded two losses is withheld, and with it every value at the
 * same place that contains all of its kinds; kinds that not all servers read, and this one never
 * has, are withheld at every place of that type. If the server is lost again right after, without
 * the write, the write was not the cause.
 *
 * <p>Stays with its server while targets come and go. Lives on its session's event loop.
 */
public final class WriteGuard {

    /** Time before a loss in which a write is a suspect. */
    static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long SUSPECT_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long AT_ONCE_NANOS = 5 * WINDOW_NANOS;
    private static final int STRIKES = 2;

    /** Strikes that withhold a write that was never sent alone, for example one of two calls. */
    private static final int MAX_STRIKES = 6;

    /** Number of harmless suspects after which one more is written at the same time. */
    private static final int HARMLESS_FOR_MORE = 8;

    private static final int MAX_SENT = 4096;
    private static final int MAX_SET_ASIDE = 256;

    private record Sent(Set<AmfKind> kinds, long at) {}

    private record Suspect(int strikes, long at) {}

    private final LongSupplier nanoTime;
    private final Consumer<WriteSubject> listener;

    /** Writes without a response, in the order of sending. */
    private final Map<WriteSubject, Sent> sent = new LinkedHashMap<>();

    private final Map<WriteSubject, Suspect> suspects = new LinkedHashMap<>();
    private final Map<WriteSubject, Set<AmfKind>> setAside = new LinkedHashMap<>();
    private final Map<Class<?>, Set<AmfKind>> read = new HashMap<>();
    private final Set<WriteSubject> onTrial = new HashSet<>();
    private final Set<WriteSubject> acquitted = new HashSet<>();
    private List<WriteSubject> latest = List.of();
    private long connectedAt;
    private int harmless;
    private int streams;

    /**
     * Creates the guard of a server that has never hung up.
     *
     * @param listener receives each subject that is withheld
     */
    public WriteGuard(LongSupplier nanoTime, Consumer<WriteSubject> listener) {
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.connectedAt = nanoTime.getAsLong();
    }

    /** Notes that the server is connected. */
    void connected() {
        connectedAt = nanoTime.getAsLong();
    }

    /** Clears all strikes, because the client asks to connect again. */
    public void forget() {
        sent.clear();
        suspects.clear();
        setAside.clear();
        onTrial.clear();
        acquitted.clear();
        read.clear();
        latest = List.of();
        harmless = 0;
    }

    /** Notes a stream that is published on the server. */
    public void streamBegun() {
        streams++;
    }

    /** Notes a stream that is no longer published on the server. */
    public void streamEnded() {
        streams--;
    }

    /** Returns whether a loss of the server would interrupt a stream. */
    public boolean carriesStreams() {
        return streams > 0;
    }

    /** Returns whether a write may be sent; the caller reports it with {@link #sent}. */
    public WriteVerdict verdict(WriteSubject subject, Set<AmfKind> kinds) {
        if (isSetAside(subject, kinds)) {
            return WriteVerdict.NEVER;
        }
        forgetSurvived();
        boolean isFree = onTrial.size() < 1 + harmless / HARMLESS_FOR_MORE;
        return !isSuspect(subject) || isFree ? WriteVerdict.NOW : WriteVerdict.LATER;
    }

    private boolean isSetAside(WriteSubject subject, Set<AmfKind> kinds) {
        if (setAside.isEmpty()) {
            return false;
        }
        Set<AmfKind> known = setAside.get(subject);
        if (known != null && kinds.containsAll(known)) {
            return true;
        }
        if (kinds.stream().allMatch(AmfKind::isPlain) || acquitted.contains(subject)) {
            return false;
        }
        for (Map.Entry<WriteSubject, Set<AmfKind>> other : setAside.entrySet()) {
            Set<AmfKind> rare = unread(subject, other.getValue());
            if (other.getKey().getClass() == subject.getClass()
                    && !rare.isEmpty()
                    && kinds.containsAll(rare)) {
                setAside(subject, rare);
                return true;
            }
        }
        return false;
    }

    /** Returns the kinds that not all servers read and this one has not read at such places. */
    private Set<AmfKind> unread(WriteSubject subject, Set<AmfKind> kinds) {
        Set<AmfKind> unread = EnumSet.noneOf(AmfKind.class);
        kinds.stream().filter(kind -> !kind.isPlain()).forEach(unread::add);
        unread.removeAll(read.getOrDefault(subject.getClass(), Set.of()));
        return unread;
    }

    private boolean isSuspect(WriteSubject subject) {
        return strikes(subject) > 0;
    }

    private int strikes(WriteSubject subject) {
        Suspect suspect = suspects.get(subject);
        if (suspect == null || nanoTime.getAsLong() - suspect.at() >= SUSPECT_NANOS) {
            return 0;
        }
        return suspect.strikes();
    }

    /** Notes a write that is sent. */
    public void sent(WriteSubject subject, Set<AmfKind> kinds) {
        if (acquitted.contains(subject)) {
            return;
        }
        forgetSurvived();
        sent.remove(subject);
        if (sent.size() == MAX_SENT) {
            forgetFirst();
        }
        sent.put(subject, new Sent(kinds, nanoTime.getAsLong()));
        if (isSuspect(subject)) {
            onTrial.add(subject);
        }
    }

    /** Notes a response to a write, which proves the write harmless. */
    public void answered(WriteSubject subject) {
        Sent write = sent.remove(subject);
        if (write != null) {
            survived(subject);
            read.computeIfAbsent(subject.getClass(), _ -> EnumSet.noneOf(AmfKind.class))
                    .addAll(write.kinds());
        }
    }

    /** Clears writes that the server has survived for long enough. */
    private void forgetSurvived() {
        long now = nanoTime.getAsLong();
        Iterator<Map.Entry<WriteSubject, Sent>> oldest = sent.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<WriteSubject, Sent> next = oldest.next();
            if (now - next.getValue().at() <= WINDOW_NANOS) {
                return;
            }
            oldest.remove();
            survived(next.getKey());
        }
    }

    private void survived(WriteSubject subject) {
        if (suspects.remove(subject) != null) {
            harmless++;
        }
        onTrial.remove(subject);
    }

    private void forgetFirst() {
        WriteSubject first = sent.keySet().iterator().next();
        sent.remove(first);
        onTrial.remove(first);
    }

    /** Notes the loss of the connection. */
    void lost() {
        forgetSurvived();
        List<WriteSubject> before = latest;
        latest = List.of();
        if (!onTrial.isEmpty()) {
            latest = List.copyOf(onTrial).stream().filter(this::convict).toList();
        } else if (!sent.isEmpty()) {
            sent.keySet().forEach(subject -> strike(subject, 1));
        } else if (nanoTime.getAsLong() - connectedAt <= AT_ONCE_NANOS) {
            before.forEach(setAside::remove);
            if (acquitted.size() < MAX_SENT) {
                acquitted.addAll(before);
            }
        }
        sent.clear();
        onTrial.clear();
        harmless = 0;
    }

    /** Adds a strike; returns whether the write is withheld. */
    private boolean convict(WriteSubject subject) {
        int strikes = strikes(subject) + 1;
        if (strikes < (onTrial.size() == 1 ? STRIKES : MAX_STRIKES)) {
            strike(subject, strikes);
            return false;
        }
        suspects.remove(subject);
        Sent write = sent.get(subject);
        setAside(subject, write == null ? EnumSet.noneOf(AmfKind.class) : write.kinds());
        return true;
    }

    private void strike(WriteSubject subject, int strikes) {
        suspects.remove(subject);
        if (suspects.size() == MAX_SENT) {
            suspects.remove(suspects.keySet().iterator().next());
        }
        suspects.put(subject, new Suspect(strikes, nanoTime.getAsLong()));
    }

    private void setAside(WriteSubject subject, Set<AmfKind> kinds) {
        if (setAside.size() == MAX_SET_ASIDE && !setAside.containsKey(subject)) {
            setAside.remove(setAside.keySet().iterator().next());
        }
        setAside.put(subject, kinds);
        listener.accept(subject);
    }
}
