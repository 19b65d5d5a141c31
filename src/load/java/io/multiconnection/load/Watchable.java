package io.multiconnection.load;

/** Relay whose streams can be watched. */
interface Watchable {

    /** Returns a viewer of the stream with this number, which passes what it receives to a seat. */
    Viewer viewer(int number, FrameSeat seat);
}
