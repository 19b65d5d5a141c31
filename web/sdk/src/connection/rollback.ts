/** Runs `undo` if a promise is rejected, including by an abort that the gateway does not know of. */
export async function withRollback<T>(promise: Promise<T>, undo: () => Promise<void> | undefined): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    // A failure means that the session has ended, so there is nothing to undo.
    undo()?.catch(() => {});
    throw error;
  }
}
