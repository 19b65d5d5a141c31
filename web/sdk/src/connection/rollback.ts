/** Takes back what was begun if it fails or is given up: the gateway does not know that. */
export async function withRollback<T>(promise: Promise<T>, undo: () => Promise<void> | undefined): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    // If this fails, too, the session is gone and there is nothing to take back.
    undo()?.catch(() => {});
    throw error;
  }
}
