/** Interval between two reads of the state of a track, in milliseconds. */
const WATCH_MS = 250;

/** State of a track that the application may change at any time. */
export interface TrackState {
  readonly enabled: boolean;
  readonly ended: boolean;
}

/**
 * Reports each change of a track until the track ends or the returned function is called. The track is polled, because
 * `stop()` and `enabled` fire no events.
 */
export function watchTrack(track: MediaStreamTrack, changed: (state: TrackState) => void): () => void {
  let last = stateOf(track);
  const look = () => {
    const state = stateOf(track);
    if (state.enabled !== last.enabled || state.ended) {
      last = state;
      changed(state);
    }
    if (state.ended) {
      stop();
    }
  };
  const timer = setInterval(look, WATCH_MS);
  track.addEventListener("ended", look);
  const stop = () => {
    clearInterval(timer);
    track.removeEventListener("ended", look);
  };
  return stop;
}

function stateOf({ enabled, readyState }: MediaStreamTrack): TrackState {
  return { enabled, ended: readyState === "ended" };
}
