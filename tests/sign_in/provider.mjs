// A certified OpenID provider (npm's oidc-provider) on the loopback, for the tests of sign-in.
// Anybody may sign in there with any password; the login name is their e-mail address.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, port, redirectUri] = process.argv.slice(2);
const { resolve } = createRequire(`${modules}/`);
const { Provider } = await import(pathToFileURL(resolve("oidc-provider")));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "common-estate",
    client_secret: "a secret of the tests alone",
    redirect_uris: [redirectUri],
    grant_types: ["authorization_code"],
    response_types: ["code"],
  }],
  pkce: { required: () => true },
  conformIdTokenClaims: false,  // as Entra ID does it: e-mail and name in the ID token itself
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  cookies: { keys: ["of the tests"] },
  async findAccount(_, sub) {
    // Entra ID says nothing of whether an address was verified.
    const said = sub.startsWith("silent") ? {} : { email_verified: !sub.startsWith("unverified") };
    return {
      accountId: sub,
      claims: async () => ({ sub, email: sub, name: `Name of ${sub}`, ...said }),
    };
  },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
