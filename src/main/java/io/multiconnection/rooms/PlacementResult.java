package io.multiconnection.rooms;

import io.multiconnection.gateway.Admission;

/** Result of the search for a place. */
sealed interface PlacementResult {

    /** A place was reserved; its owner has to give it back. */
    record At(Admission.Place place) implements PlacementResult {}

    /** There is no place. */
    record Nowhere(Admission.Rejection why) implements PlacementResult {}

    /** A place may be free later. */
    record Later() implements PlacementResult {}
}
