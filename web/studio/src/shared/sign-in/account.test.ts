import { ErrorResponse, type User } from "oidc-client-ts";
import { describe, expect, it, vi } from "vitest";
import { Account, type Manager, type SignIn } from "./account.ts";

const HOUR_S = 3600;
const CLIENT = { issuer: "https://login.example", clientId: "studio", scopes: ["openid"], parameters: {} };

/** User whose tokens expire after some seconds. */
function user(name: string, expiresInS = HOUR_S, more: Partial<User> = {}): User {
  const exp = Date.now() / 1000 + expiresInS;
  return {
    access_token: `access-${name}`,
    id_token: `id-${name}`,
    refresh_token: `refresh-${name}`,
    expires_at: exp,
    profile: { sub: name, exp },
    ...more,
  } as User;
}

class Issuer {
  stored: User | null = null;
  endSession: string | undefined = "https://login.example/end";
  readonly manager = {
    getUser: vi.fn(async () => this.stored),
    removeUser: vi.fn(async () => {}),
    signinRedirect: vi.fn(async (_?: { state?: unknown }) => {}),
    signinCallback: vi.fn(async (): Promise<User | undefined> => user("ada")),
    signinSilent: vi.fn(async (): Promise<User | null> => user("renewed")),
    signoutRedirect: vi.fn(async (_?: object) => {}),
    metadataService: { getEndSessionEndpoint: async () => this.endSession },
  };

  constructor(stored: User | null = null) {
    this.stored = stored;
  }

  account(token: "access" | "id" = "access", required = true): Account {
    const signIn: SignIn = { required, client: { ...CLIENT, token } };
    return new Account(
      async () => Response.json(signIn),
      async () => this.manager as unknown as Manager,
    );
  }
}

describe("an account", () => {
  it.each([
    ["the gateway requires no token", async () => Response.json({ required: false }), false],
    ["the gateway has no client for the studio", async () => Response.json({ required: true }), true],
    ["the gateway does not know of sign-in", async () => new Response("", { status: 404 }), false],
    ["the gateway is not reached", async () => Promise.reject(new TypeError("Failed to fetch")), false],
  ])("does not exist if %s", async (_, request, required) => {
    const account = new Account(request, () => Promise.reject(new Error("not needed")));
    expect(account.state).toBe("loading");
    await account.load();
    expect(account).toMatchObject({ state: "none", isRequired: required });
    expect(await account.token()).toBeUndefined();
  });

  it.each([
    ["access", "access-ada"],
    ["id", "id-ada"],
  ] as const)("has the %s token of the user", async (kind, token) => {
    const account = new Issuer(user("ada")).account(kind);
    expect(await account.token()).toBe(token);
    expect(account).toMatchObject({ state: "signed-in", name: "ada" });
  });

  it("is named as people call the user", async () => {
    const profile = { sub: "1", preferred_username: "ada", email: "ada@example.org", name: "Ada" };
    for (const [missing, name] of [
      ["", "Ada"],
      ["name", "ada"],
      ["preferred_username", "ada@example.org"],
      ["email", "1"],
    ] as const) {
      Reflect.deleteProperty(profile, missing);
      const account = new Issuer(user("x", HOUR_S, { profile } as unknown as Partial<User>)).account();
      await account.load();
      expect(account.name).toBe(name);
    }
  });

  it("renews an expiring token once for all who ask", async () => {
    const issuer = new Issuer(user("ada", 30));
    const account = issuer.account();
    expect(await Promise.all([account.token(), account.token()])).toStrictEqual(["access-renewed", "access-renewed"]);
    expect(await account.token()).toBe("access-renewed");
    expect(issuer.manager.signinSilent).toHaveBeenCalledOnce();
  });

  it("keeps a valid token while the issuer is not reached, and tries again", async () => {
    const issuer = new Issuer(user("ada", 30));
    issuer.manager.signinSilent.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    const account = issuer.account();
    expect(await account.token()).toBe("access-ada");
    expect(await account.token()).toBe("access-renewed");
  });

  it.each([
    ["the issuer refuses to renew its token", user("ada", 30), new ErrorResponse({ error: "invalid_grant" })],
    ["its token expires and the issuer is not reached", user("ada", -1), new TypeError("Failed to fetch")],
    [
      "its token expires and cannot be renewed",
      user("ada", -1, { refresh_token: undefined } as unknown as Partial<User>),
      undefined,
    ],
  ])("is signed out if %s", async (_, stored, error) => {
    const issuer = new Issuer(stored);
    issuer.manager.signinSilent.mockRejectedValue(error);
    const account = issuer.account();
    expect(await account.token()).toBeUndefined();
    expect(account.state).toBe("signed-out");
  });

  it("returns to the page on which the user signed in", async () => {
    const issuer = new Issuer();
    const account = issuer.account();
    await account.load();
    expect(account.state).toBe("signed-out");
    await account.signIn("https://gateway.example/watch.html?x");
    expect(issuer.manager.signinRedirect).toHaveBeenCalledWith({ state: "https://gateway.example/watch.html?x" });
  });

  it.each([
    ["https://gateway.example/watch.html?x", "https://gateway.example/watch.html?x"],
    ["https://other.example/", "https://gateway.example/"],
    [undefined, "https://gateway.example/"],
  ])("completes a sign-in from %j", async (state, expected) => {
    const issuer = new Issuer();
    issuer.manager.signinCallback.mockResolvedValueOnce({ ...user("ada"), state } as User);
    const account = issuer.account();
    expect(await account.complete("https://gateway.example/sign-in.html?code=1")).toBe(expected);
    expect(account.state).toBe("signed-in");
  });

  it("says why the user cannot leave for the issuer", async () => {
    const issuer = new Issuer();
    issuer.manager.signinRedirect.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    const account = issuer.account();
    await account.load();
    await account.signIn("https://gateway.example/");
    expect(account.problem).toBe("Cannot sign in: Failed to fetch");
    await account.signIn("https://gateway.example/");
    expect(account.problem).toBeUndefined();
  });

  it.each([true, false])("signs out, at the issuer if that is possible: %j", async (possible) => {
    const issuer = new Issuer(user("ada"));
    issuer.endSession = possible ? issuer.endSession : undefined;
    const account = issuer.account();
    await account.load();
    await account.signOut("https://gateway.example/sign-in.html");
    expect(account.state).toBe("signed-out");
    expect(issuer.manager.removeUser).toHaveBeenCalledOnce();
    const request = { post_logout_redirect_uri: "https://gateway.example/sign-in.html", id_token_hint: "id-ada" };
    expect(issuer.manager.signoutRedirect.mock.calls).toStrictEqual(possible ? [[request]] : []);
  });

  it("signs out here if the issuer is not reached", async () => {
    const issuer = new Issuer(user("ada"));
    issuer.manager.metadataService.getEndSessionEndpoint = () => Promise.reject(new TypeError("Failed to fetch"));
    const account = issuer.account();
    await account.load();
    await account.signOut("https://gateway.example/sign-in.html");
    expect(account.state).toBe("signed-out");
    expect(issuer.manager.removeUser).toHaveBeenCalledOnce();
  });
});
