/** Id of which no gateway has a server or stream: the gateway refuses requests with it. */
const UNKNOWN_ID = 2 ** 31 - 1;

/** Id of the application for a thing that the gateway has yet to name, found by `key`. */
export interface ExpectedId {
  applicationId: number;
  key: string;
}

/**
 * Bidirectional map between the ids of the application and those of one gateway session, for one kind of thing. Both are
 * equal in the first session until the gateway reuses an id. In a session that replaces another one, things keep their
 * application ids.
 */
export class IdMap {
  readonly #gatewayIds = new Map<number, number>();
  readonly #applicationIds = new Map<number, number>();
  #expected: ExpectedId[] = [];
  #nextId = 0;
  #isIdentity = true;

  /** Returns an empty map for the session that replaces this one. */
  successor(): IdMap {
    const successor = new IdMap();
    successor.#isIdentity = false;
    successor.#nextId = this.#nextId;
    return successor;
  }

  /** Maps two ids to each other. Removes an older thing that had the same gateway id, as the gateway has reused it. */
  bind(applicationId: number, gatewayId: number): void {
    const before = this.#applicationIds.get(gatewayId);
    if (before !== undefined && before !== applicationId) {
      this.#gatewayIds.delete(before);
      this.#isIdentity = false;
    }
    this.#gatewayIds.set(applicationId, gatewayId);
    this.#applicationIds.set(gatewayId, applicationId);
    this.#nextId = Math.max(this.#nextId, applicationId + 1);
  }

  /** Records that the gateway has created something. It gets a new application id even if its gateway id is reused. */
  created(gatewayId: number): void {
    if (this.#applicationIds.has(gatewayId)) {
      this.bind(this.#nextId, gatewayId);
    }
  }

  /** Reserves application ids: the first new thing with an expected key gets its id. */
  expect(expected: ExpectedId[]): void {
    this.#expected = expected;
  }

  /** Returns the application's id. A new thing gets the id that is expected for its key, or the next free one. */
  toApplication(gatewayId: number, key?: string): number {
    const known = this.#applicationIds.get(gatewayId);
    if (known !== undefined) {
      return known;
    }
    const found = this.#expected.find((each) => each.key === key);
    this.#expected = this.#expected.filter((each) => each !== found);
    const applicationId = this.#isIdentity ? gatewayId : (found?.applicationId ?? this.#nextId);
    this.bind(applicationId, gatewayId);
    return applicationId;
  }

  /** Returns the gateway's id. */
  toGateway(applicationId: number): number {
    return this.#gatewayIds.get(applicationId) ?? (this.#isIdentity ? applicationId : UNKNOWN_ID);
  }

  /** Whether the session has the thing with this application id. */
  has(applicationId: number): boolean {
    return this.#isIdentity || this.#gatewayIds.has(applicationId);
  }

  /** Removes a thing that no further message mentions. */
  remove(applicationId: number): void {
    this.#applicationIds.delete(this.toGateway(applicationId));
    this.#gatewayIds.delete(applicationId);
  }

  /** Resets the map: gateway and application both number from 0 again. */
  reset(): void {
    this.#gatewayIds.clear();
    this.#applicationIds.clear();
    this.#expected = [];
    this.#nextId = 0;
    this.#isIdentity = true;
  }
}
