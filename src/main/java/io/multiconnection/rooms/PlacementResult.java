package io.multiconnection.rooms;

import io.multiconnection.gateway.Admission;

/** What comes of looking for a place. */
sealed interface PlacementResult {

    /** There is one; whoever is told has to give it back. */
    record At(Admission.Place place) implements PlacementResult {}

    /** There is none. */
    record Nowhere(Admission.Rejection why) implements PlacementResult {}

    /** Perhaps there is one in a moment. */
    record Later() implements PlacementResult {}
}
