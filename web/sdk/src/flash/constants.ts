/** Names of codecs for {@link Microphone.codec}, which has no effect: audio is AAC. */
export const SoundCodec = { NELLYMOSER: "NellyMoser", PCMA: "pcma", PCMU: "pcmu", SPEEX: "Speex" } as const;

/** AMF versions for {@link NetConnection.objectEncoding}. */
export const ObjectEncoding: { readonly AMF0: number; readonly AMF3: number; readonly DEFAULT: number } = {
  AMF0: 0,
  AMF3: 3,
  DEFAULT: 0,
};

/** Results of {@link SharedObject.flush}. `FLUSHED` is true, as the method returns in ActionScript 2. */
export const SharedObjectFlushStatus = { FLUSHED: true, PENDING: "pending" } as const;
