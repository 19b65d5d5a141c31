/**
 * OpenID Connect provider for sign-in.spec.ts: `node provider.mjs <port> <URL of the studio>`. Accepts any user; the name
 * is the role in the tokens. Its access tokens, signed JWTs for the audience `multiconnection`, are short-lived.
 */
import { generateKeyPairSync, randomUUID } from "node:crypto";
import Provider from "oidc-provider";

const [port, studio] = process.argv.slice(2);
const page = new URL("sign-in.html", studio).href;

/** Seconds. The gateway warns of the end of a token after half of that. */
const LIFETIME_S = 20;

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "studio",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: [page],
      post_logout_redirect_uris: [page],
    },
  ],
  cookies: { keys: [randomUUID()] },
  jwks: { keys: [generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" })] },
  clientBasedCORS: () => true,
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: id }) }),
  extraTokenClaims: (_, { accountId }) => ({ roles: [accountId] }),
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  ttl: { AccessToken: LIFETIME_S, RefreshToken: 600, IdToken: 600, Session: 600, Grant: 600, Interaction: 600 },
  features: {
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: "",
        audience: "multiconnection",
        accessTokenFormat: "jwt",
        accessTokenTTL: LIFETIME_S,
        jwt: { sign: { alg: "RS256" } },
      }),
      useGrantedResource: () => true,
    },
  },
});
provider.listen(Number(port), "127.0.0.1");
