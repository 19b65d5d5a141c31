package io.multiconnection.objects;

import io.multiconnection.rtmp.SharedObjectEvent;
import java.util.List;
import java.util.stream.Stream;

/** Store of persistent objects. Confined to one event loop. */
public interface ObjectStore extends AutoCloseable {

    /**
     * Entry of an object; its entries in sequence restore it.
     *
     * @param version version of the object after the entry; unsigned
     * @param events Clear, Change and Remove
     */
    record Entry(String app, String name, int version, List<SharedObjectEvent> events) {
        public Entry {
            events = List.copyOf(events);
        }
    }

    /** Returns a store that keeps nothing: persistent objects live as long as the server. */
    ObjectStore NONE =
            new ObjectStore() {
                @Override
                public void append(Entry entry) {}

                @Override
                public void whenStored(Outcome then) {
                    then.stored(true);
                }

                @Override
                public void compact(Stream<Entry> all) {}

                @Override
                public boolean isWasteful() {
                    return false;
                }

                @Override
                public void close() {}
            };

    /** Receives whether the appended entries are stored. */
    @FunctionalInterface
    interface Outcome {

        void stored(boolean success);
    }

    /** Takes an entry, to be stored soon. */
    void append(Entry entry);

    /** Calls {@code then} when all appended entries are stored, or could not be stored. */
    void whenStored(Outcome then);

    /** Returns whether much more is stored than is needed. */
    boolean isWasteful();

    /** Replaces all entries by {@code all}. */
    void compact(Stream<Entry> all);

    @Override
    void close();
}
