package io.multiconnection.app.load;

/** Resource of which a gateway may have too little. */
enum LoadResource {
    /** Processor time of the process, of the processors that the JVM uses. */
    CPU("cpu"),

    /** Memory held for clients and servers, of the budget. */
    MEMORY("memory"),

    /** WebSockets, of the most that may be open. */
    SESSIONS("sessions"),

    /** Viewers, of the most that may be open. */
    VIEWERS("viewers"),

    /** Delay of tasks on the slowest event loop, of the delay that counts as full load. */
    EVENT_LOOP("event-loop");

    private final String label;

    LoadResource(String label) {
        this.label = label;
    }

    /** Returns the name in metrics and in health. */
    String label() {
        return label;
    }
}
