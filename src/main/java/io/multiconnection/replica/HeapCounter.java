package io.multiconnection.replica;

/** Counter of the heap that the parts of one replica hold, in bytes. */
final class HeapCounter {

    private long bytes;

    void add(long more) {
        bytes += more;
    }

    long bytes() {
        return bytes;
    }
}
