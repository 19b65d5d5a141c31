package io.multiconnection.objects;

import io.multiconnection.rtmp.SharedObjectEvent;
import java.util.List;
import java.util.stream.Stream;

/** Where persistent objects outlive the server. Used on one event loop. */
public interface ObjectStore extends AutoCloseable {

    /**
     * What became of an object; several in a row make it.
     *
     * @param version of the object from then on; unsigned
     * @param events Clear, Change and Remove
     */
    record Entry(String app, String name, int version, List<SharedObjectEvent> events) {
        public Entry {
            events = List.copyOf(events);
        }
    }

    /** Nowhere: what is persistent lasts as long as the server. */
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

    /** Hears whether what was appended before is stored. */
    @FunctionalInterface
    interface Outcome {

        void stored(boolean success);
    }

    /** Takes an entry, to be stored soon. */
    void append(Entry entry);

    /** Calls {@code then} when all that was appended before is stored, or could not be. */
    void whenStored(Outcome then);

    /** Whether much more is stored than is needed. */
    boolean isWasteful();

    /** Stores {@code all} in the place of what was appended so far. */
    void compact(Stream<Entry> all);

    @Override
    void close();
}
