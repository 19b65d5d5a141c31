/** Volume of a NetStream. Assign it to `soundTransform` after a change, as in Flash. */
export class SoundTransform {
  constructor(
    /** 0 (silence) to 1. */
    public volume = 1,
    /** -1 (left) to 1 (right), as set; no effect. */
    public pan = 0,
  ) {}
}
